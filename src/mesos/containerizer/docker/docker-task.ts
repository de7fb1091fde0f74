import type Docker from 'dockerode';
import type { TaskLauncher, TaskProcess } from '../../executor/task-launcher.js';
import { exitedWith } from '../../executor/wait-status.js';
import { LOCAL_NETWORK, type Network } from '../../health/network.js';
import type { NetworkInfo, TaskInfo, TaskStatus } from '../../wire/messages.js';
import { ExecProcess } from './exec-process.js';
import type { RunningContainer } from './running-container.js';

/** What a task in a container needs of its containerizer. */
export interface DockerTaskHost {
  /** Has the container of the task run. @throws Error why it cannot be described */
  run(task: TaskInfo): RunningContainer;
  readonly sandbox: string;
}

/** Launches the task of a Docker executor: as a container of the engine. */
export const dockerLauncher = (host: DockerTaskHost): TaskLauncher => ({ launch: (task) => launch(task, host) });

function launch(task: TaskInfo, host: DockerTaskHost): TaskProcess {
  let container: RunningContainer;
  try {
    container = host.run(task);
  } catch (error) {
    return neverRan(new Error(`Failed to create docker run options: ${(error as Error).message}`));
  }
  let info: Docker.ContainerInspectInfo | undefined;
  const started = container.started.then((found) => {
    info = found;
  });
  return {
    simulated: false,
    noun: 'Container',
    started,
    ended: container.ended.then(exitedWith),
    signal: (name) => container.signal(name),
    check(command) {
      if (!container.live) throw new Error(`Container ${container.name} does not run`);
      return new ExecProcess(container.live, command, `${host.sandbox}/stderr`);
    },
    network: () => info && networkOf(info),
    facts: () => (info ? factsOf(info, task) : {}),
    onNews: () => {},
  };
}

function neverRan(error: Error): TaskProcess {
  const started = Promise.reject(error);
  started.catch(() => {}); // Whoever waits is told.
  const nobody = () => {
    throw error;
  };
  return {
    ...{ simulated: false, started, ended: new Promise<never>(() => {}), signal: () => {}, onNews: () => {} },
    ...{ check: nobody, network: () => undefined },
  };
}

/** What `docker inspect` shows, and under which address it is. */
function factsOf(info: Docker.ContainerInspectInfo, task: TaskInfo): Pick<TaskStatus, 'data' | 'container_status'> {
  const data = Buffer.from(`${JSON.stringify([info], undefined, 4)}\n`).toString('base64');
  const addresses = addressesOf(info);
  if (addresses.length === 0) return { data };
  const given = task.container?.network_infos?.[0];
  const network: NetworkInfo = { ...given, ip_addresses: addresses };
  return { data, container_status: { network_infos: [network] } };
}

function addressesOf({ HostConfig, NetworkSettings }: Docker.ContainerInspectInfo): NetworkInfo.IPAddress[] {
  const mode = HostConfig.NetworkMode === 'default' ? 'bridge' : (HostConfig.NetworkMode ?? '');
  const { IPAddress: ip, GlobalIPv6Address: ip6 } =
    NetworkSettings.Networks[mode] ?? Object.values(NetworkSettings.Networks)[0] ?? {};
  return [
    ...(ip ? [{ protocol: 'IPv4', ip_address: ip } as const] : []),
    ...(ip6 ? [{ protocol: 'IPv6', ip_address: ip6 } as const] : []),
  ];
}

/**
 * Where checks look: at the address of the container. Mesos looks from within its network, which takes the rights of root; so what
 * listens there on the loopback address alone is not seen.
 */
function networkOf(info: Docker.ContainerInspectInfo): Network | undefined {
  const address = addressesOf(info)[0]?.ip_address;
  if (address === undefined) return info.HostConfig.NetworkMode === 'none' ? UNREACHABLE : undefined;
  return {
    httpStatusOf(url, signal) {
      const there = new URL(url);
      there.hostname = address.includes(':') ? `[${address}]` : address;
      return LOCAL_NETWORK.httpStatusOf(there.href, signal);
    },
    isListening: (port, signal) => LOCAL_NETWORK.isListening(port, signal, address),
  };
}

const UNREACHABLE: Network = {
  httpStatusOf: () => Promise.reject(new Error('the container has no network')),
  isListening: () => Promise.resolve(false),
};
