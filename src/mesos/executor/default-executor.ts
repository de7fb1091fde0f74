import { checkStatusOf } from '../health/check-status.js';
import type { Timer } from '../process/clock.js';
import type { ContainerID, KillPolicy, TaskGroupInfo, TaskID, TaskInfo, TaskState } from '../wire/messages.js';
import { ExecutorDriver } from './executor-driver.js';
import { killGraceMs } from './kill-grace.js';
import type { TaskRun } from './task-run.js';

/** The task groups' executor (ExecutorInfo.type DEFAULT): each task runs in a container nested in that of the executor. */
export class DefaultExecutor extends ExecutorDriver {
  /** Runs that are not over, by task id, with the group each belongs to. */
  readonly #runs = new Map<string, { run: TaskRun; group: TaskGroupInfo }>();
  #shuttingDown = false;
  #end: Timer | undefined;

  protected override launchTask({ task_id }: TaskInfo): void {
    this.sendUpdate(task_id, 'TASK_FAILED', { message: 'The default executor runs task groups only' });
  }

  protected override launchTaskGroup(group: TaskGroupInfo): void {
    if (this.#shuttingDown) return;
    this.#end?.cancel();
    for (const task of group.tasks ?? []) this.#launch(task, group);
  }

  protected override killTask(taskId: TaskID, policy: KillPolicy | undefined): void {
    const found = this.#runs.get(taskId.value);
    found?.run.kill(killGraceMs(policy, found.run.task.kill_policy));
  }

  protected override shutdown(): void {
    this.#shuttingDown = true;
    if (this.#runs.size === 0) return this.end();
    for (const { run } of this.#runs.values()) run.kill(killGraceMs(run.task.kill_policy));
  }

  protected override connectionChanged(connected: boolean): void {
    for (const { run } of this.#runs.values()) {
      if (connected) run.resumeChecks();
      else run.pauseChecks();
    }
  }

  #launch(task: TaskInfo, group: TaskGroupInfo): void {
    const { task_id } = task;
    const containerId: ContainerID = { value: this.runtime.random.uuid(), parent: this.settings.containerId };
    const container_status = { container_id: containerId };
    this.sendUpdate(task_id, 'TASK_STARTING', { container_status, ...checkStatusOf(task) });
    const run = this.run(task, this.settings.launcher.launch(task, containerId), {
      report: (state, details) => this.sendUpdate(task_id, state, { container_status, ...details }),
      terminated: (state) => this.#terminated(task_id, group, state),
    });
    this.#runs.set(task_id.value, { run, group });
  }

  #terminated(taskId: TaskID, group: TaskGroupInfo, state: TaskState): void {
    this.#runs.delete(taskId.value);
    // A group is a unit: when one of its tasks did not finish, the others end too.
    if (state !== 'TASK_FINISHED') {
      for (const other of this.#runs.values()) if (other.group === group) other.run.kill(killGraceMs(other.run.task.kill_policy));
    }
    if (this.#runs.size > 0) return;
    if (this.#shuttingDown) this.end();
    else this.#end = this.endSoon();
  }
}
