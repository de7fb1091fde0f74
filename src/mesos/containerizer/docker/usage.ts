import type Docker from 'dockerode';
import type { ContainerUsage } from '../containerizer.js';

const NANOSECONDS = 1e9;

/** What a container uses, as the engine has measured it; nothing when it has ended meanwhile. */
export async function usageOf(container: Docker.Container): Promise<ContainerUsage> {
  try {
    const { cpu_stats: cpu, memory_stats: memory } = await container.stats({ stream: false, 'one-shot': true });
    const { usage_in_usermode: user, usage_in_kernelmode: system } = cpu.cpu_usage;
    // The second is what the second version of cgroups calls it.
    const { rss, anon } = (memory.stats ?? {}) as { rss?: number; anon?: number };
    return {
      cpus_user_time_secs: user / NANOSECONDS,
      cpus_system_time_secs: system / NANOSECONDS,
      ...((rss ?? anon) !== undefined && { mem_rss_bytes: rss ?? anon }),
    };
  } catch {
    return {};
  }
}
