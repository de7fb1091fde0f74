import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { suggest } from '../../../suggest.js';
import type { Parameter } from '../../wire/messages.js';
import { booleanOf, deviceOf, mountOf, numberOf, pairOf, publishedOf, sizeOf, tmpfsOf, ulimitOf } from './parameter-values.js';

/** What the engine is asked to make, as far as it is always there. */
export interface CreateOptions extends Docker.ContainerCreateOptions {
  Env: string[];
  Labels: Record<string, string>;
  ExposedPorts: Record<string, object>;
  Volumes: Record<string, object>;
  HostConfig: Docker.HostConfig & {
    Binds: string[];
    PortBindings: Record<string, object[]>;
    Mounts: Docker.MountSettings[];
  };
  /** As what it is known in its network besides. */
  aliases: string[];
  addresses: { IPv4Address?: string; IPv6Address?: string };
}

type Apply = (options: CreateOptions, value: string) => void;

/** The members of HostConfig that an option sets by itself. */
type Member = Exclude<keyof Docker.HostConfig, 'Binds' | 'PortBindings' | 'Mounts'>;

const set =
  (member: Member, read: (text: string) => unknown = String): Apply =>
  ({ HostConfig: host }, value) => {
    Object.assign(host, { [member]: read(value) });
  };

/** May be given several times. */
const add =
  (member: Member, read: (text: string) => unknown = String): Apply =>
  ({ HostConfig: host }, value) => {
    Object.assign(host, { [member]: [...((host[member] as unknown[] | undefined) ?? []), read(value)] });
  };

const put =
  (member: Member, read: (text: string) => [string, string] = pairOf): Apply =>
  ({ HostConfig: host }, value) => {
    const [name, content] = read(value);
    Object.assign(host, { [member]: { ...(host[member] as object | undefined), [name]: content } });
  };

const own =
  (member: keyof Docker.ContainerCreateOptions, read: (text: string) => unknown = String): Apply =>
  (options, value) => {
    Object.assign(options, { [member]: read(value) });
  };

const nothing: Apply = () => {};

/** The options of `docker run` that a DockerInfo may have as parameters, and what they are to the API of the engine. */
const PARAMETERS: Readonly<Record<string, Apply>> = {
  'add-host': add('ExtraHosts'),
  'blkio-weight': set('BlkioWeight', numberOf),
  'cap-add': add('CapAdd'),
  'cap-drop': add('CapDrop'),
  'cgroup-parent': set('CgroupParent'),
  'cpu-period': set('CpuPeriod', numberOf),
  'cpu-quota': set('CpuQuota', numberOf),
  'cpu-shares': set('CpuShares', numberOf),
  cpus: set('NanoCpus', (text) => Math.round(numberOf(text) * 1e9)),
  'cpuset-cpus': set('CpusetCpus'),
  'cpuset-mems': set('CpusetMems'),
  device: add('Devices', deviceOf),
  'device-cgroup-rule': add('DeviceCgroupRules'),
  dns: add('Dns'),
  'dns-opt': add('DnsOptions'),
  'dns-option': add('DnsOptions'),
  'dns-search': add('DnsSearch'),
  domainname: own('Domainname'),
  entrypoint: own('Entrypoint', (text) => [text]),
  // Without a value it is that of the program docker, which has none here.
  env: ({ Env: all }, value) => value.includes('=') && all.push(value),
  expose: ({ ExposedPorts: all }, value) => {
    all[value.includes('/') ? value : `${value}/tcp`] = {};
  },
  'group-add': add('GroupAdd'),
  hostname: own('Hostname'),
  init: set('Init', booleanOf),
  interactive: own('OpenStdin', booleanOf),
  ip: ({ addresses }, value) => {
    addresses.IPv4Address = value;
  },
  ip6: ({ addresses }, value) => {
    addresses.IPv6Address = value;
  },
  ipc: set('IpcMode'),
  label: ({ Labels: all }, value) => {
    const [name, content] = pairOf(value);
    all[name] = content;
  },
  link: add('Links'),
  'log-driver': ({ HostConfig: host }, value) => {
    host.LogConfig = { Type: value, Config: host.LogConfig?.Config ?? {} };
  },
  'log-opt': ({ HostConfig: host }, value) => {
    const [name, content] = pairOf(value);
    host.LogConfig = { Type: host.LogConfig?.Type ?? '', Config: { ...host.LogConfig?.Config, [name]: content } };
  },
  'mac-address': own('MacAddress'),
  memory: set('Memory', sizeOf),
  'memory-reservation': set('MemoryReservation', sizeOf),
  'memory-swap': set('MemorySwap', (text) => (text === '-1' ? -1 : sizeOf(text))),
  'memory-swappiness': set('MemorySwappiness', numberOf),
  mount: ({ HostConfig: host }, value) => host.Mounts.push(mountOf(value)),
  'net-alias': ({ aliases }, value) => aliases.push(value),
  'network-alias': ({ aliases }, value) => aliases.push(value),
  'no-healthcheck': own('Healthcheck', (text) => (booleanOf(text) ? { Test: ['NONE'] } : undefined)),
  'oom-kill-disable': set('OomKillDisable', booleanOf),
  'oom-score-adj': set('OomScoreAdj', numberOf),
  pid: set('PidMode'),
  'pids-limit': set('PidsLimit', numberOf),
  privileged: set('Privileged', booleanOf),
  publish: (options, value) => {
    const { port, at } = publishedOf(value);
    options.ExposedPorts[port] = {};
    const { PortBindings: bindings } = options.HostConfig;
    bindings[port] = [...(bindings[port] ?? []), at];
  },
  'publish-all': set('PublishAllPorts', booleanOf),
  'read-only': set('ReadonlyRootfs', booleanOf),
  // A container is removed when its time has come, whatever this says.
  rm: nothing,
  runtime: set('Runtime'),
  'security-opt': add('SecurityOpt', securityOption),
  'shm-size': set('ShmSize', sizeOf),
  'sig-proxy': nothing,
  'stop-signal': own('StopSignal'),
  'stop-timeout': own('StopTimeout', numberOf),
  'storage-opt': put('StorageOpt'),
  sysctl: put('Sysctls'),
  tmpfs: put('Tmpfs', tmpfsOf),
  tty: own('Tty', booleanOf),
  ulimit: add('Ulimits', ulimitOf),
  user: own('User'),
  userns: set('UsernsMode'),
  uts: set('UTSMode'),
  volume: (options, value) => {
    if (value.includes(':')) options.HostConfig.Binds.push(value);
    else options.Volumes[value] = {};
  },
  'volume-driver': set('VolumeDriver'),
  'volumes-from': add('VolumesFrom'),
  workdir: own('WorkingDir'),
};

/** The program docker reads the file of a profile. */
function securityOption(text: string): string {
  const [name, value] = pairOf(text);
  return name === 'seccomp' && value !== 'unconfined' ? `seccomp=${readFileSync(value, 'utf8')}` : text;
}

/**
 * Applies the parameters of a DockerInfo.
 * @throws Error that names the first that is unknown or that has a wrong value
 */
export function applyParameters(options: CreateOptions, parameters: readonly Parameter[]): void {
  for (const { key, value } of parameters) {
    const apply = Object.hasOwn(PARAMETERS, key) ? PARAMETERS[key] : undefined;
    if (!apply) {
      const near = suggest(key, Object.keys(PARAMETERS));
      throw new Error(
        `Unknown parameter '${key}': no option of docker run that minimesos knows${near ? `; did you mean '${near}'?` : ''}`,
      );
    }
    try {
      apply(options, value);
    } catch (error) {
      throw new Error(`Invalid value of parameter '${key}': ${(error as Error).message}`);
    }
  }
}
