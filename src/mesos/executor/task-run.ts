import { checkStatusOf } from '../health/check-status.js';
import { LOCAL_NETWORK } from '../health/network.js';
import { TaskChecks, type TaskChecksHost } from '../health/task-checks.js';
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
  /** Has a check of the task look, unless something stands in its way. */
  readonly look: TaskChecksHost['look'];
  /** Whether TASK_KILLING is wanted. */
  readonly reportsKilling: boolean;
  /** Whether a task of this executor has been killed for its health: as in Mesos, that shows in the end of all that follow. */
  readonly health: { unhealthy: boolean };
  /** How long it has from SIGTERM to SIGKILL when it is killed for its health. */
  readonly graceMs: number;
  /** Called once, after the terminal update. */
  terminated(state: TaskState): void;
}

/** A task from its launch to its terminal update: what happens to its process, told as task states. */
export class TaskRun {
  #killed = false;
  #tookTooLong = false;
  #terminated = false;
  /** What all that is told of it while it runs tells besides. */
  #lasting: Pick<TaskStatus, 'container_status'> = {};
  #escalation: { timer: Timer; due: number } | undefined;
  #completion: Timer | undefined;
  #checks: TaskChecks | undefined;

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
    const { data, ...lasting } = this.process.facts?.() ?? {};
    this.#lasting = lasting;
    this.#report('TASK_RUNNING', { ...lasting, ...(data !== undefined && { data }) });
    this.process.onNews((news) => this.#tell(news));
    this.#check();
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
    const message = `${this.process.noun ?? 'Command'} ${describeWaitStatus(status)}`;
    if (this.#tookTooLong) this.#terminate('TASK_FAILED', { message, reason: 'REASON_MAX_COMPLETION_TIME_REACHED' });
    else if (this.#killed) this.#terminate('TASK_KILLED', { message });
    else this.#terminate(isSuccess(status) ? 'TASK_FINISHED' : 'TASK_FAILED', { message });
  }

  /** Looks no more whether the task is well; for as long as nobody could be told. */
  pauseChecks(): void {
    this.#checks?.pause();
  }

  resumeChecks(): void {
    this.#checks?.resume();
  }

  stopChecks(): void {
    this.#checks?.stop();
  }

  /** SIGTERM now, SIGKILL after so many milliseconds. A second kill changes nothing, unless it may shorten the wait. */
  kill(graceMs: number, mayShorten = false): void {
    if (this.#terminated || (this.#killed && !mayShorten)) return;
    if (!this.#killed) {
      this.#killed = true;
      this.#checks?.stop();
      if (this.host.reportsKilling) this.#report('TASK_KILLING');
      this.process.signal('SIGTERM');
    }
    const wait = Math.max(graceMs, SHORTEST_GRACE_MS);
    const due = this.now() + wait;
    if (this.#escalation && this.#escalation.due <= due) return;
    this.#escalation?.timer.cancel();
    this.#escalation = { timer: this.host.delay(wait, () => this.process.signal('SIGKILL')), due };
  }

  #check(): void {
    const { task, process, host, now } = this;
    this.#checks = new TaskChecks(task, {
      ...{ delay: (milliseconds, action) => host.delay(milliseconds, action), now, look: host.look },
      start: (command) => process.check(command),
      network: process.network() ?? LOCAL_NETWORK,
      changed: (status) => host.report('TASK_RUNNING', { ...this.#lasting, ...status }),
      unhealthy: () => {
        host.health.unhealthy = true;
        this.kill(host.graceMs, true);
      },
    });
  }

  #tell(news: Partial<TaskStatus>): void {
    if (!this.#terminated && !this.#killed) this.#report('TASK_RUNNING', news);
  }

  #report(state: TaskState, details: Partial<TaskStatus> = {}): void {
    this.host.report(state, { ...checkStatusOf(this.task), ...details });
  }

  #terminate(state: TaskState, details: Partial<TaskStatus>): void {
    if (this.#terminated) return;
    this.#terminated = true;
    this.#escalation?.timer.cancel();
    this.#completion?.cancel();
    this.#checks?.stop();
    this.#report(state, { ...details, ...(this.host.health.unhealthy && { healthy: false }) });
    this.host.terminated(state);
  }
}
