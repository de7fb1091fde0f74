import { measureProcesses } from '../process/supervisor/process-usage.js';
import type { ContainerID } from '../wire/messages.js';
import type { ContainerUsage } from './containerizer.js';
import type { Isolation } from './isolation.js';

/**
 * Looks at the machine, and returns what tells what a container uses at that moment, as far as isolators measure it.
 * @param pidsOf the processes of a container that runs
 */
export function measureContainers(
  { isolators }: Pick<Isolation, 'isolators'>,
  pidsOf: (containerId: ContainerID) => readonly number[] | undefined,
): (containerId: ContainerID) => ContainerUsage {
  const measured = measureProcesses();
  return (containerId) => {
    const pids = pidsOf(containerId);
    if (!pids || !measured) return {};
    const { userSeconds, systemSeconds, residentBytes } = measured(pids);
    return {
      ...(isolators.has('posix/cpu') && { cpus_user_time_secs: userSeconds, cpus_system_time_secs: systemSeconds }),
      ...(isolators.has('posix/mem') && { mem_rss_bytes: residentBytes }),
    };
  };
}
