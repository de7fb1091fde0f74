import { isObject } from '../cluster/check.js';
import { type ClusterDescriptionInput, resolveDescription } from '../cluster/description.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { MesosCluster } from '../index.js';
import type { Clock } from '../mesos/process/clock.js';
import type { Random } from '../mesos/process/random.js';
import type { Leases } from './leases.js';
import type { Limits } from './limits.js';
import { Roster } from './roster.js';

/** What a client asks for when it asks for a cluster. */
export interface ClusterRequest {
  /** As for {@link MesosCluster.start}; not yet checked. */
  readonly description?: unknown;
  /** A request with a key that was used before gets the cluster of that request. */
  readonly key?: string | undefined;
  /** The cluster is destroyed when this lease ends, unless another one holds it, too. */
  readonly lease?: string | undefined;
  /** Whether the cluster outlives its leases. Default: false with a lease, true without. */
  readonly keep?: boolean | undefined;
}

/** A cluster of the server. */
export interface ClusterEntry {
  readonly id: string;
  readonly cluster: MesosCluster;
  /** Its agents, also those that do not run. */
  readonly roster: Roster;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly kept: boolean;
  readonly key: string | undefined;
  /** The leases that hold it, each with what stops waiting for its end. */
  readonly leases: Map<string, () => void>;
  destroyed: Promise<void> | undefined;
}

interface Creation {
  readonly fingerprint: string;
  readonly name: string | undefined;
  readonly entry: Promise<ClusterEntry>;
}

/** The clusters of a server: started for its clients, and destroyed for them or at its end. */
export class ClusterRegistry {
  readonly #entries = new Map<string, ClusterEntry>();
  readonly #creations = new Set<Promise<ClusterEntry>>();
  readonly #byKey = new Map<string, Creation>();
  readonly #listeners = new Set<() => void>();
  #stopping = false;

  /** @param failed told of what listeners throw: a cluster is there, or gone, whoever could not be told of it */
  constructor(
    private readonly parts: { clock: Clock; random: Random; leases: Leases; limits: Limits },
    private readonly failed: (error: unknown) => void = () => {},
  ) {}

  /** All that are ready and not being destroyed, oldest first. */
  get list(): readonly ClusterEntry[] {
    return [...this.#entries.values()].filter(({ destroyed }) => !destroyed);
  }

  /** Calls `listener` when a cluster was added or is gone; returns a function that ends this. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The cluster of this id or name.
   * @throws MinimesosError `UNKNOWN_CLUSTER`
   */
  find(idOrName: string): ClusterEntry {
    const entries = [...this.#entries.values()];
    const entry = this.#entries.get(idOrName) ?? entries.find(({ cluster }) => cluster.name === idOrName);
    if (entry) return entry;
    throw new MinimesosError('UNKNOWN_CLUSTER', { cluster: idOrName, clusters: this.list.map(({ cluster }) => cluster.name) });
  }

  /**
   * Starts a cluster, or finds the one that was started for the same key.
   * @throws MinimesosError as {@link MesosCluster.start}; `KEY_REUSED`, `LEASE_ENDED`, `LIMIT_REACHED`, `SERVER_STOPPING`
   */
  async create(request: ClusterRequest): Promise<{ entry: ClusterEntry; created: boolean }> {
    const { key, lease } = request;
    const given = withoutHost(request.description);
    const description = resolveDescription(given);
    const fingerprint = JSON.stringify(description);
    const earlier = key === undefined ? undefined : this.#byKey.get(key);
    if (earlier && earlier.fingerprint !== fingerprint) {
      throw new MinimesosError('KEY_REUSED', { key: key ?? '', cluster: earlier.name ?? 'without a name' });
    }
    if (!earlier) this.#checkLimits(description);
    if (lease !== undefined) this.parts.leases.onEnd(lease, () => {})();
    const starting = earlier?.entry ?? this.#start(given as ClusterDescriptionInput | undefined, request);
    if (!earlier && key !== undefined) this.#remember(key, { fingerprint, name: description.name, entry: starting });
    const entry = await starting;
    // The earlier one was destroyed while this request waited for it.
    if (earlier && entry.destroyed) return this.create(request);
    if (lease !== undefined) await this.#holdNew(entry, lease);
    return { entry, created: !earlier };
  }

  /**
   * Destroys a cluster and resolves when it is gone. Several clients may ask at once.
   * @param options with `retain`, the directory of the cluster stays
   * @throws MinimesosError `DESTROY_TIMEOUT`
   */
  destroy(entry: ClusterEntry, options: { readonly retain?: boolean | undefined } = {}): Promise<void> {
    entry.destroyed ??= this.#destroy(entry, options);
    return entry.destroyed;
  }

  /**
   * Has the cluster live as long as this lease, unless it is kept anyway.
   * @throws MinimesosError `LEASE_ENDED`, `CLUSTER_DESTROYED`
   */
  hold(entry: ClusterEntry, lease: string): void {
    if (entry.destroyed) throw new MinimesosError('CLUSTER_DESTROYED', { cluster: entry.cluster.name, operation: 'A lease' });
    if (entry.leases.has(lease)) return;
    const stopWaiting = this.parts.leases.onEnd(lease, () => {
      this.release(entry, lease);
      // Nobody is left who could be told that it failed.
      if (entry.leases.size === 0 && !entry.kept) this.destroy(entry).catch(() => {});
    });
    entry.leases.set(lease, stopWaiting);
  }

  /** Lets the lease end without the cluster, as whoever has it wants it to live on. */
  release(entry: ClusterEntry, lease: string): void {
    entry.leases.get(lease)?.();
    entry.leases.delete(lease);
  }

  /** Destroys all clusters, also those that are being started, and starts no more. Resolves with how many there were. */
  async destroyAll(): Promise<number> {
    this.#stopping = true;
    await Promise.allSettled(this.#creations);
    const ends = await Promise.allSettled([...this.#entries.values()].map((entry) => this.destroy(entry)));
    const failure = ends.find((end) => end.status === 'rejected');
    if (failure) throw failure.reason;
    return ends.length;
  }

  #checkLimits({ agents }: { readonly agents: readonly unknown[] }): void {
    const { limits } = this.parts;
    if (this.#stopping) throw new MinimesosError('SERVER_STOPPING', { operation: 'A cluster' });
    if (agents.length > limits.agents) throw new MinimesosError('LIMIT_REACHED', { what: 'agents', limit: limits.agents });
    if (this.#entries.size + this.#creations.size >= limits.clusters) {
      throw new MinimesosError('LIMIT_REACHED', { what: 'clusters', limit: limits.clusters });
    }
  }

  #start(given: ClusterDescriptionInput | undefined, request: ClusterRequest): Promise<ClusterEntry> {
    const creation = this.#add(given, request);
    this.#creations.add(creation);
    const done = () => this.#creations.delete(creation);
    creation.then(done, done);
    return creation;
  }

  async #add(given: ClusterDescriptionInput | undefined, request: ClusterRequest): Promise<ClusterEntry> {
    const { key, lease, keep = lease === undefined } = request;
    // One of the same name that is being destroyed is about to be gone; it is no longer shown, and so in nobody's way.
    const entries = [...this.#entries.values()].filter(({ cluster }) => cluster.name === given?.name);
    await Promise.allSettled(entries.flatMap(({ destroyed }) => destroyed ?? []));
    const cluster = await MesosCluster.start(given);
    const entry: ClusterEntry = {
      id: this.parts.random.uuid(),
      cluster,
      roster: new Roster(cluster),
      createdAt: this.parts.clock.now(),
      kept: keep,
      key,
      leases: new Map(),
      destroyed: undefined,
    };
    this.#entries.set(entry.id, entry);
    this.#changed();
    return entry;
  }

  /** The lease may have ended while the cluster was being started. */
  async #holdNew(entry: ClusterEntry, lease: string): Promise<void> {
    try {
      this.hold(entry, lease);
    } catch (error) {
      if (entry.leases.size === 0 && !entry.kept) await this.destroy(entry);
      throw error;
    }
  }

  #remember(key: string, creation: Creation): void {
    this.#byKey.set(key, creation);
    // A start that failed may be tried again.
    creation.entry.catch(() => this.#byKey.delete(key));
  }

  async #destroy(entry: ClusterEntry, options: { readonly retain?: boolean | undefined }): Promise<void> {
    for (const lease of entry.leases.keys()) this.release(entry, lease);
    if (entry.key !== undefined) this.#byKey.delete(entry.key);
    try {
      await entry.cluster.destroy({ ...options });
    } catch (error) {
      // It is still there, and may be destroyed once more.
      if (isMinimesosError(error, 'DOCKER_NOT_REMOVED')) entry.destroyed = undefined;
      throw error;
    } finally {
      if (entry.destroyed) this.#entries.delete(entry.id);
      this.#changed();
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      try {
        listener();
      } catch (error) {
        this.failed(error);
      }
    }
  }
}

/** A description may ask for a process of its own for the cluster; that is this one. */
function withoutHost(description: unknown): unknown {
  if (!isObject(description)) return description;
  const { host: _, ...rest } = description;
  return rest;
}
