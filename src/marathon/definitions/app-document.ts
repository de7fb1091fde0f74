import type {
  App,
  Artifact,
  Check,
  ExecutorResources,
  HealthCheck,
  HostVolume,
  Network,
  PortDefinition,
  PortMapping,
  ReadinessCheck,
  ResourceLimits,
  UnreachableStrategy,
  UpgradeStrategy,
} from './app.js';
import {
  anything,
  bool,
  type Field,
  type Fields,
  integer,
  isObject,
  list,
  map,
  number,
  object,
  oneOf,
  type Read,
  text,
} from './read.js';

type Loose<Document> = { readonly [Name in keyof Document]?: Document[Name] | undefined };

/** An app as clients write it: everything may be missing but its id, and there are old fields beside the new ones. */
export interface AppDocument extends Loose<Omit<App, 'container' | 'env' | 'version' | 'versionInfo'>> {
  readonly container?: ContainerDocument | undefined;
  readonly env?: Readonly<Record<string, unknown>> | undefined;
  readonly ipAddress?: IpAddress | undefined;
  readonly ports?: readonly number[] | undefined;
  readonly uris?: readonly string[] | undefined;
  readonly version?: string | undefined;
  /** Refused, with words. */
  readonly residency?: unknown;
  readonly secrets?: unknown;
}

export interface ContainerDocument {
  readonly type: 'MESOS' | 'DOCKER';
  readonly docker?: DockerDocument | undefined;
  /** With those that are refused. */
  readonly volumes: readonly VolumeDocument[];
  readonly portMappings?: readonly PortMapping[] | undefined;
  readonly linuxInfo?: unknown;
}

export interface DockerDocument {
  readonly image: string;
  readonly forcePullImage: boolean;
  readonly privileged: boolean;
  readonly parameters: readonly { readonly key: string; readonly value: string }[];
  readonly network?: 'BRIDGE' | 'HOST' | 'NONE' | 'USER' | undefined;
  readonly portMappings?: readonly PortMapping[] | undefined;
  readonly credential?: unknown;
  readonly pullConfig?: unknown;
}

export type VolumeDocument = HostVolume | { readonly refused: 'persistent' | 'external' | 'secret' };

export interface IpAddress {
  readonly networkName?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly discovery?: { readonly ports: readonly DiscoveryPort[] } | undefined;
}

interface DiscoveryPort {
  readonly number: number;
  readonly name: string;
  readonly protocol: PortMapping['protocol'];
  readonly labels: Readonly<Record<string, string>>;
}

const port = integer({ least: 0, most: 65_535 });
const name = text({ least: 1, pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/ });
const shortName = text({ least: 1, most: 63, pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/ });
const networkName = text({ least: 1, most: 63, pattern: /^[a-z0-9]([-a-z0-9_]*[a-z0-9])?$/ });
const path = text({ least: 1, most: 1024 });
const seconds = integer({ least: 0 });
const protocol = oneOf('tcp', 'udp', 'udp,tcp');
const id = text({ least: 1 });

const optional = <Value>(read: Read<Value>): Field<Value> => ({ read });
const required = <Value>(read: Read<Value>): Field<Value> => ({ read, required: true });
const or = <Value>(read: Read<Value>, otherwise: Value): Field<Value> => ({ read, otherwise });
const labels = or(map(text()), {});

const artifact = object<Artifact>({
  uri: required(path),
  extract: or(bool, true),
  executable: or(bool, false),
  cache: or(bool, false),
  destPath: optional(path),
});

const portMapping = object<PortMapping>({
  containerPort: or(port, 0),
  hostPort: optional(port),
  servicePort: or(port, 0),
  name: optional(name),
  protocol: or(protocol, 'tcp'),
  labels,
  networkNames: or(list(shortName), []),
});

const hostVolume = object<HostVolume>({
  containerPath: required(text({ least: 1 })),
  hostPath: required(text({ least: 1 })),
  mode: required(oneOf('RO', 'RW')),
});

const volume: Read<VolumeDocument> = (value, at, violations) => {
  const refused = isObject(value)
    ? (['persistent', 'external', 'secret'] as const).find((kind) => value[kind] != null)
    : undefined;
  return refused ? { refused } : hostVolume(value, at, violations);
};

const container = object<ContainerDocument>({
  type: or(oneOf('MESOS', 'DOCKER'), 'DOCKER'),
  docker: optional(
    object<DockerDocument>({
      image: required(text({ least: 1 })),
      forcePullImage: or(bool, false),
      privileged: or(bool, false),
      parameters: or(list(object({ key: required(text({ least: 1 })), value: required(text()) })), []),
      network: optional(oneOf('BRIDGE', 'HOST', 'NONE', 'USER')),
      portMappings: optional(list(portMapping)),
      credential: optional(anything),
      pullConfig: optional(anything),
    }),
  ),
  volumes: or(list(volume), []),
  portMappings: optional(list(portMapping)),
  linuxInfo: optional(anything),
});

const healthCheck = object<HealthCheck>({
  protocol: or(oneOf('HTTP', 'HTTPS', 'TCP', 'COMMAND', 'MESOS_TCP', 'MESOS_HTTP', 'MESOS_HTTPS'), 'HTTP'),
  command: optional(object({ value: required(text()) })),
  path: optional(text()),
  port: optional(port),
  portIndex: optional(port),
  gracePeriodSeconds: or(seconds, 300),
  intervalSeconds: or(seconds, 60),
  timeoutSeconds: or(seconds, 20),
  delaySeconds: or(seconds, 15),
  maxConsecutiveFailures: or(seconds, 3),
  ignoreHttp1xx: or(bool, false),
  ipProtocol: or(oneOf('IPv4', 'IPv6'), 'IPv4'),
});

const checkPort = { port: optional(port), portIndex: optional(port) };
const check = object<Check>({
  http: optional(object({ ...checkPort, path: optional(path), scheme: or(oneOf('HTTP', 'HTTPS'), 'HTTP') })),
  tcp: optional(object(checkPort)),
  exec: optional(
    object({ command: required(object({ shell: optional(text({ least: 1 })), argv: optional(list(text(), { least: 1 })) })) }),
  ),
  intervalSeconds: or(seconds, 60),
  timeoutSeconds: or(seconds, 20),
  delaySeconds: or(seconds, 15),
});

const readinessCheck = object<ReadinessCheck>({
  name: or(text({ least: 1 }), 'readinessCheck'),
  protocol: or(oneOf('HTTP', 'HTTPS'), 'HTTP'),
  path: or(path, '/'),
  portName: or(name, 'http-api'),
  intervalSeconds: or(seconds, 30),
  timeoutSeconds: or(integer({ least: 1 }), 10),
  httpStatusCodesForReady: or(list(integer({ least: 100, most: 999 }), { least: 1 }), [200]),
  preserveLastResponse: or(bool, false),
});

const unreachableEnabled = object<Exclude<UnreachableStrategy, string>>({
  inactiveAfterSeconds: or(integer(), 0),
  expungeAfterSeconds: or(integer(), 0),
});

const unreachableStrategy: Read<UnreachableStrategy> = (value, at, violations) =>
  typeof value === 'string' ? oneOf('disabled')(value, at, violations) : unreachableEnabled(value, at, violations);

const limit: Read<number | 'unlimited'> = (value, at, violations) =>
  typeof value === 'string' ? oneOf('unlimited')(value, at, violations) : number()(value, at, violations);

const fraction = required(number({ least: 0, most: 1 }));

/** What Marathon's RAML says of apps. Defaults of an app itself are filled in later, for an update has none. */
export const readAppDocument: Read<AppDocument> = object<AppDocument>({
  id: optional(id),
  acceptedResourceRoles: optional(list(text())),
  args: optional(list(text())),
  backoffFactor: optional(number({ least: 1 })),
  backoffSeconds: optional(seconds),
  cmd: optional(text({ least: 1 })),
  constraints: optional(list(list(text(), { least: 2, most: 3 }))),
  container: optional(container),
  cpus: optional(number({ least: 0 })),
  dependencies: optional(list(id)),
  disk: optional(number({ least: 0 })),
  env: optional(map(anything)),
  executor: optional(text({ pattern: /^(\/\/cmd)|(\/?[^/]+(\/[^/]+)*)|$/ })),
  executorResources: optional(
    object<ExecutorResources>({
      cpus: or(number({ least: 0.1 }), 0.1),
      mem: or(number({ least: 32 }), 32),
      disk: or(number({ least: 10 }), 10),
    }),
  ),
  fetch: optional(list(artifact)),
  gpus: optional(integer({ least: 0 })),
  healthChecks: optional(list(healthCheck)),
  check: optional(check),
  instances: optional(integer({ least: 0 })),
  ipAddress: optional(
    object<IpAddress>({
      networkName: optional(text({ least: 1 })),
      labels,
      discovery: optional(
        object({
          ports: or(
            list(object<DiscoveryPort>({ number: or(port, 0), name: required(name), protocol: or(protocol, 'tcp'), labels })),
            [],
          ),
        }),
      ),
    }),
  ),
  killSelection: optional(oneOf('YOUNGEST_FIRST', 'OLDEST_FIRST')),
  labels: optional(map(text())),
  maxLaunchDelaySeconds: optional(seconds),
  mem: optional(number({ least: 0 })),
  networks: optional(
    list(
      object<Network>({
        mode: or(oneOf('container', 'container/bridge', 'host'), 'container'),
        name: optional(networkName),
        labels,
      }),
    ),
  ),
  portDefinitions: optional(
    list(object<PortDefinition>({ port: or(port, 0), name: optional(name), protocol: or(protocol, 'tcp'), labels })),
  ),
  ports: optional(list(port)),
  readinessChecks: optional(list(readinessCheck)),
  requirePorts: optional(bool),
  residency: optional(anything),
  resourceLimits: optional(object<ResourceLimits>({ cpus: optional(limit), mem: optional(limit) })),
  role: optional(text({ least: 1 })),
  secrets: optional(anything),
  taskKillGracePeriodSeconds: optional(seconds),
  tty: optional(bool),
  unreachableStrategy: optional(unreachableStrategy),
  upgradeStrategy: optional(object<UpgradeStrategy>({ maximumOverCapacity: fraction, minimumHealthCapacity: fraction })),
  uris: optional(list(path)),
  user: optional(text()),
  version: optional(text()),
} satisfies Fields<AppDocument>);
