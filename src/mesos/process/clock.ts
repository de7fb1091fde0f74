import { native } from './native.js';

/** Something that was put off and can still be called off. */
export interface Timer {
  cancel(): void;
}

interface Entry extends Timer {
  deadline: number;
  order: number;
  action: (() => void) | undefined;
}

/** Below so many it does not matter how many of them have been called off. */
const FEW_ENTRIES = 64;

/** Node's timers cannot wait longer than this; a longer wait is taken in several steps. */
const LONGEST_NATIVE_WAIT_MS = 2 ** 31 - 1;

/**
 * Time, as everything inside the cluster sees it. Nothing else may call `Date.now` or `setTimeout`: that way a test can
 * move time, and a test runner's fake timers do not freeze a cluster.
 *
 * A virtual clock stands still until it is moved; what is due at once is called all the same. One that is given where it
 * begins has nothing to do with the time of the machine: what is due at once waits for {@link advanceTo} or {@link advance}.
 */
export class Clock {
  /** Undefined when time passes by itself. */
  readonly #standsAt: number | undefined;
  #offsetMs = 0;
  #entries: Entry[] = []; // a binary heap, earliest deadline first
  /** How many of the entries have been called off. */
  #cancelled = 0;
  #order = 0;
  #nativeTimer: NodeJS.Timeout | undefined;
  #nativeDeadline = Number.POSITIVE_INFINITY;

  readonly #native: boolean;

  /** @param beginsAt milliseconds since 1970 */
  constructor({ virtual = false, beginsAt }: { virtual?: boolean | undefined; beginsAt?: number | undefined } = {}) {
    this.#standsAt = beginsAt ?? (virtual ? realTime() : undefined);
    this.#native = beginsAt === undefined;
  }

  /** Whether the time of the machine may have a say in what happens when: by timers of the system, for one. */
  get native(): boolean {
    return this.#native;
  }

  /** Whether it stands still until it is moved. */
  get virtual(): boolean {
    return this.#standsAt !== undefined;
  }

  /** Milliseconds since 1970, with fractions. */
  now(): number {
    return (this.#standsAt ?? realTime()) + this.#offsetMs;
  }

  /** When the next timer is due, in milliseconds since 1970; infinity when there is none. */
  get nextDeadline(): number {
    while (this.#entries[0] && !this.#entries[0].action) this.#pop();
    return this.#entries[0]?.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** Seconds since 1970, with fractions: the form in which Mesos reports times. */
  seconds(): number {
    return this.now() / 1000;
  }

  /** Calls `action` after so many milliseconds. Timers do not keep the Node process alive. */
  delay(milliseconds: number, action: () => void): Timer {
    // A deadline that compares with nothing would stand in the way of all others.
    if (Number.isNaN(milliseconds)) throw new RangeError('A delay has to be a number of milliseconds.');
    const entry: Entry = {
      deadline: this.now() + Math.max(0, milliseconds),
      order: this.#order++,
      action,
      cancel: () => {
        if (!entry.action) return;
        entry.action = undefined;
        this.#cancelled++;
        this.#tidy();
      },
    };
    this.#push(entry);
    this.#arm();
    return entry;
  }

  /** Resolves after so many milliseconds. */
  sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.delay(milliseconds, resolve));
  }

  /** Jumps ahead; what falls due on the way is called in the order of its deadlines. Time never runs backwards. */
  advance(milliseconds: number): void {
    if (!(milliseconds >= 0 && milliseconds < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`Time can be advanced by a number of milliseconds, not by ${milliseconds}.`);
    }
    this.#offsetMs += milliseconds;
    this.#fire();
  }

  /** Jumps ahead to this time, unless it is past already, and calls what is due then. */
  advanceTo(time: number): void {
    this.#offsetMs += Math.max(0, time - this.now());
    this.#fire();
  }

  /** Calls off everything that is still to come. */
  stop(): void {
    for (const entry of this.#entries) entry.action = undefined;
    this.#entries = [];
    this.#cancelled = 0;
    this.#disarm();
  }

  #fire(): void {
    const now = this.now();
    try {
      for (let first = this.#entries[0]; first && first.deadline <= now; first = this.#entries[0]) {
        this.#pop();
        const { action } = first;
        first.action = undefined;
        action?.();
      }
    } finally {
      // Also when an action throws: the others are still due.
      this.#arm();
    }
  }

  #arm(): void {
    if (!this.#native) return;
    const deadline = this.nextDeadline;
    if (deadline === this.#nativeDeadline) return;
    this.#disarm();
    if (deadline === Number.POSITIVE_INFINITY || (this.virtual && deadline > this.now())) return;
    this.#nativeDeadline = deadline;
    const wait = Math.min(Math.max(0, Math.ceil(deadline - this.now())), LONGEST_NATIVE_WAIT_MS);
    this.#nativeTimer = native.setTimeout(() => {
      this.#nativeDeadline = Number.POSITIVE_INFINITY;
      this.#fire();
    }, wait);
    this.#nativeTimer.unref();
  }

  #disarm(): void {
    native.clearTimeout(this.#nativeTimer);
    this.#nativeDeadline = Number.POSITIVE_INFINITY;
  }

  #push(entry: Entry): void {
    const heap = this.#entries;
    let at = heap.push(entry) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (earlier(heap[parent] as Entry, entry)) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  /**
   * Takes out what was called off, once it is the larger part. One by one would cost more than it saves; but what was to come in a
   * week, or at a time that a virtual clock never reaches, may not stay until then.
   */
  #tidy(): void {
    if (this.#entries.length < FEW_ENTRIES || this.#cancelled * 2 < this.#entries.length) return;
    // What is in order is a heap.
    this.#entries = this.#entries.filter(({ action }) => action).sort((a, b) => (earlier(a, b) ? -1 : 1));
    this.#cancelled = 0;
  }

  #pop(): void {
    const heap = this.#entries;
    if (heap[0] && !heap[0].action) this.#cancelled--;
    const last = heap.pop();
    if (!last || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && earlier(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (earlier(last, heap[child] as Entry)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
  }
}

const realTime = () => native.performance.timeOrigin + native.performance.now();

const earlier = (a: Entry, b: Entry) => a.deadline < b.deadline || (a.deadline === b.deadline && a.order < b.order);
