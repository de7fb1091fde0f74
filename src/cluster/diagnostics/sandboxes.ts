import { posix } from 'node:path';
import type { ClusterAccess } from '../access.js';
import type { AgentState } from '../agent-state.js';
import { browse, type FilePlace, readPart } from '../sandboxes/files.js';
import type { Archive } from './archive.js';

/** How much of what sandboxes hold is taken along. */
export interface SandboxLimits {
  /** Bytes of each file: of a longer one, its end. */
  readonly maxFileBytes: number;
  /** Bytes of all files together. */
  readonly maxTotalBytes: number;
}

/** More files than this are not looked at: a task may have unpacked a whole distribution. */
const MOST_FILES = 2000;
const DEEPEST = 10;

/** Puts files of the sandboxes of all executors into an archive, and remembers what was left out. */
export class SandboxCollector {
  /** What is not in the archive, or not all of it: lines for people. */
  readonly notes: string[] = [];
  #bytes = 0;
  #files = 0;

  constructor(
    private readonly cluster: ClusterAccess,
    private readonly archive: Archive,
    private readonly limits: SandboxLimits,
  ) {}

  /** @param agent the URL of the agent whose state this is */
  async collect(agent: string, state: AgentState): Promise<void> {
    for (const framework of [...state.frameworks, ...state.completed_frameworks]) {
      for (const executor of [...framework.executors, ...framework.completed_executors]) {
        const target = ['sandboxes', framework.id, executor.id, executor.container].map(safeName).join('/');
        await this.#directory({ agent, path: executor.directory }, target, 0);
      }
    }
  }

  async #directory(place: FilePlace, target: string, depth: number): Promise<void> {
    const entries = await this.#attempt(target, () => browse(this.cluster.http, place, this.cluster.destroyed));
    for (const { path, size, mode } of entries ?? []) {
      const below = `${target}/${posix.basename(path)}`;
      if (!mode.startsWith('d')) await this.#file({ ...place, path }, below, size);
      else if (depth < DEEPEST) await this.#directory({ ...place, path }, below, depth + 1);
      else this.notes.push(`${below}: left out, as it lies too deep`);
    }
  }

  async #file(place: FilePlace, target: string, size: number): Promise<void> {
    const { maxFileBytes, maxTotalBytes } = this.limits;
    const wanted = Math.min(size, maxFileBytes);
    if (this.#files >= MOST_FILES) return this.#note(`${MOST_FILES} files are in; all others are left out`);
    if (this.#bytes + wanted > maxTotalBytes) {
      this.notes.push(`${target}: left out, as all files together would have more than ${maxTotalBytes} bytes`);
      return;
    }
    const content = await this.#attempt(target, () => this.#end(place, size - wanted, wanted));
    if (!content) return;
    this.#files++;
    this.#bytes += content.length;
    this.archive.add(target, content);
    if (wanted < size) this.notes.push(`${target}: only the last ${wanted} of ${size} bytes`);
  }

  /** What follows the offset, but not more than `length`: files may grow while they are read. */
  async #end(place: FilePlace, offset: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let read = 0; read < length; ) {
      const part = await readPart(this.cluster.http, place, offset + read, this.cluster.destroyed);
      if (part.length === 0) break;
      parts.push(part);
      read += part.length;
    }
    return Buffer.concat(parts).subarray(0, length);
  }

  async #attempt<Result>(target: string, work: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await work();
    } catch (error) {
      this.cluster.destroyed.throwIfAborted();
      this.notes.push(`${target}: ${(error as Error).message}`);
      return undefined;
    }
  }

  #note(note: string): void {
    if (!this.notes.includes(note)) this.notes.push(note);
  }
}

/** Ids of frameworks and tasks as names of directories: whatever they are, they lead nowhere else. */
const safeName = (id: string) => (/^\.*$/.test(id) ? `_${id}` : id.replace(/[/\\\0]/g, '_'));
