import type { ActionName } from '../process/traffic.js';
import type { CheckStatusInfo, TaskInfo, TaskStatus } from '../wire/messages.js';
import { checkOutcome, checkStatusOf, emptyCheckStatus } from './check-status.js';
import { Checker, type Delay } from './checker.js';
import { Health } from './health.js';
import { type CheckMeans, checkProbe, healthCheckProbe, type Probe } from './probe.js';

export interface TaskChecksHost extends CheckMeans {
  readonly delay: Delay;
  now(): number;
  /** Has a check look, unless something stands in its way. */
  readonly look: (name: ActionName, probe: Probe, signal: AbortSignal) => ReturnType<Probe>;
  /** Something about the running task is not as it was: these members of its status, and all that were told before. */
  changed(status: Pick<TaskStatus, 'reason' | 'healthy' | 'check_status'>): void;
  /** The task has been unhealthy too often; called after `changed`. */
  unhealthy(): void;
}

/** The check and the health check of a task that runs. */
export class TaskChecks {
  readonly #checkers: Checker[] = [];
  #known: Pick<TaskStatus, 'healthy' | 'check_status'>;

  constructor(
    task: TaskInfo,
    private readonly host: TaskChecksHost,
  ) {
    const { check, health_check } = task;
    this.#known = checkStatusOf(task);
    const { delay } = host;
    const through =
      (name: ActionName, probe: Probe): Probe =>
      (signal) =>
        host.look(name, probe, signal);
    if (check) {
      const take = (result: CheckStatusInfo | Error) => this.#checked(result instanceof Error ? emptyCheckStatus(check) : result);
      this.#checkers.push(new Checker(through('CHECK', checkProbe(check, host)), check, delay, take));
    }
    if (health_check) {
      const health = new Health(health_check);
      const since = host.now();
      const take = (result: CheckStatusInfo | Error) => this.#judged(health.judge(result, host.now() - since));
      const probe = through('HEALTH_CHECK', healthCheckProbe(health_check, host));
      this.#checkers.push(new Checker(probe, health_check, delay, take));
    }
  }

  pause(): void {
    for (const checker of this.#checkers) checker.pause();
  }

  resume(): void {
    for (const checker of this.#checkers) checker.resume();
  }

  stop(): void {
    for (const checker of this.#checkers) checker.stop();
  }

  /** Of a check only changes are told. */
  #checked(check_status: CheckStatusInfo): void {
    if (checkOutcome(check_status) === checkOutcome(this.#known.check_status ?? {})) return;
    this.#changed('REASON_TASK_CHECK_STATUS_UPDATED', { check_status });
  }

  #judged(news: ReturnType<Health['judge']>): void {
    if (!news) return;
    this.#changed('REASON_TASK_HEALTH_CHECK_STATUS_UPDATED', { healthy: news.healthy });
    if (news.kill) this.host.unhealthy();
  }

  #changed(reason: TaskStatus.Reason, news: Pick<TaskStatus, 'healthy' | 'check_status'>): void {
    this.#known = { ...this.#known, ...news };
    this.host.changed({ ...this.#known, reason });
  }
}
