import type { MessageRate } from '../../flags/rate-limits.js';
import type { Pid } from '../../process/pid.js';
import { RateLimiter } from '../../process/rate-limiter.js';
import { type MessageName, wireName } from '../../wire/internal-messages.js';
import type { Master } from '../master.js';

/** How many messages frameworks of a principal have sent, and how many of those were handled. */
interface Tally {
  received: number;
  processed: number;
}

/** The messages of registered v0 frameworks: they are counted, and with `--rate_limits` they wait for their turn. */
export class FrameworkTraffic {
  readonly #tallies = new Map<string, Tally>();
  readonly #limits = new Map<string, Limit | undefined>();
  readonly #others: Limit | undefined;

  constructor(private readonly master: Master) {
    const { principals = [], others } = master.flags.rate_limits ?? {};
    const limitOf = (rate: MessageRate) => new Limit(master, rate);
    for (const [principal, rate] of principals) this.#limits.set(principal, rate && limitOf(rate));
    this.#others = others && limitOf(others);
  }

  /** How many messages frameworks of a principal have sent. */
  of(principal: string): Readonly<Tally> {
    return this.#tallies.get(principal) ?? { received: 0, processed: 0 };
  }

  /** A message has come, whatever becomes of it. */
  received(from: Pid): void {
    const tally = this.#tallyOf(from);
    if (tally) tally.received++;
  }

  /** Has a message handled when it is its turn. Where too many wait already the framework is told, which ends its driver. */
  pass(from: Pid, name: MessageName, handle: () => void): void {
    const limit = this.#limitOf(from);
    const process = () => {
      const tally = this.#tallyOf(from);
      handle();
      if (tally) tally.processed++;
    };
    if (!limit) return process();
    if (!limit.isFull) return limit.enqueue(process);
    const message = `Message ${wireName(name)} dropped: capacity(${limit.rate.capacity}) exceeded`;
    this.master.note('warning', `${message}; it was of ${from}`);
    this.master.sendTo(from, 'FrameworkErrorMessage', { message });
  }

  /** The end of a framework's process comes in its turn, too: after its messages. */
  passExit(pid: Pid, handle: () => void): void {
    const limit = this.#limitOf(pid);
    if (limit) limit.wait(handle);
    else handle();
  }

  #limitOf(pid: Pid): Limit | undefined {
    const framework = this.master.frameworksOf.byPid(pid);
    if (!framework) return undefined;
    const { principal } = framework.info;
    return principal !== undefined && this.#limits.has(principal) ? this.#limits.get(principal) : this.#others;
  }

  #tallyOf(pid: Pid): Tally | undefined {
    const principal = this.master.frameworksOf.byPid(pid)?.info.principal;
    if (principal === undefined) return undefined;
    const tally = this.#tallies.get(principal) ?? { received: 0, processed: 0 };
    this.#tallies.set(principal, tally);
    return tally;
  }
}

/** A queue of messages that are taken at a steady pace. */
class Limit {
  readonly #limiter: RateLimiter;
  #queued = 0;

  constructor(
    private readonly master: Master,
    readonly rate: MessageRate,
  ) {
    const delay = (milliseconds: number, action: () => void) => master.after(milliseconds, action);
    this.#limiter = new RateLimiter({ permits: rate.qps, periodMs: 1000 }, delay);
  }

  get isFull(): boolean {
    return this.rate.capacity !== undefined && this.#queued >= this.rate.capacity;
  }

  enqueue(handle: () => void): void {
    this.#queued++;
    this.wait(() => {
      this.#queued--;
      handle();
    });
  }

  /** What is said by processes elsewhere may be anything; that nobody can cope with it is no reason to end. */
  wait(handle: () => void): void {
    this.#limiter.acquire(() => {
      try {
        handle();
      } catch (error) {
        this.master.note('error', `A message of a framework could not be handled: ${(error as Error).stack}`);
      }
    });
  }
}
