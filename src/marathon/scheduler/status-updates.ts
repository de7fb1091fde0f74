import type { Clock } from '../../mesos/process/clock.js';
import type { TaskStatus } from '../../mesos/wire/messages.js';
import { timestamp } from '../definitions/timestamps.js';
import type { EventBus } from '../events.js';
import type { Store } from '../state/store.js';
import { conditionOf, isTerminalCondition } from './condition.js';
import { type Instance, instanceIdOf } from './instance.js';
import type { Instances } from './instances.js';
import type { Killer } from './killer.js';

/** The last task of an app that has failed, as it is shown with the app. */
export interface TaskFailure {
  readonly appId: string;
  readonly host: string;
  readonly message: string;
  readonly state: string;
  readonly taskId: string;
  readonly timestamp: string;
  readonly version: string;
  readonly slaveId?: string | undefined;
}

const FAILURES = ['TASK_FAILED', 'TASK_LOST', 'TASK_ERROR', 'TASK_DROPPED', 'TASK_GONE', 'TASK_UNREACHABLE', 'TASK_UNKNOWN'];

/** Makes of statuses of tasks what is known of instances. */
export class StatusUpdates {
  readonly #failures = new Map<string, TaskFailure>();

  /**
   * @param settled called when an instance is gone, or back, although nobody asked for it: its app may have too few or too many
   * @param health told what the agent has found out about a task
   */
  constructor(
    private readonly instances: Instances,
    private readonly killer: Killer,
    private readonly events: EventBus,
    private readonly store: Store,
    private readonly clock: Clock,
    private readonly settled: (appId: string) => void,
    private readonly health: (instance: Instance, healthy: boolean) => void,
  ) {}

  load(failures: readonly TaskFailure[]): void {
    for (const failure of failures) this.#failures.set(failure.appId, failure);
  }

  /** The last failure of an app. */
  failureOf(appId: string): TaskFailure | undefined {
    return this.#failures.get(appId);
  }

  take(status: TaskStatus): void {
    const taskId = status.task_id.value;
    const instance = this.instances.ofTask(taskId);
    if (!instance) return this.#stray(status);
    this.#publish(instance, status);
    const condition = conditionOf(status);
    const isLate = instance.condition === 'UnreachableInactive' && condition === 'Unreachable';
    if (isLate) return;
    if (isTerminalCondition(condition)) return this.#ended(instance, status);
    const wasInactive = instance.condition === 'UnreachableInactive';
    const addresses = status.container_status?.network_infos?.flatMap(({ ip_addresses = [] }) => ip_addresses);
    const startedAt = instance.task?.startedAt ?? (condition === 'Running' ? this.clock.now() : undefined);
    const changed = this.instances.changeTask(
      instance.id,
      {
        status,
        startedAt,
        ...(addresses?.length && { ipAddresses: addresses.filter(({ ip_address }) => ip_address !== undefined) }),
      },
      condition,
    );
    if (condition === 'Unreachable') this.#failed(instance, status);
    if (changed && status.healthy !== undefined && condition === 'Running') this.health(changed, status.healthy);
    if (wasInactive) this.settled(instance.app.id);
  }

  /** Notes why a task was killed, for which Mesos gives no reason. */
  killedAsUnhealthy(instance: Instance, reason: string): void {
    const { task } = instance;
    if (!task) return;
    this.#remember({
      ...this.#aboutTask(instance),
      message: `Task was killed since health check failed. Reason: ${reason}`,
      state: 'TASK_KILLED',
    });
  }

  #ended(instance: Instance, status: TaskStatus): void {
    const condition = conditionOf(status);
    this.#failed(instance, status);
    this.instances.changeTask(instance.id, { status }, condition);
    if (this.instances.get(instance.id)?.goal !== 'Running') {
      this.instances.remove(instance.id);
      return;
    }
    this.instances.change(instance.id, {
      ...{ condition: 'Scheduled', task: undefined, health: [], incarnation: instance.incarnation + 1 },
    });
    this.settled(instance.app.id);
  }

  #failed(instance: Instance, { state, message = '' }: TaskStatus): void {
    if (FAILURES.includes(state)) this.#remember({ ...this.#aboutTask(instance), message, state });
  }

  #aboutTask({ app, task }: Instance): Omit<TaskFailure, 'message' | 'state'> {
    return {
      ...{ appId: app.id, host: task?.host ?? '', taskId: task?.id ?? '', timestamp: timestamp(this.clock.now()) },
      ...{ version: app.version, slaveId: task?.agentId },
    };
  }

  #remember(failure: TaskFailure): void {
    this.#failures.set(failure.appId, failure);
    this.store.put(`failures/${failure.appId.slice(1).replaceAll('/', '_')}`, failure);
  }

  /** A task that nobody knows is not to run. */
  #stray(status: TaskStatus): void {
    const instanceId = instanceIdOf(status.task_id.value);
    const condition = conditionOf(status);
    if (instanceId === undefined) return;
    if (!isTerminalCondition(condition)) {
      if (condition !== 'Unreachable') this.killer.killStray(status.task_id.value, status.agent_id?.value);
      return;
    }
    const runSpecId = `/${instanceId.slice(0, instanceId.lastIndexOf('.')).replaceAll('_', '/')}`;
    this.events.publish('unknown_instance_terminated_event', { instanceId, runSpecId, condition });
  }

  #publish({ app, task }: Instance, status: TaskStatus): void {
    this.events.publish('status_update_event', {
      slaveId: status.agent_id?.value ?? task?.agentId ?? '',
      taskId: status.task_id.value,
      taskStatus: status.state,
      message: status.message ?? '',
      appId: app.id,
      host: task?.host ?? '',
      ipAddresses: (status.container_status?.network_infos ?? [])
        .flatMap(({ ip_addresses = [] }) => ip_addresses)
        .map(({ ip_address, protocol = 'IPv4' }) => ({ ipAddress: ip_address, protocol })),
      ports: (task?.hostPorts ?? []).filter((port) => port !== undefined),
      version: app.version,
    });
  }
}
