import { checkStatusOf } from '../health/check-status.js';
import type { Timer } from '../process/clock.js';
import type { KillPolicy, TaskGroupInfo, TaskID, TaskInfo } from '../wire/messages.js';
import { ExecutorDriver } from './executor-driver.js';
import { killGraceMs } from './kill-grace.js';
import type { TaskRun } from './task-run.js';

/**
 * Stands for an executor of a framework where tasks are simulated: it runs whatever tasks it gets, as simulated ones, and
 * ends a little after the last of them.
 */
export class SimulatedExecutor extends ExecutorDriver {
  readonly #runs = new Map<string, TaskRun>();
  #shuttingDown = false;
  #end: Timer | undefined;

  protected override launchTask(task: TaskInfo): void {
    const { task_id } = task;
    if (this.#shuttingDown) return;
    this.#end?.cancel();
    this.sendUpdate(task_id, 'TASK_STARTING', checkStatusOf(task));
    const run = this.run(task, this.settings.launcher.launch(task), {
      report: (state, details) => this.sendUpdate(task_id, state, details),
      terminated: () => this.#terminated(task_id),
    });
    this.#runs.set(task_id.value, run);
  }

  protected override launchTaskGroup({ tasks = [] }: TaskGroupInfo): void {
    for (const task of tasks) this.launchTask(task);
  }

  protected override killTask(taskId: TaskID, policy: KillPolicy | undefined): void {
    const run = this.#runs.get(taskId.value);
    run?.kill(killGraceMs(policy, run.task.kill_policy));
  }

  protected override shutdown(): void {
    this.#shuttingDown = true;
    if (this.#runs.size === 0) return this.end();
    for (const run of this.#runs.values()) run.kill(killGraceMs(run.task.kill_policy));
  }

  #terminated({ value }: TaskID): void {
    this.#runs.delete(value);
    if (this.#runs.size > 0) return;
    if (this.#shuttingDown) this.end();
    else this.#end = this.endSoon();
  }
}
