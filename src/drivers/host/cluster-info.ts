import type { Credential } from '../../mesos/flags/credentials.js';
import type { ClusterMarathon } from '../apps.js';
import type { Capability } from '../capabilities.js';
import type { ClusterDescription, ContainerSettings, SideContainer } from '../description.js';
import type { DriverMember, NamesAddress } from '../driver.js';

/** A master, as the remote API shows it. */
export interface MasterInfo extends DriverMember {
  readonly running: boolean;
  /** Why it does not, when it has ended by itself. */
  readonly end?: string | undefined;
  readonly leading: boolean;
}

/** An agent, as the remote API shows it. */
export interface AgentInfo extends DriverMember {
  readonly id: string;
  readonly running: boolean;
  /** Why it does not, when it has ended by itself. */
  readonly end?: string | undefined;
}

/** A ZooKeeper, as the remote API shows it. */
export interface ZooKeeperInfo extends DriverMember {
  readonly connectString: string;
  /** Whether it was there before the cluster. */
  readonly external: boolean;
}

/** A container beside those of Mesos, as the remote API shows it. */
export interface ContainerInfo {
  readonly name: string;
  readonly running: boolean;
  readonly ip: string;
  readonly addresses: readonly { readonly port: number; readonly reached: { readonly ip: string; readonly port: number } }[];
}

/** The names of a cluster, as the remote API shows them. */
export interface NamesInfo extends NamesAddress {
  readonly url: string;
}

/** A cluster, as the remote API shows it: the part that is needed here. */
export interface ClusterInfo extends Pick<ClusterDescription, 'driver'> {
  readonly mesosVersion: string;
  readonly capabilities: readonly Capability[];
  readonly id: string;
  readonly name: string;
  readonly masters: readonly MasterInfo[];
  /** What minimesos itself shows to masters and agents. */
  readonly credential?: Credential | undefined;
  /** By name, that of the masters first. */
  readonly zookeepers: Readonly<Record<string, ZooKeeperInfo>>;
  readonly containers: readonly ContainerInfo[];
  /** Whether its agents have engines of their own. */
  readonly ownEngines: boolean;
  /** Where its names are served; null where they are not. */
  readonly names: NamesInfo | null;
  /** Null while it has none. */
  readonly marathon: ClusterMarathon | null;
  /** Variables for programs that use the cluster. */
  readonly exports: Readonly<Record<string, string>>;
  /** Also those that were stopped or killed. */
  readonly agents: readonly AgentInfo[];
}

/** A checked description as a client of the API writes it. */
export function descriptionForApi(name: string, description: ClusterDescription): Record<string, unknown> {
  const { timeoutMs, agents, host: _, attached, native, docker, names: served, installed, ...others } = description;
  const names = served && {
    ...served,
    resolvers: served.resolvers.map(({ ip, port }) => `${ip.includes(':') ? `[${ip}]` : ip}:${port}`),
  };
  const described = { ...others, names, ...installed };
  const apps = { marathon: others.marathon, ...installed };
  if (attached) {
    const { driver, retain } = described;
    return {
      name,
      driver,
      master: attached.master,
      credentials: attached.credential,
      names,
      ...apps,
      timeout: timeoutMs,
      retain,
    };
  }
  if (native) {
    const { driver, masters, zookeeper, zookeepers, retain } = described;
    const { home, credential } = native;
    const ours = {
      name,
      driver,
      masters,
      agents: agents.length === 0 ? 0 : agents,
      zookeeper,
      zookeepers,
      names,
      ...apps,
      retain,
    };
    return { ...ours, mesosHome: home, credentials: credential, timeout: timeoutMs };
  }
  if (docker) {
    const { driver, mesosVersion, masters, zookeeper, zookeepers, containerizers, retain } = described;
    const { images, subnet, publish, sandboxes, dockerInDocker, sides, credential } = docker;
    return {
      ...{ name, driver, mesosVersion, containerizers, names, ...apps, retain, images, dockerInDocker },
      ...{ masters: masters.map(memberForApi), agents: agents.length === 0 ? 0 : agents.map(memberForApi) },
      zookeeper: zookeeper === undefined ? false : 'url' in zookeeper ? zookeeper : memberForApi(zookeeper),
      ...(zookeepers && {
        zookeepers: Object.fromEntries(Object.entries(zookeepers).map(([key, each]) => [key, memberForApi(each)])),
      }),
      docker: { subnet, publish, sandboxes },
      containers: Object.fromEntries(sides.map(({ name: key, ...side }) => [key, sideForApi(side)])),
      ...{ credentials: credential, timeout: timeoutMs },
    };
  }
  return { ...described, name, agents: agents.length === 0 ? 0 : agents, timeout: timeoutMs };
}

/** A master, agent or ZooKeeper with what its container is made with, as its own keys. */
const memberForApi = <Member extends { readonly container?: ContainerSettings | undefined }>({
  container,
  ...others
}: Member) => ({
  ...others,
  ...container,
});

function sideForApi({ ready, ...side }: Omit<SideContainer, 'name'>): Record<string, unknown> {
  switch (ready.kind) {
    case 'http':
      return { ...side, ready: { http: ready.path, port: ready.port } };
    case 'tcp':
      return { ...side, ready: { tcp: ready.port } };
    case 'log':
      return { ...side, ready: { log: ready.text } };
    case 'running':
      return side;
  }
}
