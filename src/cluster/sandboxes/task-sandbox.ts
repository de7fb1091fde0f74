import type { During } from '../access.js';
import { Feed } from '../feed.js';
import type { TaskOwner } from '../find.js';
import type { SandboxEntry } from './files.js';

/** Which output of a task is meant. */
export interface LogOptions extends TaskOwner {
  /** Default: `stdout`. */
  readonly stream?: 'stdout' | 'stderr' | undefined;
}

/** How a file is followed. */
export interface FollowOptions {
  /** Ends it, as leaving the loop does. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The sandbox of a task: what it wrote, and what was fetched for it. Read over its agent, also after the task has ended. The
 * task is looked up at each call, so the sandbox may be asked for before there is one.
 *
 * ```ts
 * const sandbox = cluster.sandbox('task-1');
 * for (const { path, size } of await sandbox.list()) console.log(path, size);
 * const config = (await sandbox.read('config.json')).toString();
 * ```
 */
export class TaskSandbox {
  readonly #during: During;
  readonly #owner: TaskOwner;
  readonly #atEnd: (operation: string, action: () => void) => () => void;

  /** Made by {@link MesosCluster}. */
  constructor(
    /** The id of the task. */
    readonly taskId: string,
    owner: TaskOwner,
    during: During,
    atEnd: (operation: string, action: () => void) => () => void,
  ) {
    this.#owner = owner;
    this.#during = during;
    this.#atEnd = atEnd;
  }

  /**
   * What is in the sandbox, or in a directory of it, sorted by name.
   * @throws MinimesosError `NOT_IN_SANDBOX`, `UNKNOWN_TASK`, `AMBIGUOUS_NAME`, `NO_SANDBOX`, `CLUSTER_DESTROYED`
   */
  list(directory = ''): Promise<SandboxEntry[]> {
    return this.#during('sandbox.list()', async (cluster) => {
      const { list } = await import('./read.js');
      return list(cluster, this.taskId, this.#owner, directory);
    });
  }

  /**
   * The whole of a file.
   * @throws MinimesosError as {@link TaskSandbox.list}
   */
  read(file: string): Promise<Buffer> {
    return this.#during('sandbox.read()', async (cluster) => {
      const { read } = await import('./read.js');
      return read(cluster, this.taskId, this.#owner, file);
    });
  }

  /**
   * What is in a file, as text in UTF-8, from its beginning; then what is added to it, until the task has ended or the
   * cluster is destroyed. A file that is not there yet is waited for.
   *
   * ```ts
   * for await (const text of cluster.sandbox('task-1').follow('stdout')) process.stdout.write(text);
   * ```
   * @throws MinimesosError `CLUSTER_DESTROYED`; while it is read, as {@link TaskSandbox.list}
   */
  follow(file: string, { signal }: FollowOptions = {}): AsyncIterableIterator<string, undefined> {
    const ending = new AbortController();
    const feed = new Feed<string>(() => {
      cancel();
      ending.abort();
    });
    const cancel = this.#atEnd('sandbox.follow()', () => feed.end());
    const stop = () => feed.end();
    signal?.addEventListener('abort', stop, { once: true });
    if (signal?.aborted) stop();
    this.#during('sandbox.follow()', async (cluster) => {
      const { follow } = await import('./follow.js');
      await follow(cluster, { taskId: this.taskId, owner: this.#owner, path: file }, feed, ending.signal);
    })
      .then(
        () => feed.end(),
        // When it has ended, by the end of the cluster for one, nobody waits for an error.
        (error: unknown) => feed.end(error),
      )
      .finally(() => signal?.removeEventListener('abort', stop));
    return feed;
  }

  /**
   * The directory on the machine of the agent.
   * @throws MinimesosError as {@link TaskSandbox.list}
   */
  path(): Promise<string> {
    return this.#during('sandbox.path()', async (cluster) => {
      const { locate } = await import('./locate.js');
      return (await locate(cluster, this.taskId, this.#owner)).place.path;
    });
  }
}
