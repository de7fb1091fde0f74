import { formatDuration } from '../flags/duration.js';
import type { AgentInfo } from '../wire/messages.js';
import type { Master } from './master.js';

/**
 * Agents that the leader before has admitted and that have not registered again since this master leads. They have
 * --agent_reregister_timeout for that; those that stay away are unreachable then, and nobody knows what tasks they have.
 */
export class RecoveredAgents implements Iterable<AgentInfo> {
  readonly #agents = new Map<string, AgentInfo>();
  /** How many there were at first. */
  #total = 0;

  constructor(private readonly master: Master) {}

  get size(): number {
    return this.#agents.size;
  }

  has(id: string): boolean {
    return this.#agents.has(id);
  }

  [Symbol.iterator](): IterableIterator<AgentInfo> {
    return this.#agents.values();
  }

  /** The master has recovered its registry. */
  recover(): void {
    for (const [id, info] of this.master.registry.admitted) this.#agents.set(id, info);
    this.#total = this.#agents.size;
    if (this.#total > 0) this.master.after(this.master.flags.agent_reregister_timeout, () => this.#giveUp());
  }

  /** An agent is in the books again. Whether it was among these. */
  returned(id: string): boolean {
    return this.#agents.delete(id);
  }

  #giveUp(): void {
    const { agent_reregister_timeout, recovery_agent_removal_limit: limit } = this.master.flags;
    const timeout = formatDuration(agent_reregister_timeout);
    const percentage = (100 * this.#agents.size) / this.#total;
    if (percentage > Number.parseFloat(limit)) {
      const ids = [...this.#agents.keys()].join(', ');
      const what = `${this.#agents.size} of ${this.#total} recovered agents (${percentage}%) did not reregister within ${timeout}`;
      return this.master.exit(`${what}, more than the limit of ${limit} for what a failover may remove: ${ids}`);
    }
    for (const id of [...this.#agents.keys()]) {
      // As in Mesos one that is marked gone before it is back stays among those that were recovered.
      const spared = () => !this.#agents.has(id) || this.master.registry.gone.has(id);
      const message = `did not reregister within ${timeout} after master failover`;
      this.master.agentsOf.observers.whenDue({ id, message, spared, mark: () => this.#markUnreachable(id) });
    }
  }

  #markUnreachable(id: string): void {
    this.master.observeAgent('unreachable', id);
    this.master.registrar.apply((registry) => registry.markUnreachable(id, this.master.nanoseconds()));
    this.#agents.delete(id);
    for (const counter of ['slave_removals', 'slave_removals/reason_unhealthy', 'recovery_slave_removals'] as const) {
      this.master.metrics.count(counter);
    }
    for (const framework of this.master.frameworks.values()) {
      framework.send({ type: 'FAILURE', failure: { agent_id: { value: id } } });
    }
  }
}
