import { isAbsolute, join } from 'node:path';
import { isolationOf } from '../containerizer/isolation.js';
import { formatBytes } from '../flags/bytes.js';
import type { DiskStatistics, Resource, ResourceStatistics } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { Executor } from './executor.js';

const BYTES_PER_MEGABYTE = 2 ** 20;

/** A directory whose size is limited: a sandbox or a volume in it. */
interface Limited {
  readonly path: string;
  /** What it is of the executor's disk. */
  readonly resources: readonly [Resource, ...Resource[]];
}

/**
 * Measures how much of their disk executors use, and, with --enforce_container_disk_quota, ends those that use more: Mesos's
 * isolator `disk/du`, formerly `posix/disk`. One directory is measured at a time, and the next one no sooner than after
 * --container_disk_watch_interval.
 */
export class DiskIsolator {
  /** Of executors that are there: what their directories used when they were measured last, by path. */
  readonly #used = new WeakMap<Executor, Map<string, number>>();
  readonly #enabled: boolean;
  /** The directories that were measured in this round. */
  #measured = new Set<string>();

  constructor(private readonly agent: Agent) {
    const { isolators } = isolationOf(agent.flags);
    this.#enabled = isolators.has('disk/du') || isolators.has('posix/disk');
  }

  /** Begins to measure, if the agent flag --isolation asks for it. */
  start(): void {
    if (this.#enabled) this.agent.after(this.agent.flags.container_disk_watch_interval, () => this.#measureNext());
  }

  /** What is known of the disk of an executor; nothing when it has none, or when nobody measures. */
  statistics(executor: Executor): Pick<ResourceStatistics, 'disk_limit_bytes' | 'disk_used_bytes' | 'disk_statistics'> {
    if (!this.#enabled) return {};
    const used = this.#used.get(executor);
    const disks = limitedBy(executor).map(({ path, resources: [first, ...rest] }): [string, DiskStatistics] => {
      const { source, persistence } = first.disk ?? {};
      const used_bytes = used?.get(path) ?? (path === executor.directory ? 0 : undefined);
      return [path, { source, persistence, limit_bytes: limitOf([first, ...rest]), used_bytes }];
    });
    if (disks.length === 0) return {};
    const sandbox = disks.find(([path]) => path === executor.directory)?.[1];
    return {
      disk_statistics: disks.map(([, each]) => each),
      ...(sandbox && { disk_limit_bytes: sandbox.limit_bytes, disk_used_bytes: sandbox.used_bytes }),
    };
  }

  /** Whether there is a limit to the sandbox of an executor. */
  limits(executor: Executor): boolean {
    return sandboxOf(executor) !== undefined;
  }

  /** Ends an executor as if its sandbox had been found to be too large, whether anybody measures or not. */
  fill(executor: Executor): void {
    const limited = sandboxOf(executor);
    if (limited) this.#end(executor, limited, limitOf(limited.resources) + BYTES_PER_MEGABYTE);
  }

  #measureNext(): void {
    const all = this.#all();
    if (all.every(({ path }) => this.#measured.has(path))) this.#measured = new Set();
    const next = all.find(({ path }) => !this.#measured.has(path));
    if (!next) return this.start();
    const { executor, path } = next;
    this.#measured.add(path);
    const measured = this.agent.disk.usage(path).catch((error: Error) => {
      this.agent.note(
        'error',
        `Checking disk usage at '${path}' for container ${executor.containerId.value} has failed: ${error.message}`,
      );
      return undefined;
    });
    this.agent.follow(measured, (bytes) => {
      if (bytes !== undefined) this.#note(executor, path, bytes);
      this.start();
    });
  }

  #all(): { executor: Executor; path: string }[] {
    const live = [...this.agent.frameworks.executors()].filter(({ state }) => state === 'REGISTERING' || state === 'RUNNING');
    return live.flatMap((executor) => limitedBy(executor).map(({ path }) => ({ executor, path })));
  }

  #note(executor: Executor, path: string, bytes: number): void {
    const used = this.#used.get(executor) ?? new Map<string, number>();
    this.#used.set(executor, used.set(path, bytes));
    // Meanwhile it may have less to do, or nothing.
    const limited = limitedBy(executor).find((each) => each.path === path);
    if (limited && this.agent.flags.enforce_container_disk_quota) this.#enforce(executor, limited, bytes);
  }

  #enforce(executor: Executor, limited: Limited, bytes: number): void {
    // A file system of its own enforces its size itself.
    if (limited.resources.some(({ disk }) => disk?.source?.type === 'MOUNT')) return;
    if (bytes > limitOf(limited.resources)) this.#end(executor, limited, bytes);
  }

  #end(executor: Executor, { resources }: Limited, bytes: number): void {
    this.agent.executors.terminate(executor, {
      ...{ state: 'TASK_FAILED', reason: 'REASON_CONTAINER_LIMITATION_DISK' },
      message: `Disk usage (${formatBytes(bytes)}) exceeds quota (${formatBytes(limitOf(resources))})`,
      limitation: { resources: [...resources] },
    });
  }
}

/** The directories of an executor whose size its resources limit: its sandbox comes first. */
function limitedBy({ directory, resources }: Executor): Limited[] {
  const byPath = new Map<string, [Resource, ...Resource[]]>();
  for (const resource of resources) {
    if (resource.name !== 'disk') continue;
    const given = resource.disk?.volume?.container_path;
    const path = given === undefined ? directory : isAbsolute(given) ? given : join(directory, given);
    const known = byPath.get(path);
    if (known) known.push(resource);
    else byPath.set(path, [resource]);
  }
  return Array.from(byPath, ([path, all]) => ({ path, resources: all })).sort(
    (one, other) => one.path.length - other.path.length,
  );
}

const sandboxOf = (executor: Executor): Limited | undefined =>
  limitedBy(executor).find(({ path }) => path === executor.directory);

const limitOf = (resources: readonly Resource[]): number =>
  resources.reduce((sum, { scalar }) => sum + (scalar?.value ?? 0), 0) * BYTES_PER_MEGABYTE;
