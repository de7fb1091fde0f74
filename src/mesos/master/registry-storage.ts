import { Registry } from './registry.js';

/** Why a master ends when another one has fetched the registry after it. */
export const SUPERSEDED = 'Another master leads, and has taken over the registry';

/** Where masters keep the registry. All that run take part in it, whether they lead or not; Mesos has its replicated log there. */
export interface RegistryStorage {
  /**
   * @param failed called with the reason once the registry is no longer this master's to change: another one has fetched it after this
   *   one, or it cannot be stored
   */
  join(failed: (reason: string) => void): RegistryReplica;
}

/** A master's part in a storage. What it asks for waits until enough masters take part. */
export interface RegistryReplica {
  /** How many masters take part. */
  readonly masters: number;
  /** Hands over the registry as it was stored last, to a master that leads from now on. */
  fetch(fetched: (registry: Registry) => void): void;
  /** Keeps the registry as it has become. */
  store(registry: Registry, stored: () => void): void;
  /** The master has ended. */
  leave(): void;
}

/** Keeps the registry in memory, for as long as somebody holds on to this. */
export class MemoryRegistryStorage implements RegistryStorage {
  #registry = new Registry();
  readonly #replicas = new Set<RegistryReplica>();
  /** What waits for more masters. */
  #waiting: { readonly replica: RegistryReplica; readonly action: () => void }[] = [];
  /** Whoever leads, and how it is told that another one does. */
  #leader: { readonly replica: RegistryReplica; readonly failed: (reason: string) => void } | undefined;

  /** @param quorum how many masters have to take part before anything can be read or stored */
  constructor(private readonly quorum = 1) {}

  join(failed: (reason: string) => void): RegistryReplica {
    const replicas = this.#replicas;
    const replica: RegistryReplica = {
      get masters() {
        return replicas.size;
      },
      fetch: (fetched) => this.#wait(replica, () => this.#fetch(replica, failed, fetched)),
      store: (registry, stored) =>
        this.#wait(replica, () => {
          this.#registry = registry;
          stored();
        }),
      leave: () => this.#leave(replica),
    };
    replicas.add(replica);
    this.#goOn();
    return replica;
  }

  #fetch(replica: RegistryReplica, failed: (reason: string) => void, fetched: (registry: Registry) => void): void {
    const before = this.#leader;
    this.#leader = { replica, failed };
    if (before && before.replica !== replica) before.failed(SUPERSEDED);
    fetched(this.#registry.handOver());
  }

  #leave(replica: RegistryReplica): void {
    this.#replicas.delete(replica);
    this.#waiting = this.#waiting.filter((waiting) => waiting.replica !== replica);
    if (this.#leader?.replica === replica) this.#leader = undefined;
  }

  #wait(replica: RegistryReplica, action: () => void): void {
    this.#waiting.push({ replica, action });
    this.#goOn();
  }

  #goOn(): void {
    if (this.#replicas.size < this.quorum) return;
    const ready = this.#waiting;
    this.#waiting = [];
    for (const { action } of ready) action();
  }
}
