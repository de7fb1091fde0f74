import type { Clock } from '../../mesos/process/clock.js';
import type { App } from '../definitions/app.js';

interface Delay {
  readonly since: number;
  readonly milliseconds: number;
  readonly longest: number;
}

/** How long the next start of an app is put off because tasks of it have ended. An app that is configured otherwise begins anew. */
export class Backoff {
  readonly #delays = new Map<string, Delay>();

  constructor(private readonly clock: Clock) {}

  /** A task of the app has ended although it was wanted. */
  ended(app: App): void {
    const { backoffSeconds, backoffFactor, maxLaunchDelaySeconds } = app;
    const longest = maxLaunchDelaySeconds * 1000;
    const before = this.#of(app);
    const milliseconds = Math.min(longest, before ? before.milliseconds * backoffFactor : backoffSeconds * 1000);
    this.#delays.set(keyOf(app), { since: this.clock.now(), milliseconds, longest });
  }

  reset(app: App): void {
    this.#delays.delete(keyOf(app));
  }

  /** When the next task of the app may be started, in milliseconds; undefined for at once. */
  until(app: App): number | undefined {
    const delay = this.#of(app);
    const until = delay && delay.since + delay.milliseconds;
    return until !== undefined && until > this.clock.now() ? until : undefined;
  }

  /** What has gone well for so long is forgiven. */
  #of(app: App): Delay | undefined {
    const delay = this.#delays.get(keyOf(app));
    if (!delay || this.clock.now() <= delay.since + Math.max(delay.longest, delay.milliseconds)) return delay;
    this.#delays.delete(keyOf(app));
    return undefined;
  }
}

const keyOf = ({ id, versionInfo }: App): string => `${id} ${versionInfo.lastConfigChangeAt}`;
