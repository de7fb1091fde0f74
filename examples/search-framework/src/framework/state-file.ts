import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { emptyState, type FrameworkState, readState, type StateStore } from './state.js';

/** Keeps the state in a file, which is always whole: it is replaced, not written over. */
export class StateFile implements StateStore {
  readonly isAway = false;
  readonly lost = new Promise<never>(() => {});
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  async load(): Promise<FrameworkState> {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return emptyState();
      throw error;
    }
    const state = readState(text);
    if (!state) throw new Error(`${this.#path} is not a state file of this framework. Delete it, or name another with --state.`);
    return state;
  }

  async save(state: FrameworkState): Promise<boolean> {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(`${this.#path}.new`, this.#path);
    return true;
  }

  /** A file does not go away. */
  onBack(): void {}
}
