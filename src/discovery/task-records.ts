import { LONGEST_LABEL, labelOf, labelsOf } from './labels.js';
import { addressType, type RecordSet, type RecordType } from './record-set.js';
import { shortHash } from './short-hash.js';
import type { NamedTask } from './state.js';

/** A record of a task, as `/v1/enumerate` lists it. */
export interface ListedRecord {
  readonly name: string;
  readonly host: string;
  readonly rtype: RecordType;
}

/** A task, as `/v1/enumerate` lists it. */
export interface ListedTask {
  readonly name: string;
  readonly id: string;
  readonly records: readonly ListedRecord[];
}

/** Where a task belongs, and where it is. */
export interface TaskPlace {
  /** The name of its framework. */
  readonly framework: string;
  /** Without a dot at its end. */
  readonly domain: string;
  readonly addresses: readonly string[];
  readonly agentAddresses: readonly string[];
}

/** Adds what there is to find of a task that runs; returns what of that is new. */
export function addTask(records: RecordSet, task: NamedTask, place: TaskPlace): ListedTask {
  const listed: ListedRecord[] = [];
  const add = (type: RecordType, name: string, host: string) => {
    if (records.add(type, name, host)) listed.push({ name, host, rtype: type });
  };
  const { discovery } = task;
  // The name that a framework gives for this is used as it is, too: that is how Mesos-DNS began.
  for (const name of discovery?.name ? [discovery.name, labelOf(discovery.name)] : [labelOf(task.name)]) {
    addNamed(add, name, task, place);
  }
  return { name: task.name, id: task.id, records: listed };
}

function addNamed(add: (type: RecordType, name: string, host: string) => void, name: string, task: NamedTask, place: TaskPlace) {
  const { domain, addresses, agentAddresses } = place;
  const framework = labelsOf(place.framework);
  const alone = `${withSuffix(name, `-${shortHash(task.id)}-${agentNumber(task.slave_id)}`)}.${framework}`;
  for (const host of [`${name}.${framework}`, alone]) {
    for (const address of addresses) add(addressType(address), `${host}.${domain}.`, address);
    for (const address of agentAddresses) add(addressType(address), `${host}.slave.${domain}.`, address);
  }
  const hasDiscovery = Boolean(task.discovery?.name);
  const addService = (service: string, protocols: readonly string[], zone: string, target: string) => {
    for (const protocol of protocols) add('SRV', `${service}._${protocol}.${framework}.${zone}`, target);
  };
  for (const port of portsOf(task)) {
    const target = `${alone}.slave.${domain}.:${port}`;
    for (const zone of [`slave.${domain}.`, ...(hasDiscovery ? [] : [`${domain}.`])]) addService(`_${name}`, BOTH, zone, target);
  }
  if (!hasDiscovery) return;
  for (const port of task.discovery?.ports?.ports ?? []) {
    const protocol = labelOf(port.protocol ?? '');
    const portName = labelOf(port.name ?? '');
    for (const service of [`_${name}`, ...(portName === '' ? [] : [`_${portName}._${name}`])]) {
      for (const zone of [`${domain}.`, `slave.${domain}.`]) {
        addService(service, protocol === '' ? BOTH : [protocol], zone, `${alone}.${zone}:${port.number ?? 0}`);
      }
    }
  }
}

/** Cut where that is what it takes to be a label: Mesos-DNS makes one that is too long, and then answers nothing at all. */
const withSuffix = (name: string, suffix: string): string =>
  (name.includes('.') ? name : name.slice(0, LONGEST_LABEL - suffix.length)) + suffix;

const BOTH = ['tcp', 'udp'] as const;

/** `s0` of `5d8bc6b1-…-S0`. */
const agentNumber = (id: string): string => id.slice(id.lastIndexOf('-') + 1).toLowerCase();

const LAST_PORT = 65_535;

/** The ports of `[31000-31001, 31005-31005]`; agents may offer numbers that are no ports. */
function portsOf({ resources }: NamedTask): ReadonlySet<number> {
  const ports = new Set<number>();
  for (const [, from, to] of String(resources?.ports ?? '').matchAll(/(?<!\d)(\d+)-(\d+)/g)) {
    if (ports.size > LAST_PORT) break;
    for (let port = Number(from); port <= Math.min(Number(to), LAST_PORT); port++) ports.add(port);
  }
  return ports;
}
