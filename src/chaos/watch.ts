import type { MesosCluster } from '../cluster/mesos-cluster.js';
import type { TimelineEntry } from '../timeline/timeline.js';
import type { ChaosView } from './check.js';
import { metrics } from './operator.js';

/** What can be learnt of a cluster from outside: what happens on it, and what it says of itself. */
export class ClusterWatch {
  /** Starts of processes that have not ended, by pid. */
  readonly #processes = new Map<unknown, TimelineEntry>();
  /** The last update of each task that an agent has sent and nobody has acknowledged. */
  readonly #updates = new Map<string, TimelineEntry>();
  /** Names of the frameworks that subscribed. */
  readonly #frameworks = new Map<string, string>();
  readonly #stop: () => void;

  constructor(private readonly cluster: MesosCluster) {
    for (const entry of cluster.timeline()) this.#learn(entry);
    this.#stop = cluster.on('*', (entry) => this.#learn(entry));
  }

  /** Names of all frameworks seen, by their ids. */
  get frameworks(): ReadonlyMap<string, string> {
    return this.#frameworks;
  }

  /** What the cluster looks like now. @param expected the frameworks, by id, whose schedulers run */
  async look(expected: ReadonlyMap<string, string>): Promise<ChaosView> {
    const agents = this.cluster.agents.filter(({ running }) => running);
    const [state, states, counted] = await Promise.all([
      this.cluster.state(),
      Promise.all(agents.map((agent) => agent.state())),
      metrics(this.cluster),
    ]);
    return {
      ...{ state, agents: states, metrics: counted, expected },
      unacknowledged: [...this.#updates.values()],
      processes: [...this.#processes.values()],
    };
  }

  stop(): void {
    this.#stop();
  }

  #learn(entry: TimelineEntry): void {
    const { kind, what, source, framework, task, details } = entry;
    const name = details?.['name'];
    if (kind === 'event' && what === 'SUBSCRIBED' && framework !== undefined && typeof name === 'string') {
      this.#frameworks.set(framework, name);
    }
    // It has ended by itself.
    if (kind === 'call' && what === 'TEARDOWN' && framework !== undefined) this.#frameworks.delete(framework);
    if (kind === 'command') {
      if (what === 'started') this.#processes.set(details?.['pid'], entry);
      else this.#processes.delete(details?.['pid']);
    }
    if (kind !== 'message' || task === undefined) return;
    const key = JSON.stringify([framework, task]);
    if (what === 'StatusUpdateMessage' && source.startsWith('slave')) this.#updates.set(key, entry);
    if (what === 'StatusUpdateAcknowledgementMessage' && source.startsWith('master')) this.#updates.delete(key);
  }
}
