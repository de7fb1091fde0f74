import { StringDecoder } from 'node:string_decoder';
import { isMinimesosError } from '../../errors.js';
import { HttpStatusError } from '../../http-client.js';
import { isTerminal } from '../../mesos/tasks/task.js';
import type { ClusterAccess } from '../access.js';
import type { Feed } from '../feed.js';
import { findTask, type TaskOwner } from '../find.js';
import type { MesosState, TaskInState } from '../mesos-state.js';
import { type FilePlace, readPart } from './files.js';
import { placeOf } from './locate.js';
import { notInSandbox, within } from './read.js';

const POLL_MS = 50;
/** Looks at the task even if no change was announced: not everything that happens on a cluster announces itself. */
const LOOK_MS = 500;
/** So long the leader may be away. */
const PATIENCE_MS = 5000;

/** A file of a task that is to be followed. */
export interface FollowedFile {
  readonly taskId: string;
  readonly owner: TaskOwner;
  /** The path from the sandbox. */
  readonly path: string;
}

/** Reads a file of a task on and on, until the task has ended and all of it was read; see {@link TaskSandbox.follow}. */
export async function follow(cluster: ClusterAccess, file: FollowedFile, feed: Feed<string>, signal: AbortSignal): Promise<void> {
  const following = new Following(cluster, file, signal);
  const stop = cluster.running.onChange(() => following.changed());
  try {
    const decoder = new StringDecoder('utf8');
    for await (const bytes of following.parts()) {
      const text = decoder.write(bytes);
      if (text !== '') feed.push(text);
      await feed.drained();
    }
    const rest = decoder.end();
    if (rest !== '') feed.push(rest);
  } finally {
    stop();
  }
}

class Following {
  #place: FilePlace | undefined;
  #ended = false;
  #changed = true;
  #lookedAt = 0;

  constructor(
    private readonly cluster: ClusterAccess,
    private readonly file: FollowedFile,
    private readonly signal: AbortSignal,
  ) {}

  /** Says that the task may have started or ended. */
  changed(): void {
    this.#changed = true;
  }

  async *parts(): AsyncGenerator<Buffer, void> {
    const { clock } = this.cluster;
    let offset = 0;
    while (!this.signal.aborted) {
      // First whether it has ended, then what it wrote: so nothing is missed.
      if (this.#changed || clock.now() - this.#lookedAt >= LOOK_MS) await this.#look();
      const bytes = await this.#read(offset);
      offset += bytes.length;
      if (bytes.length > 0) yield bytes;
      else if (this.#ended) return;
      else await clock.sleep(POLL_MS);
    }
  }

  /** Finds out whether the task has ended, and where its files are, if it has any yet. */
  async #look(): Promise<void> {
    const state = await this.#state();
    if (!state) return;
    this.#changed = false;
    this.#lookedAt = this.cluster.clock.now();
    const task = this.#task(state);
    // A master that has just begun to lead knows of no task before its agent is back.
    const isNew = state.recovered_slaves.length > 0;
    if (!task && isNew) return;
    const agents = [...state.slaves.map(({ id }) => id), ...state.recovered_slaves.map(({ id }) => id.value)];
    const isAgentGone = !agents.some((id) => id === task?.slave_id);
    this.#ended = !task || isTerminal(task.state) || (isAgentGone && this.#place !== undefined);
    if (!task || this.#place) return;
    try {
      this.#place = await placeOf(this.cluster, state, task, this.signal);
    } catch (error) {
      if (this.#ended || !isMinimesosError(error, 'NO_SANDBOX')) throw error;
      // The agent does not know of the task yet; there may be nothing more to be told of before it does.
      this.#changed = true;
    }
  }

  /** Undefined while the leader is away for a moment, as in a reset. */
  async #state(): Promise<MesosState | undefined> {
    try {
      return await this.cluster.state(this.signal);
    } catch (error) {
      if (this.signal.aborted || this.#lookedAt === 0 || this.cluster.clock.now() - this.#lookedAt > PATIENCE_MS) throw error;
      return undefined;
    }
  }

  /** Undefined once it was there and is forgotten: by a reset, or because many have ended since. */
  #task(state: MesosState): TaskInState | undefined {
    try {
      return findTask(this.cluster.name, state, this.file.taskId, this.file.owner);
    } catch (error) {
      if (this.#place && isMinimesosError(error, 'UNKNOWN_TASK')) return undefined;
      throw error;
    }
  }

  /** What cannot be read is not there yet, or no longer: its agent may be gone. */
  async #read(offset: number): Promise<Buffer> {
    if (!this.#place) return Buffer.alloc(0);
    const { taskId, path } = this.file;
    const place = within(this.#place, path, taskId);
    try {
      return await readPart(this.cluster.http, place, offset, this.signal);
    } catch (error) {
      if (error instanceof HttpStatusError && error.status === 400) throw notInSandbox(error, taskId, path);
      return Buffer.alloc(0);
    }
  }
}
