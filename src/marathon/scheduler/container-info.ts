import type { ContainerInfo, NetworkInfo, Volume } from '../../mesos/wire/messages.js';
import type { App, Container, Network, PortMapping } from '../definitions/app.js';
import { isHostNetworking } from '../definitions/ports.js';
import { labelsOf } from './labels.js';
import type { HostPorts } from './match-ports.js';

const DOCKER_NETWORKS = { host: 'HOST', 'container/bridge': 'BRIDGE', container: 'USER' } as const;
/** The name of the CNI network that stands for a bridge of the Mesos containerizer. */
const MESOS_BRIDGE = 'mesos-bridge';

/** The container that a task of the app is to have; undefined where it needs none. */
export function containerInfoOf(app: App, hostPorts: HostPorts, taskId: string): ContainerInfo | undefined {
  if (!app.container && isHostNetworking(app)) return undefined;
  const container = app.container ?? { type: 'MESOS', volumes: [] };
  const mappings = boundMappings(container, hostPorts);
  const base = {
    volumes: container.volumes.map(toVolume),
    ...(app.tty && { tty_info: {} }),
  };
  if (container.type === 'DOCKER') return { ...base, ...dockerInfo(container, app.networks, mappings, taskId) };
  const networks = app.networks.filter(({ mode }) => mode !== 'host').map((network) => networkInfo(network, mappings));
  const { docker } = container;
  const image = docker && {
    type: 'DOCKER' as const,
    docker: { name: docker.image },
    cached: !docker.forcePullImage,
  };
  return { ...base, type: 'MESOS', mesos: { ...(image && { image }) }, ...(networks.length > 0 && { network_infos: networks }) };
}

/** Those with a port at the agent, which is known by now. */
function boundMappings({ portMappings = [] }: Container, hostPorts: HostPorts): PortMapping[] {
  return portMappings.flatMap((mapping, index) => {
    const hostPort = hostPorts[index];
    return hostPort === undefined ? [] : [{ ...mapping, hostPort, containerPort: mapping.containerPort || hostPort }];
  });
}

function dockerInfo(
  { docker }: Container,
  networks: readonly Network[],
  mappings: readonly PortMapping[],
  taskId: string,
): Pick<ContainerInfo, 'type' | 'docker' | 'network_infos'> {
  const { image, privileged, forcePullImage, parameters } = docker ?? {
    image: '',
    privileged: false,
    forcePullImage: false,
    parameters: [],
  };
  const named = networks.find(({ mode }) => mode === 'container');
  const ports = mappings.flatMap(({ hostPort = 0, containerPort, protocol }) =>
    protocol.split(',').map((each) => ({ host_port: hostPort, container_port: containerPort, protocol: each })),
  );
  return {
    type: 'DOCKER',
    docker: {
      ...{ image, privileged, force_pull_image: forcePullImage, network: DOCKER_NETWORKS[networks[0]?.mode ?? 'host'] },
      ...(ports.length > 0 && { port_mappings: ports }),
      parameters: [...parameters, { key: 'label', value: `MESOS_TASK_ID=${taskId}` }],
    },
    ...(named?.name !== undefined && { network_infos: [{ name: named.name }] }),
  };
}

function networkInfo({ mode, name: given, labels }: Network, mappings: readonly PortMapping[]): NetworkInfo {
  const name = mode === 'container/bridge' ? MESOS_BRIDGE : (given ?? '');
  const own = mappings.filter(({ networkNames }) => networkNames.every((each) => each === name));
  return {
    ...{ name, ip_addresses: [{}], labels: labelsOf(labels) },
    port_mappings: own.map(({ hostPort = 0, containerPort, protocol }) => ({
      ...{ host_port: hostPort, container_port: containerPort, protocol },
    })),
  };
}

const toVolume = ({ containerPath, hostPath, mode }: Container['volumes'][number]): Volume => ({
  ...{ container_path: containerPath, host_path: hostPath, mode },
});
