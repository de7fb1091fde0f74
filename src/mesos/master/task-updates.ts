import { isTerminal, recordStatus } from '../tasks/task.js';
import type { StatusUpdate, Task } from '../wire/internal-messages.js';
import type { AgentID, TaskID, TaskState, TaskStatus } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';

/** A status that the master itself reports: it carries no uuid, so nothing is acknowledged or repeated. */
export interface MasterStatus {
  task_id: TaskID;
  agent_id?: AgentID | undefined;
  state: TaskState;
  reason: TaskStatus.Reason;
  message: string;
  extra?: Partial<TaskStatus>;
}

/** What happens to tasks after their launch: their updates, acknowledgements and end. */
export class TaskUpdates {
  constructor(private readonly master: Master) {}

  /** An update from an agent: noted, and passed on to the scheduler. */
  receive(update: StatusUpdate, agent: RegisteredAgent): void {
    const framework = this.master.frameworks.get(update.framework_id.value);
    const task = framework?.tasks.get(update.status.task_id.value);
    this.master.metrics.count(framework?.connected && task ? 'valid_status_updates' : 'invalid_status_updates');
    if (!framework) return this.master.note('warning', `Ignored an update of the unknown framework ${update.framework_id.value}`);
    if (task) this.#apply(task, framework, agent, update.status, update.latest_state ?? update.status.state, update.uuid);
    this.#forward(framework, update.status);
  }

  /** Tells a framework the state of a task on the master's own account. */
  report(framework: Framework, status: MasterStatus): TaskStatus {
    const full: TaskStatus = {
      task_id: status.task_id,
      state: status.state,
      message: status.message,
      source: 'SOURCE_MASTER',
      reason: status.reason,
      agent_id: status.agent_id,
      timestamp: this.master.seconds(),
      ...status.extra,
    };
    this.#forward(framework, full);
    return full;
  }

  /** Tells a framework that a task is not launched. */
  refuse(framework: Framework, status: MasterStatus): void {
    this.master.metrics.countTaskEnd(this.report(framework, status));
  }

  /** The scheduler has taken an update. When that was the last one of a task, the task is history. */
  acknowledge(framework: Framework, agentId: string, taskId: string, uuid: string): void {
    const agent = this.master.agents.get(agentId);
    const task = framework.tasks.get(taskId);
    // Nothing can be acknowledged of a task of which nothing was told.
    const isValid = agent?.connected && (!task || task.status_update_state !== undefined);
    this.master.metrics.count(isValid ? 'valid_status_update_acknowledgements' : 'invalid_status_update_acknowledgements');
    if (!isValid) return;
    if (task && task.status_update_uuid === uuid && task.status_update_state && isTerminal(task.status_update_state)) {
      this.remove(task);
    }
    this.master.sendTo(agent.pid, 'StatusUpdateAcknowledgementMessage', {
      agent_id: { value: agentId },
      framework_id: { value: framework.id },
      task_id: { value: taskId },
      uuid,
    });
  }

  /** Ends a task in the master's books with this status; the framework is not told. */
  end(task: Task, framework: Framework, agent: RegisteredAgent, status: TaskStatus): void {
    this.#apply(task, framework, agent, status, status.state, undefined);
    this.remove(task);
  }

  /** Moves a task to the completed ones; what it still used is free. */
  remove(task: Task): void {
    const framework = this.master.frameworks.get(task.framework_id.value);
    const agent = this.master.agents.get(task.agent_id.value);
    if (framework && !isTerminal(task.state)) this.#release(task, framework);
    framework?.tasks.delete(task.task_id.value);
    framework?.addCompletedTask(task);
    agent?.removeTask(task);
    if (agent) this.master.operatedAgents.checkDrained(agent);
  }

  /** Takes a task off an agent that is unreachable. It may come back with the agent. */
  markUnreachable(task: Task, framework: Framework, agent: RegisteredAgent, status: TaskStatus): void {
    this.#apply(task, framework, agent, status, status.state, undefined);
    if (!isTerminal(task.state)) this.#release(task, framework);
    framework.tasks.delete(task.task_id.value);
    agent.removeTask(task);
    framework.addUnreachableTask(task);
  }

  /** Ends a task whose agent is unreachable; the framework is not told. */
  endUnreachable(task: Task, framework: Framework, status: TaskStatus): void {
    this.#apply(task, framework, undefined, status, status.state, undefined);
    framework.unreachableTasks.delete(task.task_id.value);
    framework.addCompletedTask(task);
  }

  #apply(
    task: Task,
    framework: Framework,
    agent: RegisteredAgent | undefined,
    status: TaskStatus,
    latest: TaskState,
    uuid: string | undefined,
  ): void {
    const { state: before } = task;
    const ended = isTerminal(before);
    // A task that has ended stays in that state, whatever else is said of it.
    if (!ended) task.state = latest;
    if (task.state !== before) framework.metrics.task(task.state);
    // What is to be acknowledged stays what it is when something is said on the side.
    if (uuid !== undefined) {
      task.status_update_state = status.state;
      task.status_update_uuid = uuid;
    }
    const previous = task.statuses.at(-1);
    recordStatus(task, status);
    this.master.observeTask(framework.id, task);
    this.master.subscribers.taskUpdated(task, status, previous);
    if (!isOver(before) && isOver(latest)) this.master.metrics.countTaskEnd(status);
    if (!ended && isTerminal(latest) && agent?.tasks.get(framework.id)?.get(task.task_id.value) === task)
      this.#release(task, framework);
  }

  #release(task: Task, framework: Framework): void {
    this.master.releaseResources(framework, task.agent_id.value, task.resources);
  }

  #forward(framework: Framework, status: TaskStatus): void {
    framework.send({ type: 'UPDATE', update: { status } });
  }
}

const isOver = (state: TaskState): boolean => isTerminal(state) || state === 'TASK_UNREACHABLE';

/** What a status that the master itself reports of a task tells besides the state: what is known from updates so far. */
export function lastKnown({ executor_id, statuses }: Task): Partial<TaskStatus> {
  const { healthy, check_status, container_status } = statuses.at(-1) ?? {};
  return { executor_id, healthy, check_status, container_status };
}
