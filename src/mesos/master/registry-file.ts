import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { MinimesosError } from '../../errors.js';
import type { Runtime } from '../process/runtime.js';
import { Registry } from './registry.js';
import { type RegistryReplica, type RegistryStorage, SUPERSEDED } from './registry-storage.js';
import { registryOf, storedRegistry } from './stored-registry.js';

const MODE = 0o600;

/**
 * Keeps the registry of a master in a file, for that master when it is started again, or for others of the same machine: whoever has read
 * it last leads. The file is there as a whole or not at all. Mesos has its replicated log there, which several masters write together.
 */
export class RegistryFile implements RegistryStorage {
  #pending: Registry | undefined;
  #failed: (reason: string) => void = () => {};
  /** The id of the master that this one has written last: its own, or nothing yet. */
  #last: string | undefined;
  #stored: (() => void)[] = [];

  constructor(
    private readonly path: string,
    private readonly runtime: Pick<Runtime, 'dispatch'>,
  ) {}

  /** @param failed see {@link RegistryStorage}; found out when something is to be stored */
  join(failed: (reason: string) => void): RegistryReplica {
    this.#failed = failed;
    return {
      masters: 1,
      fetch: (fetched) => {
        const registry = this.#read();
        this.#last = undefined;
        fetched(registry.handOver());
      },
      store: (registry, stored) => this.#store(registry, stored),
      leave: () => this.#write(),
    };
  }

  /** What changes in one turn is written once. */
  #store(registry: Registry, stored: () => void): void {
    this.#stored.push(stored);
    const isScheduled = this.#pending !== undefined;
    this.#pending = registry;
    if (!isScheduled) this.runtime.dispatch(() => this.#write());
  }

  #write(): void {
    const registry = this.#pending;
    if (!registry) return;
    if (this.#last !== undefined && this.#leaderInFile() !== this.#last) return this.#failed(SUPERSEDED);
    // Also where it fails: the master ends of that, and would store it once more as it leaves.
    this.#pending = undefined;
    try {
      writeFileSync(`${this.path}.tmp`, JSON.stringify(storedRegistry(registry)), { mode: MODE });
      renameSync(`${this.path}.tmp`, this.path);
    } catch (error) {
      return this.#failed(`Failed to store the registry: ${(error as Error).message}`);
    }
    this.#last = registry.master?.id;
    for (const stored of this.#stored.splice(0)) stored();
  }

  /** Who has written last; another one has taken over if that is not this master. */
  #leaderInFile(): string | undefined {
    try {
      return (JSON.parse(readFileSync(this.path, 'utf8')) as { master?: { id?: string } }).master?.id;
    } catch {
      return undefined;
    }
  }

  /** @throws MinimesosError `INVALID_FILE` */
  #read(): Registry {
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Registry();
      throw new MinimesosError('INVALID_FILE', { file: this.path, reason: (error as Error).message }, { cause: error });
    }
    try {
      return registryOf(JSON.parse(text));
    } catch (error) {
      const reason = `it is no registry of a master (${(error as Error).message}); without it, the master knows nothing of its agents`;
      throw new MinimesosError('INVALID_FILE', { file: this.path, reason }, { cause: error });
    }
  }
}
