import { setTimeout as sleep } from 'node:timers/promises';
import { getJson } from '../mesos/http.js';
import { httpAddress, isRunning, type NodeRecord } from './node-record.js';

/** How often within its time a node is asked that answers at once. One on a busy machine has all of that time for an answer. */
const ATTEMPTS = 5;

export interface HealthWatchOptions {
  /** How long a node may be silent. */
  readonly timeoutMs: number;
  readonly nodes: () => readonly NodeRecord[];
  readonly onSilent: (node: NodeRecord) => Promise<void>;
}

/** Asks nodes whether they are well. Mesos sees that a process has ended, but not that it hangs. */
export class HealthWatch {
  readonly #options: HealthWatchOptions;
  readonly #answered = new Map<string, number>();
  readonly #asked = new Set<string>();
  readonly #closed = new AbortController();

  constructor(options: HealthWatchOptions) {
    this.#options = options;
  }

  /** Goes on until {@link close}. */
  async run(): Promise<void> {
    while (!this.#closed.signal.aborted) {
      const running = this.#options.nodes().filter(isRunning);
      for (const node of running) if (!this.#asked.has(node.id)) void this.#look(node);
      for (const id of this.#answered.keys()) if (!running.some((node) => node.id === id)) this.#answered.delete(id);
      await sleep(this.#options.timeoutMs / ATTEMPTS, undefined, { signal: this.#closed.signal }).catch(() => {});
    }
  }

  close(): void {
    this.#closed.abort();
  }

  async #look(node: NodeRecord): Promise<void> {
    const { timeoutMs, onSilent } = this.#options;
    const begun = performance.now();
    this.#asked.add(node.id);
    try {
      await getJson(new URL('/health', httpAddress(node)), timeoutMs);
      this.#answered.set(node.id, performance.now());
    } catch {
      const since = this.#answered.get(node.id) ?? begun;
      this.#answered.set(node.id, since);
      const isSilent = performance.now() - since >= timeoutMs && isRunning(node);
      if (isSilent && !this.#closed.signal.aborted) await onSilent(node);
    } finally {
      this.#asked.delete(node.id);
    }
  }
}
