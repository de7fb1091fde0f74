import { checkStatusOf } from '../health/check-status.js';
import type { CommandInfo, KillPolicy, TaskGroupInfo, TaskID, TaskInfo } from '../wire/messages.js';
import { ExecutorDriver } from './executor-driver.js';
import type { TaskRun } from './task-run.js';

/** What the executor needs for itself of the time it has to shut down. */
const SHUTDOWN_RESERVE_MS = 2000;

/** The executor of a task that gives a command: its process is the executor's only purpose. */
export class CommandExecutor extends ExecutorDriver {
  #taskId: TaskID | undefined;
  #run: TaskRun | undefined;
  #shuttingDown = false;
  /** As it calls itself. */
  protected readonly kind: string = 'command';

  protected override launchTask(task: TaskInfo): void {
    const { task_id, command } = task;
    if (this.#taskId) {
      const message = `Attempted to run multiple tasks using a "${this.kind}" executor`;
      return this.sendUpdate(task_id, 'TASK_FAILED', { message });
    }
    this.#taskId = task_id;
    this.sendUpdate(task_id, 'TASK_STARTING', checkStatusOf(task));
    if (!this.canRun(command)) return this.abort(`The command of task ${task_id.value} has no value`);
    this.#run = this.run(task, this.settings.launcher.launch(task), {
      report: (state, details) => this.sendUpdate(task_id, state, details),
      terminated: () => (this.#shuttingDown ? this.end() : this.endSoon()),
    });
  }

  /** Of a task without that the executor dies. */
  protected canRun(command: CommandInfo | undefined): boolean {
    return command?.value !== undefined;
  }

  protected override launchTaskGroup({ tasks = [] }: TaskGroupInfo): void {
    for (const { task_id } of tasks)
      this.sendUpdate(task_id, 'TASK_FAILED', { message: `The ${this.kind} executor runs no task groups` });
  }

  /** The v0 protocol of command executors has no kill policy: that of the task counts, whatever the scheduler says. */
  protected override killTask(taskId: TaskID, _policy: KillPolicy | undefined): void {
    if (this.#taskId?.value === taskId.value) this.#run?.kill(this.killGraceMs(this.#run.task), true);
  }

  protected override shutdown(): void {
    this.#shuttingDown = true;
    if (!this.#run || this.#run.terminated) return this.end();
    this.#run.kill(Math.max(0, this.settings.shutdownGraceMs - SHUTDOWN_RESERVE_MS), true);
  }
}
