import type { Timer } from '../process/clock.js';
import type { TaskInfo, TaskState, TaskStatus } from '../wire/messages.js';
import type { TaskProcess } from './task-launcher.js';
import { describeWaitStatus, isSuccess } from './wait-status.js';

/**
 * The least time between SIGTERM and SIGKILL. A process that is just starting others blocks signals for an instant; were
 * SIGKILL there by then, it would seem to be what ended it.
 */
const SHORTEST_GRACE_MS = 20;

/** What a task's run asks of its executor. */
export interface TaskRunHost {
  /** Sends an update of the task. */
  report(state: TaskState, details?: Partial<TaskStatus>): void;
  delay(milliseconds: number, action: () => void): Timer;
  /** Whether TASK_KILLING is wanted. */
  readonly reportsKilling: boolean;
  /** Called once, after the terminal update. */
  terminated(state: TaskState): void;
}

/** A task from its launch to its terminal update: what happens to its process, told as task states. */
export class TaskRun {
  #killed = false;
  #tookTooLong = false;
  #terminated = false;
  #escalation: { timer: Timer; due: number } | undefined;
  #completion: Timer | undefined;

  constructor(
    readonly task: TaskInfo,
    private readonly process: TaskProcess,
    private readonly host: TaskRunHost,
    private readonly now: () => number,
  ) {}

  get terminated(): boolean {
    return this.#terminated;
  }

  /** The process runs. */
  started(): void {
    if (this.#terminated || this.#killed) return;
    this.host.report('TASK_RUNNING');
    const limit = this.task.max_completion_time;
    if (!limit) return;
    this.#completion = this.host.delay(limit.nanoseconds / 1e6, () => {
      if (this.#killed) return;
      this.#tookTooLong = true;
      this.kill(0);
    });
  }

  /** The process could not be started. */
  failed(message: string): void {
    this.#terminate('TASK_FAILED', { message });
  }

  /** The process is over. */
  ended(status: number): void {
    const message = `Command ${describeWaitStatus(status)}`;
    if (this.#tookTooLong) this.#terminate('TASK_FAILED', { message, reason: 'REASON_MAX_COMPLETION_TIME_REACHED' });
    else if (this.#killed) this.#terminate('TASK_KILLED', { message });
    else this.#terminate(isSuccess(status) ? 'TASK_FINISHED' : 'TASK_FAILED', { message });
  }

  /** SIGTERM now, SIGKILL after so many milliseconds. A second kill changes nothing, unless it may shorten the wait. */
  kill(graceMs: number, mayShorten = false): void {
    if (this.#terminated || (this.#killed && !mayShorten)) return;
    if (!this.#killed) {
      this.#killed = true;
      if (this.host.reportsKilling) this.host.report('TASK_KILLING');
      this.process.signal('SIGTERM');
    }
    const wait = Math.max(graceMs, SHORTEST_GRACE_MS);
    const due = this.now() + wait;
    if (this.#escalation && this.#escalation.due <= due) return;
    this.#escalation?.timer.cancel();
    this.#escalation = { timer: this.host.delay(wait, () => this.process.signal('SIGKILL')), due };
  }

  #terminate(state: TaskState, details: Partial<TaskStatus>): void {
    if (this.#terminated) return;
    this.#terminated = true;
    this.#escalation?.timer.cancel();
    this.#completion?.cancel();
    this.host.report(state, details);
    this.host.terminated(state);
  }
}
