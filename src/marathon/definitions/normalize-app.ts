import type { App, Artifact, Container, Network, PortDefinition, PortMapping } from './app.js';
import type { AppDocument, ContainerDocument, IpAddress } from './app-document.js';
import { Impossible } from './invalid.js';
import { absoluteId } from './path-id.js';

/** What an app lies in says who it belongs to. */
export interface AppDefaults {
  /** The group that relative ids are below. */
  readonly group: string;
  /** The role of apps that name none. */
  readonly role: string;
}

/** The name of the network that a bridge of the Mesos containerizer is. */
const MESOS_BRIDGE = 'mesos-bridge';
const EXTRACTED = ['.tar', '.tar.gz', '.tar.bz2', '.tar.xz', '.gz', '.tgz', '.tbz2', '.txz', '.zip'];

const labels = {};
const DEFAULT_DEFINITION: PortDefinition = { port: 0, name: 'default', protocol: 'tcp', labels };
const DEFAULT_MAPPING: PortMapping = {
  ...{ containerPort: 0, servicePort: 0, name: 'default', protocol: 'tcp', labels, networkNames: [] },
};

/** An app with what its old fields say in the new ones. */
export type CanonicalApp = Omit<AppDocument, 'ipAddress' | 'ports' | 'uris'>;

/** Moves what is in old fields to the new ones; of an update only what it names. */
export function withoutOldFields({ ipAddress, ports, uris, ...document }: AppDocument): CanonicalApp {
  const { container: given, fetch, portDefinitions } = document;
  const networks = networksOf(document.networks?.length ? document.networks : undefined, ipAddress, given);
  const container = given ?? (ipAddress && { type: 'MESOS' as const, volumes: [] });
  return defined({
    ...document,
    fetch: uris?.length && !fetch?.length ? uris.map(artifactOf) : fetch,
    networks: networks ?? document.networks,
    container: container && withDiscovery(withOwnMappings(container), ipAddress),
    portDefinitions: portDefinitions ?? ports?.map((port) => ({ port, protocol: 'tcp' as const, labels })),
  });
}

/** An update on top of what there is. */
export function updatedApp(app: App, update: CanonicalApp): CanonicalApp {
  const { version: _version, versionInfo: _info, ...present } = app;
  return { ...present, ...update, id: app.id, version: undefined };
}

/** Fills in networks, ports and containers as Marathon does before it looks whether an app is valid. */
export function withPorts(app: CanonicalApp): CanonicalApp {
  const { networks = [], portDefinitions, container } = app;
  const isHost = networks.every(({ mode }) => mode === 'host');
  const mapped = container && { ...container, portMappings: mappingsOf(container, isHost, portDefinitions) };
  const hasPorts = portDefinitions?.length || mapped?.portMappings?.length;
  return {
    ...app,
    networks,
    container: mapped,
    portDefinitions: isHost ? (portDefinitions ?? [DEFAULT_DEFINITION]) : undefined,
    healthChecks: hasPorts ? app.healthChecks?.map(withPortIndex) : app.healthChecks,
  };
}

/** The whole app, with all defaults, of one that is valid. */
export function completeApp(document: CanonicalApp, { group, role }: AppDefaults): Omit<App, 'version' | 'versionInfo'> {
  const networks = document.networks?.length ? document.networks : [{ mode: 'host' as const, labels }];
  const isHost = networks.every(({ mode }) => mode === 'host');
  const { acceptedResourceRoles, cmd, executorResources, check, taskKillGracePeriodSeconds, tty, user, resourceLimits } =
    document;
  return defined({
    ...{ id: absoluteId(document.id ?? '', group), acceptedResourceRoles, cmd, executorResources, check },
    ...{ taskKillGracePeriodSeconds, tty, user, resourceLimits },
    args: document.args ?? [],
    backoffFactor: document.backoffFactor ?? 1.15,
    backoffSeconds: document.backoffSeconds ?? 1,
    constraints: document.constraints ?? [],
    container: containerOf(document.container, networks),
    cpus: document.cpus ?? 1,
    dependencies: (document.dependencies ?? []).map((id) => absoluteId(id, group)),
    disk: document.disk ?? 0,
    env: (document.env ?? {}) as Record<string, string>,
    executor: document.executor ?? '',
    fetch: document.fetch ?? [],
    gpus: document.gpus ?? 0,
    healthChecks: document.healthChecks ?? [],
    instances: document.instances ?? 1,
    labels: document.labels ?? {},
    maxLaunchDelaySeconds: document.maxLaunchDelaySeconds ?? 300,
    mem: document.mem ?? 128,
    networks,
    portDefinitions: isHost ? document.portDefinitions : undefined,
    readinessChecks: document.readinessChecks ?? [],
    requirePorts: isHost && (document.requirePorts ?? false),
    role: document.role ?? role,
    unreachableStrategy: document.unreachableStrategy ?? { inactiveAfterSeconds: 0, expungeAfterSeconds: 0 },
    killSelection: document.killSelection ?? 'YOUNGEST_FIRST',
    upgradeStrategy: document.upgradeStrategy ?? { maximumOverCapacity: 1, minimumHealthCapacity: 1 },
  });
}

function networksOf(
  networks: readonly Network[] | undefined,
  ipAddress: IpAddress | undefined,
  container: ContainerDocument | undefined,
): readonly Network[] | undefined {
  const old = container?.docker?.network;
  if (!ipAddress && !old) return networks;
  if (networks) throw new Impossible('cannot mix deprecated and canonical network APIs');
  const given = ipAddress?.labels ?? labels;
  switch (old) {
    case 'HOST':
      return [{ mode: 'host', labels }];
    case 'BRIDGE':
      return [{ mode: 'container/bridge', labels: given }];
    case 'NONE':
      throw new Impossible('unsupported docker network type NONE');
    default: {
      const name = ipAddress?.networkName;
      if (!old && name === MESOS_BRIDGE) return [{ mode: 'container/bridge', labels: given }];
      return [defined({ mode: 'container' as const, name, labels: given })];
    }
  }
}

/** Port mappings that were given with the image belong to the container. */
function withOwnMappings(container: ContainerDocument): ContainerDocument {
  if (!container.docker) return container;
  const { network: _network, portMappings, ...docker } = container.docker;
  if (portMappings?.length && container.portMappings?.length) {
    throw new Impossible('cannot specify both portMappings and docker.portMappings');
  }
  return defined({ ...container, docker, portMappings: container.portMappings ?? portMappings });
}

function withDiscovery(container: ContainerDocument, ipAddress: IpAddress | undefined): ContainerDocument {
  const ports = ipAddress?.discovery?.ports ?? [];
  if (ports.length === 0) return container;
  if (container.type !== 'MESOS') {
    throw new Impossible(`ipAddress.discovery.ports do not apply for container type ${container.type}`);
  }
  if (container.portMappings?.length) {
    throw new Impossible('container.portMappings and ipAddress.discovery.ports must not both be set');
  }
  const portMappings = ports.map(({ number, ...port }) => ({ ...DEFAULT_MAPPING, ...port, containerPort: number }));
  return { ...container, portMappings };
}

function mappingsOf(
  { portMappings }: ContainerDocument,
  isHost: boolean,
  definitions: readonly PortDefinition[] | undefined,
): readonly PortMapping[] | undefined {
  if (isHost) return undefined;
  const given = portMappings ?? [DEFAULT_MAPPING];
  const { name: _, ...unnamed } = DEFAULT_MAPPING;
  const lacking = Math.max(0, (definitions?.length ?? 0) - given.length);
  return [...given, ...Array.from({ length: lacking }, () => unnamed)];
}

/** The container of a valid app; in networks of their own, apps without one get one. */
function containerOf(container: ContainerDocument | undefined, networks: readonly Network[]): Container | undefined {
  const isHost = networks.every(({ mode }) => mode === 'host');
  const given = container ?? (isHost ? undefined : { type: 'MESOS' as const, volumes: [], portMappings: [DEFAULT_MAPPING] });
  if (!given) return undefined;
  const isBridge = networks.some(({ mode }) => mode === 'container/bridge');
  const { type, docker, volumes } = given;
  const image = docker && {
    ...{ image: docker.image, forcePullImage: docker.forcePullImage },
    ...{ privileged: docker.privileged, parameters: docker.parameters },
  };
  const portMappings = given.portMappings?.map((each) => (isBridge ? { ...each, hostPort: each.hostPort ?? 0 } : each));
  return defined({ type, docker: image, volumes: volumes as Container['volumes'], portMappings });
}

const withPortIndex = <Check extends NonNullable<AppDocument['healthChecks']>[number]>(check: Check): Check =>
  check.protocol === 'COMMAND' || check.port !== undefined || check.portIndex !== undefined ? check : { ...check, portIndex: 0 };

function artifactOf(uri: string): Artifact {
  const { pathname } = URL.canParse(uri) ? new URL(uri) : { pathname: uri };
  return { uri, extract: EXTRACTED.some((ending) => pathname.endsWith(ending)), executable: false, cache: false };
}

/** The same without members that are undefined, so that two documents that say the same are equal. */
function defined<Document extends object>(document: Document): Document {
  return Object.fromEntries(Object.entries(document).filter(([, value]) => value !== undefined)) as Document;
}
