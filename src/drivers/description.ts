import type { IpSource } from '../discovery/task-addresses.js';
import type { Credential } from '../mesos/flags/credentials.js';
import type { GivenFlags } from '../mesos/flags/flags.js';
import type { TaskBehaviour } from '../mesos/tasks/task-behaviour.js';
import type { Attribute, Resource } from '../mesos/wire/messages.js';

/** A cluster description that was checked: defaults filled in, counts resolved into one entry for each. What drivers get. */
export interface ClusterDescription {
  /** Undefined where the cluster makes up its own name. */
  readonly name: string | undefined;
  readonly driver: 'embedded' | 'native' | 'attached';
  /** What there is to say with the driver `native`, and only then. */
  readonly native?: NativeDescription | undefined;
  /** Where the cluster is; with the driver `attached`, and only then. */
  readonly attached?: AttachedDescription | undefined;
  /** Where the driver runs: in a process of its own, or undefined for in this one. */
  readonly host?: 'process' | undefined;
  readonly mesosVersion: '1.11.0' | '1.12.0';
  readonly masters: readonly MasterDescription[];
  readonly agents: readonly AgentDescription[];
  /** By which masters are found; undefined: there is none. */
  readonly zookeeper?: ZooKeeperDescription | undefined;
  /** Further ones, for frameworks, by name. */
  readonly zookeepers?: Readonly<Record<string, OwnZooKeeper>> | undefined;
  /** How the names of the cluster are served; undefined: they are not. */
  readonly names?: NamesDescription | undefined;
  readonly containerizers: 'mesos' | 'simulated';
  /** How simulated tasks behave: the first that matches counts. */
  readonly behaviours?: readonly TaskBehaviour[] | undefined;
  readonly timeoutMs: number;
  /** Whether time passes by itself, or only when it is moved. */
  readonly clock: 'real' | 'virtual';
  /** What chance is drawn from; undefined: nobody can repeat it. */
  readonly seed?: number | undefined;
  /** How fast the cluster reacts: with Mesos's timing, or as soon as it can (docs/reaction.md). */
  readonly reaction: 'mesos' | 'immediate';
  /** Whether the directory of a start that failed stays, to be looked at. */
  readonly retain: boolean;
}

/** Names of tasks, masters and agents, served over DNS and HTTP. */
export interface NamesDescription {
  /** Undefined: a free one. */
  readonly port: number | undefined;
  /** Undefined: a free one. */
  readonly httpPort: number | undefined;
  /** In small letters, without a dot at its end. */
  readonly domain: string;
  /** Seconds. */
  readonly ttl: number;
  readonly ipSources: readonly IpSource[];
  readonly resolvers: readonly { readonly ip: string; readonly port: number }[];
}

/** Programs of Mesos on this machine. */
export interface NativeDescription {
  /** The root of their installation or build; undefined: they are on the PATH. */
  readonly home: string | undefined;
  /** Who minimesos is there. */
  readonly credential: Credential | undefined;
}

/** A cluster that is there already. */
export interface AttachedDescription {
  /** `http://host:port` of a master, or `zk://host:port/path`. */
  readonly master: string;
  /** Who minimesos is there. */
  readonly credential: Credential | undefined;
}

/** A ZooKeeper that the cluster runs. */
export interface OwnZooKeeper {
  /** Undefined: a free one. */
  readonly port: number | undefined;
  /** An absolute path; undefined: in memory. */
  readonly dataDirectory: string | undefined;
  /** `user:password` */
  readonly credentials: string | undefined;
}

/** A ZooKeeper that is there already: `zk://host:2181,host:2181/path`. */
export interface ExternalZooKeeper {
  readonly url: string;
}

/** What the ZooKeeper by which masters are found is called among the others. */
export const MASTERS_ZOOKEEPER = 'masters';

/** The ZooKeeper by which the masters of a checked description are found. */
export type ZooKeeperDescription = OwnZooKeeper | ExternalZooKeeper;

/** One master of a checked description. */
export interface MasterDescription {
  /** Undefined: a free one. */
  readonly port: number | undefined;
  readonly flags: GivenFlags;
  /** Whether it is a process of its own. Default: no. */
  readonly ownProcess?: boolean | undefined;
}

/** One agent of a checked description. */
export interface AgentDescription extends MasterDescription {
  /** Undefined: the driver's default. */
  readonly resources: string | readonly Resource[] | undefined;
  readonly attributes: string | readonly Attribute[] | undefined;
}
