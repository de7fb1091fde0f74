import type { CheckStatusInfo, HealthCheck } from '../wire/messages.js';
import { checkOutcome } from './check-status.js';

/** What a look at a task's health comes to: nothing to tell, news, or reason enough to kill the task. */
export type HealthNews = { readonly healthy: boolean; readonly kill: boolean } | undefined;

/** What follows from the results of a health check, one after the other. */
export class Health {
  readonly #limit: number;
  readonly #graceMs: number;
  #everHealthy = false;
  #failures = 0;

  constructor({ consecutive_failures = 3, grace_period_seconds = 10 }: HealthCheck) {
    this.#limit = consecutive_failures;
    this.#graceMs = grace_period_seconds * 1000;
  }

  /** @param runningMs For how long the task has been checked by then. */
  judge(result: CheckStatusInfo | Error, runningMs: number): HealthNews {
    if (!(result instanceof Error) && isHealthy(result)) return this.#succeeded();
    if (!this.#everHealthy && this.#graceMs > 0 && runningMs <= this.#graceMs) return undefined;
    this.#failures++;
    return { healthy: false, kill: this.#failures >= this.#limit };
  }

  /** The first success is news, and the first after failures. */
  #succeeded(): HealthNews {
    const isNews = !this.#everHealthy || this.#failures > 0;
    this.#everHealthy = true;
    this.#failures = 0;
    return isNews ? { healthy: true, kill: false } : undefined;
  }
}

function isHealthy(result: CheckStatusInfo): boolean {
  const outcome = checkOutcome(result);
  if (result.type === 'HTTP') return Number(outcome) >= 200 && Number(outcome) < 400;
  return outcome === (result.type === 'TCP' ? true : 0);
}
