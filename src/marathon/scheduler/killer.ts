import type { Clock, Timer } from '../../mesos/process/clock.js';
import type { Connection } from './connection.js';
import { hasTask, type Instance, type InstanceTask } from './instance.js';
import type { Instances } from './instances.js';

/** After so long, a kill that nothing has come of is ordered again. */
const RETRY_MS = 10_000;

/** Kills tasks, until they are gone. */
export class Killer {
  /** By the tasks that are to end. */
  readonly #timers = new Map<string, Timer>();

  constructor(
    private readonly instances: Instances,
    private readonly connection: Connection,
    private readonly clock: Clock,
  ) {}

  /** Has the task of an instance killed; when the instance is wanted, another one follows. */
  kill(instance: Instance): void {
    const { task } = instance;
    if (task && hasTask(instance) && !this.#timers.has(task.id)) this.#order(instance.id, task);
  }

  /** The instance is not wanted any more. What has no task, or one that nobody can get at, is gone at once. */
  decommission(instance: Instance): void {
    const { condition } = instance;
    const changed = this.instances.change(instance.id, { goal: 'Decommissioned' });
    if (!changed) return;
    if (!hasTask(instance) || condition === 'Unreachable' || condition === 'UnreachableInactive')
      this.instances.remove(instance.id);
    else this.kill(changed);
  }

  /** A task that belongs to no instance. */
  killStray(taskId: string, agentId: string | undefined): void {
    void this.connection.call({
      type: 'KILL',
      kill: { task_id: { value: taskId }, ...(agentId !== undefined && { agent_id: { value: agentId } }) },
    });
  }

  stop(): void {
    for (const timer of this.#timers.values()) timer.cancel();
    this.#timers.clear();
  }

  #order(id: string, { id: taskId, agentId }: InstanceTask): void {
    this.killStray(taskId, agentId);
    // By then the instance may have another task, which is not meant.
    const again = () => {
      this.#timers.delete(taskId);
      const instance = this.instances.get(id);
      if (instance?.task?.id === taskId && hasTask(instance)) this.#order(id, instance.task);
    };
    this.#timers.set(taskId, this.clock.delay(RETRY_MS, again));
  }
}
