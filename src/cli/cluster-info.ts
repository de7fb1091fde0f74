import type { Credential } from '../mesos/flags/credentials.js';

/** What the remote API shows of every master and agent. */
interface MemberInfo {
  readonly url: string;
  readonly ip: string;
  readonly port: number;
  readonly running: boolean;
}

/** A master, as the remote API shows it. */
export interface MasterInfo extends MemberInfo {
  readonly leading: boolean;
}

/** An agent, as the remote API shows it. */
export interface AgentInfo extends MemberInfo {
  readonly id: string;
  readonly resources?: Readonly<Record<string, string | number>> | undefined;
  readonly attributes?: Readonly<Record<string, string | number>> | undefined;
}

/** A container beside those of Mesos, as the remote API shows it. */
interface ContainerInfo {
  readonly name: string;
  readonly running: boolean;
  readonly ip: string;
  readonly addresses: readonly { readonly port: number; readonly reached: { readonly ip: string; readonly port: number } }[];
}

/** A ZooKeeper, as the remote API shows it. */
export interface ZooKeeperInfo {
  /** With credentials where it has some. */
  readonly url: string;
  readonly connectString: string;
  readonly ip: string;
  readonly port: number;
  /** Whether it was there before the cluster. */
  readonly external: boolean;
}

/** The names of a cluster, as the remote API shows them. */
interface NamesInfo {
  /** Of the HTTP API. */
  readonly url: string;
  readonly ip: string;
  /** Where DNS is spoken. */
  readonly port: number;
  readonly domain: string;
}

/** A cluster, as the remote API shows it. */
export interface ClusterInfo {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly mesosVersion: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Who minimesos itself is to masters and agents. */
  readonly credential?: Credential | undefined;
  readonly masters: readonly MasterInfo[];
  readonly containers: readonly ContainerInfo[];
  readonly agents: readonly AgentInfo[];
  /** By name: `masters`, and further ones. */
  readonly zookeepers: Readonly<Record<string, ZooKeeperInfo>>;
  /** Where tasks, masters and agents are found by name; null where they are not. */
  readonly names: NamesInfo | null;
  /** Null while it has none. */
  readonly marathon: { readonly url: string; readonly ip: string; readonly port: number } | null;
  readonly exports: Readonly<Record<string, string>>;
  readonly host: { readonly pid: number };
}

/** What `--json` says of a cluster. */
export const infoJson = (info: ClusterInfo) => ({ ...info, pid: info.host.pid });
