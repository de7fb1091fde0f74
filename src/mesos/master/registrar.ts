import { formatDuration } from '../flags/duration.js';
import type { Timer } from '../process/clock.js';
import type { Master } from './master.js';
import { Registry, type RegistryContents } from './registry.js';
import type { RegistryReplica, RegistryStorage } from './registry-storage.js';

/**
 * A master's way to the registry: read when the master is elected, and stored whenever it changes. One that cannot be read or
 * stored is the end of the master.
 */
export class Registrar {
  #registry = new Registry();
  readonly #replica: RegistryReplica;

  constructor(
    private readonly master: Master,
    storage: RegistryStorage,
  ) {
    this.#replica = storage.join((reason) => master.exit(reason));
  }

  /** As it is now; empty until it has been recovered. */
  get registry(): RegistryContents {
    return this.#registry;
  }

  /** Reads what the leader before has stored. */
  recover(recovered: () => void): void {
    this.#within(this.master.flags.registry_fetch_timeout, 'read', (done) =>
      this.#replica.fetch((registry) => {
        done();
        this.#registry = registry;
        this.apply((contents) => {
          contents.master = this.master.info;
        });
        recovered();
      }),
    );
  }

  /**
   * Changes the registry. The change counts at once; that the storage has it as well has to follow soon. Mesos waits for that
   * first, which nobody can tell apart unless the masters are too few.
   */
  apply(operation: (registry: Registry) => void): void {
    operation(this.#registry);
    this.#within(this.master.flags.registry_store_timeout, 'store', (done) => this.#replica.store(this.#registry, done));
  }

  /** How many masters take part in the storage. */
  get masters(): number {
    return this.#replica.masters;
  }

  /** The master has ended. */
  stop(): void {
    this.#replica.leave();
  }

  #within(milliseconds: number, what: 'read' | 'store', work: (done: () => void) => void): void {
    let done = false;
    let timer: Timer | undefined;
    work(() => {
      done = true;
      timer?.cancel();
    });
    if (done) return;
    timer = this.master.after(milliseconds, () =>
      this.master.exit(`Failed to ${what} the registry within ${formatDuration(milliseconds)}: too few masters run`),
    );
  }
}
