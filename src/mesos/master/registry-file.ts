import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { MinimesosError } from '../../errors.js';
import type { Runtime } from '../process/runtime.js';
import { ResourceLimits } from '../resources/limits.js';
import { ResourceQuantities } from '../resources/quantities.js';
import { Registry } from './registry.js';
import type { RegistryReplica, RegistryStorage } from './registry-storage.js';

const MODE = 0o600;
const VERSION = 1;

/** Those of a registry's members that are maps, and are lists of pairs in the file. */
const MAPS = ['admitted', 'unreachable', 'gone', 'draining', 'weights'] as const;

type Pairs<Value> = readonly (readonly [string, Value])[];

/** What is in the file. */
interface Stored
  extends Pick<Registry, 'master' | 'machines' | 'windows'>,
    Readonly<Record<(typeof MAPS)[number], Pairs<unknown>>> {
  readonly version: number;
  readonly deactivated: readonly string[];
  readonly quotas: Pairs<{ readonly guarantees: Record<string, number>; readonly limits: Record<string, number> }>;
}

/**
 * Keeps the registry of a master in a file, for that master when it is started again, or for others of the same machine: whoever has read
 * it last leads. The file is there as a whole or not at all. Mesos has its replicated log there, which several masters write together.
 */
export class RegistryFile implements RegistryStorage {
  #pending: Registry | undefined;
  #superseded: () => void = () => {};
  /** The id of the master that this one has written last: its own, or nothing yet. */
  #last: string | undefined;
  #stored: (() => void)[] = [];

  constructor(
    private readonly path: string,
    private readonly runtime: Pick<Runtime, 'dispatch'>,
  ) {}

  /** @param superseded see {@link RegistryStorage}; found out when something is to be stored */
  join(superseded: () => void): RegistryReplica {
    this.#superseded = superseded;
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
    if (!this.#pending) return;
    if (this.#last !== undefined && this.#leaderInFile() !== this.#last) return this.#superseded();
    const { master, machines, windows, deactivated } = this.#pending;
    const maps = Object.fromEntries(MAPS.map((name) => [name, [...(this.#pending as Registry)[name]]]));
    const quotas = Array.from(this.#pending.quotas, ([role, { guarantees, limits }]) => [
      role,
      { guarantees: guarantees.toObject(), limits: limits.toObject() },
    ]);
    const lists = { deactivated: [...deactivated], quotas };
    const text = JSON.stringify({ version: VERSION, master, machines, windows, ...lists, ...maps });
    this.#pending = undefined;
    this.#last = master?.id;
    writeFileSync(`${this.path}.tmp`, text, { mode: MODE });
    renameSync(`${this.path}.tmp`, this.path);
    for (const stored of this.#stored.splice(0)) stored();
  }

  /** Who has written last; another one has taken over if that is not this master. */
  #leaderInFile(): string | undefined {
    try {
      return (JSON.parse(readFileSync(this.path, 'utf8')) as Stored).master?.id;
    } catch {
      return undefined;
    }
  }

  /** @throws MinimesosError `INVALID_FILE` */
  #read(): Registry {
    const registry = new Registry();
    let text: string;
    try {
      text = readFileSync(this.path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return registry;
      throw error;
    }
    try {
      const document = JSON.parse(text) as Stored;
      if (document.version !== VERSION)
        throw new Error(`it is of another version of minimesos: format ${document.version}, where this one reads ${VERSION}`);
      registry.master = document.master;
      registry.machines = document.machines;
      registry.windows = document.windows;
      for (const id of document.deactivated) registry.deactivated.add(id);
      for (const [role, { guarantees, limits }] of document.quotas) {
        registry.quotas.set(role, { guarantees: ResourceQuantities.of(guarantees), limits: ResourceLimits.of(limits) });
      }
      for (const name of MAPS) {
        for (const [key, value] of document[name]) (registry[name] as Map<string, unknown>).set(key, value);
      }
      return registry;
    } catch (error) {
      const reason = `it is no registry of a master (${(error as Error).message}); without it, the master knows nothing of its agents`;
      throw new MinimesosError('INVALID_FILE', { file: this.path, reason }, { cause: error });
    }
  }
}
