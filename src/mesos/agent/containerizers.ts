import type { CommandSpawner } from '../containerizer/command-spawner.js';
import { ComposingContainerizer } from '../containerizer/composing-containerizer.js';
import type { Containerizer, FetchCounts, LocalContainerizer, NestedSandboxes } from '../containerizer/containerizer.js';
import type { DockerContainerizer, DockerContainerizerOptions } from '../containerizer/docker/docker-containerizer.js';
import { isolationOf } from '../containerizer/isolation.js';
import {
  type Fetch,
  ProcessContainerizer,
  type ProcessContainerizerOptions,
} from '../containerizer/process/process-containerizer.js';
import { appendInSandbox } from '../containerizer/sandbox-files.js';
import type { Disk } from '../disk/disk.js';
import type { FetcherCache } from '../fetcher/cache.js';
import { fetchFailure } from '../fetcher/errors.js';
import type { AgentFlags } from '../flags/agent-flags.js';
import type { Address, Pid } from '../process/pid.js';
import type { Runtime } from '../process/runtime.js';

/** The flags that tell how containers are run. */
export type ContainerizerFlags = Pick<AgentFlags, (typeof CONTAINERIZER_FLAGS)[number]>;

/** The names of these flags. */
export const CONTAINERIZER_FLAGS = [
  ...(['containerizers', 'isolation', 'launcher', 'recovery_timeout'] as const),
  ...(['fetcher_cache_dir', 'fetcher_cache_size', 'fetcher_stall_timeout', 'frameworks_home'] as const),
  ...(['cgroups_enable_cfs', 'default_container_dns', 'sandbox_directory'] as const),
  ...(['docker_kill_orphans', 'docker_remove_delay', 'docker_socket', 'docker_stop_timeout'] as const),
] as const satisfies (keyof AgentFlags)[];

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
  /** Where Docker runs containers; needed where the flag --containerizers asks for it. */
  readonly docker?: MakeDocker | undefined;
  /** The agent flag --work_dir. */
  readonly workDirectory: string;
  readonly changed?: ProcessContainerizerOptions['changed'];
}

/** Makes the containerizer of an engine. What it needs is loaded and connected by then. */
export type MakeDocker = (options: DockerContainerizerOptions) => DockerContainerizer;

/** Whether the agent flag --containerizers asks for Docker. */
export const asksForDocker = ({ containerizers }: Pick<AgentFlags, 'containerizers'>): boolean =>
  namesIn(containerizers).includes('docker');

/** What the flag may name. `simulated` is none of Mesos's: tasks live by the clock then. */
export const isContainerizers = (text: string): boolean => namesIn(text).every((name) => name === 'mesos' || name === 'docker');

const namesIn = (containerizers: string): string[] => containerizers.split(',').map((name) => name.trim());

/** A containerizer with its fetcher. What it runs outlives the agent; the rest is made anew for each one. */
export interface AgentContainerizer {
  readonly containerizer: Containerizer;
  readonly fetches: Readonly<FetchCounts>;
  fetcherCacheUsedBytes(): number;
  /** That of the next agent: what runs in this one runs on in it. */
  succeeded(options: ContainerizerOptions): AgentContainerizer;
}

/** The containerizers of an agent, which what runs in them outlives. */
interface Parts {
  mesos?: ProcessContainerizer | undefined;
  docker?: DockerContainerizer | undefined;
}

/**
 * The containerizer that the agent flag --containerizers asks for, or several as one.
 * @param parts those of the agent before: what runs in them runs on
 */
export function makeContainerizer(
  options: ContainerizerOptions,
  parts: Parts = {},
): AgentContainerizer & { readonly containerizer: LocalContainerizer } {
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
          log: (line) => appendInSandbox(`${request.sandbox}/stderr`, `${line}\n`),
        });
      };
      const { containerId, framework, task, signal } = request;
      const action = { kind: 'action', process: pid, name: 'FETCH', framework, task } as const;
      const failure = (error = fetchFailure(containerId, 'exited with status 1')) => error;
      await counted(fetches, () => runtime.perform(action, fetch, { failure, signal, tracked: true }));
    },
  };
  const mesos = () => {
    parts.mesos ??= new ProcessContainerizer(settings);
    parts.mesos.configure(settings);
    return parts.mesos;
  };
  const docker = () => {
    const { workDirectory } = options;
    const supervisorPid = () => supervisor.pid;
    const dockerSettings = { ...settings, flags, workDirectory, supervisorPid };
    parts.docker ??= options.docker?.(dockerSettings);
    if (!parts.docker) throw new Error('The containerizer docker needs an engine.');
    parts.docker.configure(dockerSettings);
    return parts.docker;
  };
  const [first = mesos(), ...others] = namesIn(flags.containerizers).map((name) => (name === 'docker' ? docker() : mesos()));
  return {
    containerizer: others.length === 0 ? first : new ComposingContainerizer([first, ...others], flags.containerizers),
    ...{ fetches, fetcherCacheUsedBytes: () => cache?.usedBytes ?? 0 },
    succeeded: (next) => makeContainerizer(next, parts),
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
