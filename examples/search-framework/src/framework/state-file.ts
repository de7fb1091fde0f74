import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { NodeRecord } from './node-record.js';

/** What a scheduler has to know after a restart. */
export interface FrameworkState {
  frameworkId?: string;
  /** How many nodes are wanted; missing until somebody has scaled. */
  wanted?: number;
  nodes: NodeRecord[];
  /** Agents that have had a node, last used first. */
  agentsWithData: string[];
}

/** Keeps the state in a file, which is always whole: it is replaced, not written over. */
export class StateFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** What was saved; nothing when there is no file. Throws when the file is something else. */
  load(): FrameworkState {
    let text: string;
    try {
      text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { nodes: [], agentsWithData: [] };
      throw error;
    }
    try {
      const state = JSON.parse(text) as FrameworkState;
      if (Array.isArray(state.nodes) && Array.isArray(state.agentsWithData)) return state;
    } catch {}
    throw new Error(`${this.#path} is not a state file of this framework. Delete it, or name another with --state-file.`);
  }

  save(state: FrameworkState): void {
    mkdirSync(dirname(this.#path), { recursive: true });
    writeFileSync(`${this.#path}.new`, `${JSON.stringify(state, null, 2)}\n`);
    renameSync(`${this.#path}.new`, this.#path);
  }
}
