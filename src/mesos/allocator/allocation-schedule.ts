import type { Clock, Timer } from '../process/clock.js';

/** What is due together with a periodic run, such as the end of a refusal, may come a little after it, and counts for it. */
const SAME_MOMENT_MS = 10;

export interface AllocationScheduleOptions {
  readonly clock: Clock;
  /** Milliseconds between two runs that look at all agents. */
  readonly intervalMs: number;
  /** Whether a run follows at once on the end of a pause. Default: the next periodic one is soon enough. */
  readonly resumeAtOnce?: boolean | undefined;
  /** Ids of all agents. */
  agents(): Iterable<string>;
  /** Calls `action` once what is under way now is done. */
  dispatch(action: () => void): void;
  /** A run has become due. */
  due(): void;
  /** Makes a run that looks at these agents. Returns whether the next one could find something, if nothing changes until then. */
  run(agentIds: readonly string[]): boolean;
  /** A periodic run was left out, as it could only have found what the last one found: nothing. */
  skipped(): void;
}

/** When allocation runs happen, and at which agents they look: soon when asked for, and at all of them periodically. */
export class AllocationSchedule {
  /** Agents to look at in the run that is to come. */
  readonly #candidates = new Set<string>();
  #pending = false;
  /** Whether the run that is to come looks at all agents. */
  #whole = false;
  /** Whether a run over all agents could find something. */
  #changed = true;
  #skippedAt = Number.NEGATIVE_INFINITY;
  #timer: Timer;
  #stopped = false;
  #paused = false;

  constructor(private readonly options: AllocationScheduleOptions) {
    this.#timer = this.#armTimer();
  }

  /** Whether a run is due. */
  get pending(): boolean {
    return this.#pending;
  }

  /** Has a run look at these agents soon. What is requested until it begins is done by the same run. */
  request(agentIds: Iterable<string> = this.options.agents()): void {
    this.#changed = true;
    this.#add(agentIds);
  }

  /** Something is different that the next periodic run has to take into account. */
  changed(): void {
    this.#changed = true;
    if (this.options.clock.now() - this.#skippedAt < SAME_MOMENT_MS) this.#requestWhole();
  }

  /** No runs from now on. What asks for one meanwhile is left to the periodic run that follows on the end of this, as in Mesos. */
  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#changed = true;
    if (this.options.resumeAtOnce) this.request();
  }

  stop(): void {
    this.#stopped = true;
    this.#timer.cancel();
  }

  #add(agentIds: Iterable<string>): void {
    if (this.#paused) return;
    for (const agentId of agentIds) this.#candidates.add(agentId);
    if (this.#pending || this.#candidates.size === 0) return;
    this.#pending = true;
    this.options.due();
    this.options.dispatch(() => this.#run());
  }

  #run(): void {
    this.#pending = false;
    if (this.#stopped) return;
    const candidates = [...this.#candidates];
    const whole = this.#whole;
    this.#candidates.clear();
    this.#whole = false;
    if (whole) this.#changed = false; // what changes during the run counts for the next one
    if (this.options.run(candidates)) this.#changed = true;
  }

  #armTimer(): Timer {
    return this.options.clock.delay(this.options.intervalMs, () => {
      this.#periodic();
      this.#timer = this.#armTimer();
    });
  }

  #periodic(): void {
    if (this.#paused) return;
    if (this.#changed) return this.#requestWhole();
    this.#skippedAt = this.options.clock.now();
    this.options.skipped();
  }

  #requestWhole(): void {
    this.#whole = true;
    this.#add(this.options.agents());
  }
}
