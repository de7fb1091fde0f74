import type { Timer } from '../process/clock.js';
import { RateLimiter } from '../process/rate-limiter.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';

/** The loss of an agent: why, and what is done about it. */
interface Loss {
  readonly id: string;
  readonly message: string;
  readonly spared: () => boolean;
  readonly mark: () => void;
}

interface Observed {
  /** How many pings in a row were not answered. */
  unanswered: number;
  ping: Timer;
  /** Set while the agent is to be marked unreachable and waits for its turn. */
  marking: Timer | undefined;
}

/**
 * Pings agents as long as they are in the books. Those that leave too many pings unanswered are marked unreachable, no more
 * of them in a time than --agent_removal_rate_limit allows; one that answers while it waits for that is spared. Mesos's
 * SlaveObserver, for all agents.
 */
export class AgentObservers {
  readonly #observed = new Map<string, Observed>();
  #limiter: RateLimiter | undefined;

  /** @param markUnreachable Marks an agent; it is not observed any more then. */
  constructor(
    private readonly master: Master,
    private readonly markUnreachable: (agent: RegisteredAgent, message: string) => void,
  ) {}

  /** Begins to ping an agent. */
  observe(agent: RegisteredAgent): void {
    this.master.pingAgent(agent);
    this.#observed.set(agent.id, { unanswered: 1, ping: this.#nextPing(agent), marking: undefined });
  }

  /** An agent has answered. That it registers again is no answer: pings may be lost on their way to it all the same. */
  ponged(agentId: string): void {
    const observed = this.#observed.get(agentId);
    if (!observed) return;
    observed.unanswered = 0;
    if (!observed.marking) return;
    this.master.note('info', `Canceling transition of agent ${agentId} to UNREACHABLE because a pong was received!`);
    observed.marking.cancel();
    observed.marking = undefined;
    this.master.metrics.count('slave_unreachable_canceled');
  }

  /** Marks an agent unreachable when it is its turn, unless it is spared. */
  mark(agent: RegisteredAgent, message: string, spared: () => boolean): Timer {
    return this.whenDue({ id: agent.id, message, spared, mark: () => this.markUnreachable(agent, message) });
  }

  /**
   * Waits for the turn of an agent that is to be marked unreachable.
   * @param loss.spared Whether there is no reason any more, by then.
   * @returns What calls it off.
   */
  whenDue({ id, message, spared, mark }: Loss): Timer {
    const { metrics, flags } = this.master;
    metrics.count('slave_unreachable_scheduled');
    const turn = () => {
      if (spared()) return metrics.count('slave_unreachable_canceled');
      metrics.count('slave_unreachable_completed');
      mark();
    };
    const { agent_removal_rate_limit: rate } = flags;
    if (!rate) {
      turn();
      return { cancel: () => {} };
    }
    this.master.note('info', `Scheduling transition of agent ${id} to UNREACHABLE: ${message}`);
    this.#limiter ??= new RateLimiter(rate, (milliseconds, action) => this.master.after(milliseconds, action));
    return this.#limiter.acquire(turn);
  }

  /** An agent is not in the books any more. */
  forget(agentId: string): void {
    const observed = this.#observed.get(agentId);
    observed?.ping.cancel();
    observed?.marking?.cancel();
    this.#observed.delete(agentId);
  }

  #nextPing(agent: RegisteredAgent): Timer {
    return this.master.after(this.master.flags.agent_ping_timeout, () => this.#ping(agent));
  }

  #ping(agent: RegisteredAgent): void {
    const observed = this.#observed.get(agent.id);
    if (!observed) return;
    if (observed.unanswered >= this.master.flags.max_agent_ping_timeouts) this.#schedule(agent, observed);
    if (!this.#observed.has(agent.id)) return;
    // Also while it waits to be marked: it may answer yet.
    this.master.pingAgent(agent);
    observed.unanswered++;
    observed.ping = this.#nextPing(agent);
  }

  #schedule(agent: RegisteredAgent, observed: Observed): void {
    if (observed.marking) return;
    observed.marking = this.mark(agent, 'health check timed out', () => false);
  }
}
