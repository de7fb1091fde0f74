import { Registry } from './registry.js';

/** Where masters keep the registry. All that run take part in it, whether they lead or not; Mesos has its replicated log there. */
export interface RegistryStorage {
  /** @param superseded called once another master has fetched the registry after this one: this one must not change it any more */
  join(quorum: number, superseded: () => void): RegistryReplica;
}

/** A master's part in a storage. What it asks for waits until as many masters take part as are its quorum. */
export interface RegistryReplica {
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
  #waiting: { readonly replica: RegistryReplica; readonly quorum: number; readonly action: () => void }[] = [];
  /** Whoever leads, and how it is told that another one does. */
  #leader: { readonly replica: RegistryReplica; readonly superseded: () => void } | undefined;

  join(quorum: number, superseded: () => void): RegistryReplica {
    const wait = (action: () => void) => {
      this.#waiting.push({ replica, quorum, action });
      this.#goOn();
    };
    const replica: RegistryReplica = {
      fetch: (fetched) => wait(() => this.#fetch(replica, superseded, fetched)),
      store: (registry, stored) =>
        wait(() => {
          this.#registry = registry;
          stored();
        }),
      leave: () => {
        this.#replicas.delete(replica);
        this.#waiting = this.#waiting.filter((waiting) => waiting.replica !== replica);
        if (this.#leader?.replica === replica) this.#leader = undefined;
      },
    };
    this.#replicas.add(replica);
    this.#goOn();
    return replica;
  }

  #fetch(replica: RegistryReplica, superseded: () => void, fetched: (registry: Registry) => void): void {
    const before = this.#leader;
    this.#leader = { replica, superseded };
    if (before && before.replica !== replica) before.superseded();
    fetched(this.#registry.handOver());
  }

  #goOn(): void {
    const ready = this.#waiting.filter(({ quorum }) => this.#replicas.size >= quorum);
    this.#waiting = this.#waiting.filter(({ quorum }) => this.#replicas.size < quorum);
    for (const { action } of ready) action();
  }
}
