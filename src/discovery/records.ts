import { isIP } from 'node:net';
import { labelsOf } from './labels.js';
import { RecordSet } from './record-set.js';
import { hostAndPort, type NamedState } from './state.js';
import { type IpSource, taskAddresses } from './task-addresses.js';
import { addTask, type ListedTask } from './task-records.js';

/** All names of a cluster, and which come from which task. */
export interface Names {
  readonly records: RecordSet;
  readonly frameworks: readonly { readonly name: string; readonly tasks: readonly ListedTask[] }[];
}

/** How the names of a cluster are made. */
export interface NamingOptions {
  /** Without a dot at its end: `mesos`. */
  readonly domain: string;
  readonly ipSources: readonly IpSource[];
  /** Where names are asked: what the name of the server itself stands for. */
  readonly listener: string;
  /** `ip:port` of each master, by which they are numbered. */
  readonly masters: readonly string[];
  /** The addresses of a host that is not named by one. */
  readonly lookup: (host: string) => readonly string[];
}

/** The name of the server itself. */
export const serverName = (domain: string): string => `ns1.${domain}.`;

/** The names that Mesos-DNS makes of a state. */
export function namesOf(state: NamedState, options: NamingOptions): Names {
  const records = new RecordSet();
  const { domain, listener } = options;
  const addressesOf = (host: string) => (isIP(host) ? [host] : options.lookup(host));
  addFrameworks(records, state, domain, addressesOf);
  const agents = addAgents(records, state, domain, addressesOf);
  records.addAddress(serverName(domain), listener);
  addMasters(records, state.leader, domain, options.masters);
  const frameworks = state.frameworks.map(({ name, tasks }) => ({
    name,
    tasks: tasks.flatMap((task) => {
      const agentAddresses = agents.get(task.slave_id);
      if (!agentAddresses || task.state !== 'TASK_RUNNING') return [];
      const addresses = taskAddresses(task, agentAddresses, options.ipSources);
      return [addTask(records, task, { framework: name, domain, addresses, agentAddresses })];
    }),
  }));
  return { records, frameworks };
}

type AddressesOf = (host: string) => readonly string[];

function addFrameworks(records: RecordSet, { frameworks }: NamedState, domain: string, addressesOf: AddressesOf): void {
  for (const { name, pid, hostname } of frameworks) {
    const location = hostAndPort(pid);
    const host = location?.host ?? hostname ?? '';
    const addresses = host === '' ? [] : addressesOf(host);
    const own = `${labelsOf(name)}.${domain}.`;
    for (const address of addresses) records.addAddress(own, address);
    if (location && addresses.length > 0) records.add('SRV', `_framework._tcp.${own}`, `${own}:${location.port}`);
  }
}

/** Returns the addresses of each agent, by its id. */
function addAgents(records: RecordSet, { slaves }: NamedState, domain: string, addressesOf: AddressesOf) {
  const agents = new Map<string, readonly string[]>();
  const all = `slave.${domain}.`;
  for (const { id, pid } of slaves) {
    const location = hostAndPort(pid);
    const addresses = location ? addressesOf(location.host) : [];
    agents.set(id, addresses);
    for (const address of addresses) records.addAddress(all, address);
    if (location && addresses.length > 0) records.add('SRV', `_slave._tcp.${domain}.`, `${all}:${location.port}`);
  }
  return agents;
}

function addMasters(records: RecordSet, pid: string | undefined, domain: string, masters: readonly string[]): void {
  const leader = hostAndPort(pid);
  if (!leader || !isIP(leader.host)) return;
  records.addAddress(`leader.${domain}.`, leader.host);
  records.addAddress(`master.${domain}.`, leader.host);
  for (const protocol of ['tcp', 'udp']) {
    records.add('SRV', `_leader._${protocol}.${domain}.`, `leader.${domain}.:${leader.port}`);
  }
  const known = new Set(masters);
  // The leader is one of them, whatever they are thought to be.
  known.add(isIP(leader.host) === 6 ? `[${leader.host}]:${leader.port}` : `${leader.host}:${leader.port}`);
  for (const [number, master] of [...known].entries()) {
    const { host } = hostAndPort(`@${master}`) ?? { host: '' };
    if (!isIP(host)) continue;
    records.addAddress(`master.${domain}.`, host);
    records.addAddress(`master${number}.${domain}.`, host);
  }
}
