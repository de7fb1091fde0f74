import { appendFileSync } from 'node:fs';
import type { CommandSpawner } from '../containerizer/command-spawner.js';
import type { Containerizer, FetchCounts, NestedSandboxes } from '../containerizer/containerizer.js';
import { isolationOf } from '../containerizer/isolation.js';
import {
  type Fetch,
  ProcessContainerizer,
  type ProcessContainerizerOptions,
} from '../containerizer/process/process-containerizer.js';
import type { Disk } from '../disk/disk.js';
import type { FetcherCache } from '../fetcher/cache.js';
import { fetchFailure } from '../fetcher/errors.js';
import type { AgentFlags } from '../flags/agent-flags.js';
import type { Address, Pid } from '../process/pid.js';
import type { Runtime } from '../process/runtime.js';

/** The flags that tell how containers are run. */
export type ContainerizerFlags = Pick<
  AgentFlags,
  | 'containerizers'
  | 'fetcher_cache_dir'
  | 'fetcher_cache_size'
  | 'fetcher_stall_timeout'
  | 'frameworks_home'
  | 'isolation'
  | 'launcher'
  | 'recovery_timeout'
>;

export interface ContainerizerOptions {
  readonly runtime: Runtime;
  /** That of the agent. */
  readonly pid: Pid;
  /** Where executors of Mesos itself are. */
  readonly address: Address;
  readonly flags: ContainerizerFlags;
  readonly supervisor: CommandSpawner;
  readonly disk: Disk;
  readonly marker: string;
  readonly executorLingerMs?: number | undefined;
  readonly nestedSandboxes?: NestedSandboxes | undefined;
  readonly changed?: ProcessContainerizerOptions['changed'];
}

/** A containerizer with its fetcher. What it runs outlives the agent; the rest is made anew for each one. */
export interface AgentContainerizer {
  readonly containerizer: Containerizer;
  readonly fetches: Readonly<FetchCounts>;
  fetcherCacheUsedBytes(): number;
  /** That of the next agent: what runs in this one runs on in it. */
  succeeded(options: ContainerizerOptions): AgentContainerizer;
}

/**
 * The containerizer that the agent flag --containerizers asks for. So far there is one, that of `mesos`.
 * @param existing what runs in it runs on
 */
export function makeContainerizer(
  options: ContainerizerOptions,
  existing?: ProcessContainerizer,
): AgentContainerizer & { readonly containerizer: ProcessContainerizer } {
  const { runtime, pid, address, supervisor, disk, marker, flags, executorLingerMs, nestedSandboxes, changed } = options;
  const fetches: FetchCounts = { succeeded: 0, failed: 0 };
  let cache: FetcherCache | undefined;
  const settings: ProcessContainerizerOptions = {
    ...{ runtime, agent: pid, address, supervisor, disk, marker, executorLingerMs, recoveryTimeoutMs: flags.recovery_timeout },
    ...{ isolation: isolationOf(flags), nestedSandboxes, changed },
    // Most tasks fetch nothing, so the fetcher is loaded when the first one does. As in Mesos, that counts as fetched.
    fetch: async (request) => {
      if (request.uris.length === 0) {
        fetches.succeeded++;
        return;
      }
      const fetch = async () => {
        // Where there are no sandboxes there is nobody either who would use what was fetched.
        if (!disk.keepsSandboxes) return;
        const [{ fetchUris }, { FetcherCache }] = await Promise.all([
          import('../fetcher/fetcher.js'),
          import('../fetcher/cache.js'),
        ]);
        cache ??= new FetcherCache(flags.fetcher_cache_dir, flags.fetcher_cache_size);
        await fetchUris({
          ...request,
          frameworksHome: flags.frameworks_home || undefined,
          cache,
          stallTimeoutMs: flags.fetcher_stall_timeout,
          clock: runtime.clock,
          // Whoever runs in the sandbox later becomes the owner of the file.
          log: (line) => appendFileSync(`${request.sandbox}/stderr`, `${line}\n`),
        });
      };
      const { containerId, framework, task, signal } = request;
      const action = { kind: 'action', process: pid, name: 'FETCH', framework, task } as const;
      const failure = (error = fetchFailure(containerId, 'exited with status 1')) => error;
      await counted(fetches, () => runtime.perform(action, fetch, { failure, signal, tracked: true }));
    },
  };
  const containerizer = existing ?? new ProcessContainerizer(settings);
  containerizer.configure(settings);
  return {
    ...{ containerizer, fetches, fetcherCacheUsedBytes: () => cache?.usedBytes ?? 0 },
    succeeded: (next) => makeContainerizer(next, containerizer),
  };
}

async function counted(counts: FetchCounts, fetch: () => ReturnType<Fetch>): Promise<void> {
  try {
    await fetch();
    counts.succeeded++;
  } catch (error) {
    counts.failed++;
    throw error;
  }
}
