import type { FrameworkInfo } from '../wire/messages.js';
import type { Executor } from './executor.js';
import { Framework } from './framework.js';

/** How many frameworks that are gone are kept. */
const MAX_COMPLETED_FRAMEWORKS = 50;

export interface FrameworksOptions {
  readonly maxCompletedExecutors: number;
  /** Called when a framework has nothing left on this agent. */
  removed(framework: Framework): void;
}

/** The frameworks that have something on this agent, and those that had. */
export class Frameworks {
  readonly #active = new Map<string, Framework>();
  readonly #completed = new Map<string, Framework>();

  constructor(private readonly options: FrameworksOptions) {}

  get active(): Iterable<Framework> {
    return this.#active.values();
  }

  get completed(): Iterable<Framework> {
    return this.#completed.values();
  }

  get size(): number {
    return this.#active.size;
  }

  get(id: string): Framework | undefined {
    return this.#active.get(id);
  }

  /** Executors of all frameworks that are not over. */
  *executors(): Generator<Executor> {
    for (const framework of this.#active.values()) yield* framework.executors.values();
  }

  /** The framework with this info, which becomes known if it is not. */
  obtain(info: FrameworkInfo): Framework | undefined {
    const { id } = info;
    if (!id) return undefined;
    let framework = this.#active.get(id.value);
    if (!framework) {
      // One that comes back keeps its history.
      framework = this.#completed.get(id.value) ?? new Framework({ ...info, id }, this.options.maxCompletedExecutors);
      this.#completed.delete(id.value);
      framework.state = 'RUNNING';
      framework.info = { ...info, id };
      this.#active.set(id.value, framework);
    }
    return framework;
  }

  /** Moves a framework without executors to the completed ones. */
  removeIfIdle(framework: Framework): void {
    if (framework.executors.size > 0 || this.#active.get(framework.id) !== framework) return;
    this.#active.delete(framework.id);
    this.#completed.set(framework.id, framework);
    for (const id of this.#completed.keys()) {
      if (this.#completed.size <= MAX_COMPLETED_FRAMEWORKS) break;
      this.#completed.delete(id);
    }
    this.options.removed(framework);
  }
}
