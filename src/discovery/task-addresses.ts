import { isIP } from 'node:net';
import type { NamedStatus, NamedTask } from './state.js';

/** Where addresses of a task may come from. The first that knows some counts. */
export const IP_SOURCES = ['netinfo', 'mesos', 'docker', 'host'] as const;
export type IpSource = (typeof IP_SOURCES)[number];

/** As with Mesos-DNS where nothing else is said. */
export const DEFAULT_IP_SOURCES: readonly IpSource[] = ['netinfo', 'mesos', 'host'];

/** The addresses of a task, of the first of the sources that has any. */
export function taskAddresses(task: NamedTask, ofAgent: readonly string[], sources: readonly IpSource[]): readonly string[] {
  for (const source of sources) {
    const addresses = READERS[source](task, ofAgent).filter((address) => isIP(address) !== 0);
    if (addresses.length > 0) return addresses;
  }
  return [];
}

const READERS: Readonly<Record<IpSource, (task: NamedTask, ofAgent: readonly string[]) => readonly string[]>> = {
  host: (_task, ofAgent) => ofAgent,
  netinfo: (task) =>
    (running(task)?.container_status?.network_infos ?? []).flatMap(({ ip_addresses = [], ip_address }) =>
      ip_addresses.length > 0 ? ip_addresses.flatMap((each) => each.ip_address ?? []) : (ip_address ?? []),
    ),
  docker: (task) => labelled(running(task), 'Docker.NetworkSettings.IPAddress'),
  mesos: (task) => labelled(running(task), 'MesosContainerizer.NetworkSettings.IPAddress'),
};

/** The latest status with which the task ran: they come in no certain order. */
const running = ({ statuses = [] }: NamedTask): NamedStatus | undefined =>
  statuses
    .filter(({ state }) => state === 'TASK_RUNNING')
    .reduce<NamedStatus | undefined>(
      (latest, status) => ((status.timestamp ?? 0) > (latest?.timestamp ?? -1) ? status : latest),
      undefined,
    );

const labelled = (status: NamedStatus | undefined, key: string): readonly string[] =>
  (status?.labels ?? []).flatMap((label) => (label.key === key ? (label.value ?? []) : []));
