import { isTerminal } from '../tasks/task.js';
import type { Messages, StatusUpdate } from '../wire/internal-messages.js';
import type { ContainerStatus, ExecutorID, NetworkInfo, TaskID, TaskState, TaskStatus } from '../wire/messages.js';
import { uuidToBytes } from '../wire/uuid-bytes.js';
import type { Agent } from './agent.js';
import type { Executor } from './executor.js';
import type { Framework } from './framework.js';
import { type AcknowledgeableUpdate, StatusUpdateManager } from './status-update-manager.js';

/** A status that the agent itself reports. */
export interface AgentStatus {
  readonly taskId: TaskID;
  readonly executorId?: ExecutorID | undefined;
  readonly state: TaskState;
  readonly reason: TaskStatus.Reason;
  readonly message: string;
  readonly limitation?: TaskStatus['limitation'];
}

/** The way of status updates through the agent: from executors, or its own, to the master; and of acknowledgements back. */
export class StatusUpdates {
  readonly manager: StatusUpdateManager;
  readonly #networkInfos: NetworkInfo[];

  constructor(private readonly agent: Agent) {
    this.#networkInfos = [{ ip_addresses: [{ protocol: 'IPv4', ip_address: agent.address.ip }] }];
    this.manager = new StatusUpdateManager({
      forward: (update) => this.#forward(update),
      delay: (milliseconds, action) => agent.after(milliseconds, action),
    });
  }

  /**
   * Takes an update of an executor.
   * @param acknowledge Called when the agent answers for it from now on.
   */
  receive(update: AcknowledgeableUpdate, acknowledge: () => void): void {
    const { metrics } = this.agent;
    const framework = this.agent.frameworks.get(update.framework_id.value);
    if (!framework || framework.state === 'TERMINATING') {
      metrics.invalidStatusUpdates.increment();
      const what = framework ? 'terminating' : 'unknown';
      return this.agent.note('warning', `Ignored ${describe(update)} of the ${what} framework ${update.framework_id.value}`);
    }
    metrics.validStatusUpdates.increment();
    const taskId = update.status.task_id.value;
    const executor = framework.taskExecutors.get(taskId);
    if (executor?.terminatedTasks.has(taskId)) {
      this.agent.note('warning', `Ignored ${describe(update)}: the task has ended already`);
      return acknowledge();
    }
    const status: TaskStatus = {
      ...this.agent.drain.explain(update.status, framework),
      source: 'SOURCE_EXECUTOR',
      agent_id: { value: this.agent.agentId },
      executor_id: update.executor_id,
      uuid: update.uuid,
      ...(executor && { container_status: this.#containerStatus(update.status, executor) }),
    };
    this.#take({ ...update, agent_id: status.agent_id, status }, executor);
    acknowledge();
  }

  /** An update that cannot be taken. */
  refused(update: StatusUpdate, why: string): void {
    this.agent.metrics.invalidStatusUpdates.increment();
    this.agent.note('warning', `Ignored ${describe(update)}: ${why}`);
  }

  /** Reports something on the agent's own account. */
  report(framework: Framework, { taskId, executorId, state, reason, message, limitation }: AgentStatus): void {
    const timestamp = this.agent.seconds();
    const uuid = uuidToBytes(this.agent.uuid());
    const agent_id = { value: this.agent.agentId };
    const status: TaskStatus = {
      ...{
        task_id: taskId,
        state,
        source: 'SOURCE_AGENT',
        reason,
        message,
        agent_id,
        executor_id: executorId,
        timestamp,
        uuid,
        limitation,
      },
    };
    const update = { framework_id: { value: framework.id }, executor_id: executorId, agent_id, status, timestamp, uuid };
    this.agent.metrics.validStatusUpdates.increment();
    this.#take(update, framework.taskExecutors.get(taskId.value));
  }

  /** A scheduler has acknowledged an update. */
  acknowledged({ framework_id, task_id, uuid }: Messages['StatusUpdateAcknowledgementMessage']): void {
    const executor = this.agent.frameworks.get(framework_id.value)?.taskExecutors.get(task_id.value);
    const outcome = this.manager.acknowledge(framework_id.value, task_id.value, uuid);
    if (outcome === 'unexpected') {
      return this.agent.note(
        'warning',
        `Ignored an unexpected acknowledgement of task ${task_id.value} of framework ${framework_id.value}`,
      );
    }
    if (executor) this.agent.checkpointing.acknowledgement(executor, task_id.value, uuid);
    if (outcome !== 'terminated' || !executor) return;
    executor.complete(task_id.value);
    if (executor.state === 'TERMINATED' && !executor.hasIncompleteTasks) this.agent.executors.remove(executor);
  }

  #take(update: AcknowledgeableUpdate, executor: Executor | undefined): void {
    executor?.update(update.status);
    if (!this.manager.update(update)) return;
    if (executor) this.agent.checkpointing.update(executor, update);
    if (!isTerminal(update.status.state)) return;
    this.agent.metrics.countTerminal(update.status.state);
    if (executor) this.agent.executors.resize(executor);
  }

  #forward(update: AcknowledgeableUpdate): void {
    const { status, uuid } = update;
    const framework = this.agent.frameworks.get(update.framework_id.value);
    const task = framework?.taskExecutors.get(status.task_id.value)?.task(status.task_id.value);
    if (task) {
      task.status_update_state = status.state;
      task.status_update_uuid = uuid;
    }
    this.agent.sendToMaster('StatusUpdateMessage', {
      update: { ...update, latest_state: task?.state ?? status.state },
      pid: this.agent.pid,
    });
  }

  #containerStatus({ container_status: given }: TaskStatus, executor: Executor): ContainerStatus {
    const containerId = given?.container_id ?? executor.containerId;
    const { network_infos } = given ?? {};
    return {
      ...{ container_id: containerId, ...given, ...this.agent.containerizer.status(containerId) },
      network_infos: network_infos?.length ? network_infos : this.#networkInfos,
    };
  }
}

const describe = ({ status }: StatusUpdate) => `update ${status.state} of task ${status.task_id.value}`;
