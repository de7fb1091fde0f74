import type { Clock, Timer } from '../process/clock.js';

/** When a new allocator has waited enough for the agents that there were before it. */
export interface RecoveryRules {
  /** Milliseconds for which it waits at most (flag `--allocator_recovery_timeout`). */
  readonly timeoutMs: number;
  /** The part of the agents that is enough (flag `--allocator_agent_recovery_factor`). */
  readonly agentFactor: number;
}

/** Has a new allocator wait until enough of the agents are back that there were before it, whichever they are. */
export class Recovery {
  #waitsFor: { readonly agents: number; readonly timeout: Timer } | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly rules: RecoveryRules,
    private readonly allocation: { pause(): void; resume(): void },
  ) {}

  /** @param agents how many there were */
  begin(agents: number): void {
    const enough = Math.floor(agents * this.rules.agentFactor);
    if (enough === 0) return;
    this.allocation.pause();
    this.#waitsFor = { agents: enough, timeout: this.clock.delay(this.rules.timeoutMs, () => this.#end()) };
  }

  /** @param agents how many there are now */
  agentAdded(agents: number): void {
    if (this.#waitsFor && agents >= this.#waitsFor.agents) this.#end();
  }

  stop(): void {
    this.#waitsFor?.timeout.cancel();
    this.#waitsFor = undefined;
  }

  #end(): void {
    this.stop();
    this.allocation.resume();
  }
}
