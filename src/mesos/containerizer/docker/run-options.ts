import { totalmem } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Resources } from '../../resources/resources.js';
import type { CommandInfo, ContainerInfo, Parameter, Resource, Value, Volume } from '../../wire/messages.js';

/** What a container is to be made of. */
export interface RunRequest {
  readonly container: ContainerInfo;
  readonly command: CommandInfo;
  /** `mesos-<ContainerID>` */
  readonly name: string;
  /** The sandbox on the host, and where it appears in the container. */
  readonly sandbox: string;
  readonly mappedDirectory: string;
  readonly resources: readonly Resource[];
  readonly limits?: Readonly<Record<string, Value.Scalar>> | undefined;
  /** The agent flag --cgroups_enable_cfs. */
  readonly hardCpuLimit: boolean;
  /** What comes before the environment of the command: that of an executor. */
  readonly environment: Readonly<Record<string, string>>;
  /** The agent flag --default_container_dns. */
  readonly defaultDns?: string | undefined;
}

export interface ContainerDns {
  readonly servers: readonly string[];
  readonly search: readonly string[];
  readonly options: readonly string[];
}

/** A container as the options of `docker run` describe it; sizes are bytes. */
export interface RunOptions {
  readonly name: string;
  readonly image: string;
  readonly privileged: boolean;
  readonly cpuShares?: number | undefined;
  /** Microseconds in each period of 100 ms. */
  readonly cpuQuota?: number | undefined;
  readonly memory?: number | undefined;
  readonly memoryReservation?: number | undefined;
  readonly oomScoreAdj?: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** As `-v` takes them. */
  readonly volumes: readonly string[];
  readonly volumeDriver?: string | undefined;
  /** `host`, `bridge`, `none` or the name of a network. */
  readonly network: string;
  readonly hostname?: string | undefined;
  readonly ports: readonly ContainerInfo.DockerInfo.PortMapping[];
  readonly dns?: ContainerDns | undefined;
  /** The other options, without those that name the network. */
  readonly parameters: readonly Parameter[];
  /** Undefined: that of the image. */
  readonly entrypoint?: string | undefined;
  /** Empty: those of the image. */
  readonly arguments: readonly string[];
}

const SHARES_PER_CPU = 1024;
const MIN_SHARES = 2;
const PERIOD_US = 100_000;
const MIN_QUOTA_US = 1000;
const MB = 1024 * 1024;
const MIN_MEMORY = 32 * MB;
const NETWORKS = { HOST: 'host', BRIDGE: 'bridge', NONE: 'none' } as const;

/**
 * Reads what a container is to be, as Mesos's Docker::RunOptions::create does.
 * @throws Error in Mesos's words when it cannot be
 */
export function runOptions(request: RunRequest): RunOptions {
  const { container, command, name } = request;
  const { docker, volumes = [] } = container;
  if (!docker) throw new Error('No docker info found in container info');
  const environment = environmentOf(request);
  const mounted = volumes.flatMap((volume) => volumeOption(volume, request) ?? []);
  const volumeDriver = volumeDriverOf(volumes, docker);
  const isNetwork = ({ key }: Parameter) => key === 'net' || key === 'network';
  const named = networkOf(container);
  const hostname = hostnameOf(container, named);
  const ports = portsOf(request, named);
  // The first parameter that names a network is the one that counts.
  const parameter = docker.parameters?.find(isNetwork);
  const network = parameter?.value ?? named;
  const parameters = (docker.parameters ?? []).filter((each) => each !== parameter);
  return {
    ...{ name, image: docker.image, privileged: docker.privileged ?? false, ...cpuAndMemory(request) },
    ...{ environment, volumes: mounted, volumeDriver, network, hostname, ports, parameters },
    dns: parameters.some(({ key }) => /^dns(-search|-opt|-option)?$/.test(key)) ? undefined : defaultDns(request, network),
    ...commandOf(command),
  };
}

/** What a container with these resources may use. */
export function cpuAndMemory({
  resources,
  limits = {},
  hardCpuLimit,
}: Pick<RunRequest, 'resources' | 'limits' | 'hardCpuLimit'>): Pick<
  RunOptions,
  'cpuShares' | 'cpuQuota' | 'memory' | 'memoryReservation' | 'oomScoreAdj'
> {
  const total = Resources.of(resources);
  const has = (name: string) => resources.some((resource) => resource.name === name);
  const cpus = has('cpus') ? total.scalar('cpus') : undefined;
  const requested = has('mem') ? Math.max(total.scalar('mem') * MB, MIN_MEMORY) : undefined;
  const cpuLimit = limits['cpus']?.value ?? (hardCpuLimit ? cpus : undefined);
  const memoryLimit = limits['mem']?.value;
  return {
    ...(cpus !== undefined && { cpuShares: Math.max(Math.trunc(SHARES_PER_CPU * cpus), MIN_SHARES) }),
    ...(cpuLimit !== undefined &&
      Number.isFinite(cpuLimit) && { cpuQuota: Math.trunc(Math.max(PERIOD_US * cpuLimit, MIN_QUOTA_US)) }),
    ...(memoryLimit === undefined ? { memory: requested } : limitedMemory(requested, memoryLimit)),
  };
}

function limitedMemory(requested: number | undefined, limitMegabytes: number) {
  const limited = Number.isFinite(limitMegabytes);
  const limit = Math.max(Math.trunc(limitMegabytes) * MB, MIN_MEMORY);
  return {
    ...(limited && { memory: limit }),
    ...(requested !== undefined && {
      memoryReservation: requested,
      ...((!limited || requested < limit) && { oomScoreAdj: oomScoreAdjustment(requested) }),
    }),
  };
}

/** The more of the machine's memory a container has asked for, the later the kernel kills it. */
const oomScoreAdjustment = (requested: number): number => 1000 - Math.trunc((1000 * requested) / totalmem());

function environmentOf({ environment, command, name, mappedDirectory, resources }: RunRequest): Record<string, string> {
  const own = (command.environment?.variables ?? []).flatMap(({ name: variable, type, value = '' }) =>
    type === 'SECRET' || Object.hasOwn(environment, variable) ? [] : [[variable, value] as const],
  );
  return {
    ...environment,
    ...Object.fromEntries(own),
    MESOS_SANDBOX: mappedDirectory,
    MESOS_CONTAINER_NAME: name,
    ...(resources[0] && { MESOS_ALLOCATION_ROLE: resources[0].allocation_info?.role ?? '*' }),
  };
}

/** Undefined for kinds of volumes that Docker has not. */
function volumeOption(volume: Volume, { container, sandbox, mappedDirectory }: RunRequest): string | undefined {
  const { container_path: containerPath, host_path: hostPath, source, mode = 'RW' } = volume;
  const target = isAbsolute(containerPath) ? containerPath : join(mappedDirectory, containerPath);
  const end = `${target}:${mode === 'RO' ? 'ro' : 'rw'}`;
  if (hostPath !== undefined) {
    if (!isAbsolute(hostPath) && !isAbsolute(containerPath)) {
      throw new Error(`Both host_path '${hostPath}' and container_path '${containerPath}' of a volume are relative`);
    }
    // With a driver it is the name of a volume.
    const inSandbox = !isAbsolute(hostPath) && container.docker?.volume_driver === undefined;
    return `${inSandbox ? join(sandbox, hostPath) : hostPath}:${end}`;
  }
  if (!source) throw new Error('Host path or volume source is required');
  return source.type === 'DOCKER_VOLUME' ? `${source.docker_volume?.name ?? ''}:${end}` : undefined;
}

function volumeDriverOf(volumes: readonly Volume[], { volume_driver: own }: ContainerInfo.DockerInfo): string | undefined {
  const named = new Set(
    volumes.flatMap(({ host_path, source }) => (host_path === undefined ? (source?.docker_volume?.driver ?? []) : [])),
  );
  if (named.size > 1) throw new Error('Only one volume driver is supported');
  const [driver] = named;
  if (driver !== undefined && own !== undefined && driver !== own) {
    throw new Error('Only one volume driver per task is supported');
  }
  return own ?? driver;
}

function networkOf({ docker, network_infos: infos = [] }: ContainerInfo): string {
  const { network = 'HOST' } = docker ?? {};
  if (network !== 'USER') return NETWORKS[network];
  const [info, ...others] = infos;
  if (!info) throw new Error('No network info found in container info');
  if (others.length > 0) throw new Error('Only a single network can be defined in Docker run');
  if (info.name === undefined) throw new Error('No network name found in network info');
  return info.name;
}

function hostnameOf({ hostname }: ContainerInfo, network: string): string | undefined {
  if (hostname !== undefined && network === 'host') throw new Error('Unable to set hostname with host network mode');
  return hostname;
}

function portsOf({ container, resources }: RunRequest, network: string): ContainerInfo.DockerInfo.PortMapping[] {
  const ports = container.docker?.port_mappings ?? [];
  if (ports.length === 0) return [];
  if (network === 'host' || network === 'none') {
    throw new Error('Port mappings are only supported for bridge and user-defined networks');
  }
  const ranges = resources.filter(({ name }) => name === 'ports').flatMap(({ ranges: given }) => given?.range ?? []);
  if (ranges.length === 0) throw new Error('Port mappings require port resources');
  for (const { host_port: port } of ports) {
    if (!ranges.some(({ begin, end }) => begin <= port && port <= end))
      throw new Error(`Port [${port}] not included in resources`);
  }
  return ports;
}

interface DnsFlag {
  readonly docker?: readonly {
    readonly network_mode?: string;
    readonly network_name?: string;
    readonly dns?: { readonly nameservers?: string[]; readonly search?: string[]; readonly options?: string[] };
  }[];
}

/** What the flag says of a network: of the one with its name, or of all that have none of their own. */
function defaultDns({ container, defaultDns: flag }: RunRequest, network: string): ContainerDns | undefined {
  if (flag === undefined) return undefined;
  const { docker = [] } = JSON.parse(flag) as DnsFlag;
  const mode = container.docker?.network;
  const ofMode = docker.filter(({ network_mode }) => network_mode === mode);
  const found =
    mode === 'BRIDGE'
      ? ofMode.at(-1)
      : mode === 'USER'
        ? (ofMode.find(({ network_name }) => network_name === network) ??
          ofMode.find(({ network_name }) => network_name === undefined))
        : undefined;
  const { nameservers = [], search = [], options = [] } = found?.dns ?? {};
  return found && { servers: nameservers, search, options };
}

function commandOf({ shell = true, value, arguments: list = [] }: CommandInfo) {
  if (!shell) return { arguments: [...(value === undefined ? [] : [value]), ...list] };
  if (value === undefined) throw new Error('Shell specified but no command value provided');
  return { entrypoint: '/bin/sh', arguments: ['-c', value] };
}
