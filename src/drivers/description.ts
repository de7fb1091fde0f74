import type { IpSource } from '../discovery/task-addresses.js';
import type { Credential } from '../mesos/flags/credentials.js';
import type { GivenFlags } from '../mesos/flags/flags.js';
import type { TaskBehaviour } from '../mesos/tasks/task-behaviour.js';
import type { Attribute, Resource } from '../mesos/wire/messages.js';

/** A cluster description that was checked: defaults filled in, counts resolved into one entry for each. What drivers get. */
export interface ClusterDescription {
  /** Undefined where the cluster makes up its own name. */
  readonly name: string | undefined;
  readonly driver: 'embedded' | 'docker' | 'native' | 'attached';
  /** What there is to say with the driver `docker`, and only then. */
  readonly docker?: DockerDescription | undefined;
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
  /** What runs containers: the first that takes one. With the driver `docker` it is that of its agents. */
  readonly containerizers: 'mesos' | 'docker' | 'docker,mesos' | 'mesos,docker' | 'simulated';
  /** How the names of the cluster are served; undefined: they are not. */
  readonly names?: NamesDescription | undefined;
  /** How Marathon is started; undefined: when it is first needed. */
  readonly marathon?: MarathonDescription | undefined;
  /** What is installed at the start; undefined: nothing. */
  readonly installed?: AppsDescription | undefined;
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

/** What a container is made with besides what the cluster decides. */
export interface ContainerSettings {
  /** Undefined: the one of its role. */
  readonly image?: string | undefined;
  /** What runs in it; undefined: what the cluster or the image decides. */
  readonly command?: readonly string[] | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** What of the machine of the engine, or which volume, is where in it: `/data:/data:ro`. */
  readonly binds: readonly string[];
  /** The content of files, by their absolute paths in it. */
  readonly files: Readonly<Record<string, string>>;
}

/** When a side container is ready. */
export type Readiness =
  | { readonly kind: 'http'; readonly port: number; readonly path: string }
  | { readonly kind: 'tcp'; readonly port: number }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'running' };

/** A container beside those of Mesos. */
export interface SideContainer extends ContainerSettings {
  readonly name: string;
  /** Ports by which it is to be reached from here. */
  readonly ports: readonly number[];
  /** Further names under which others find it. */
  readonly aliases: readonly string[];
  /** Which others, by name, have to be ready before it starts: `zookeeper`, `masters`, `agents`, or side containers. */
  readonly after: readonly string[];
  readonly ready: Readiness;
  /** Whether it is in the network of the machine, where some look at all containers. */
  readonly hostNetwork: boolean;
}

/** A cluster in containers. */
export interface DockerDescription {
  /** Images by role, where they are not the defaults. */
  readonly images: Readonly<Record<string, string>>;
  /** `10.1.2.0/24`; undefined: one that is free. */
  readonly subnet: string | undefined;
  /** Whether ports are published on loopback; undefined: where containers cannot be reached otherwise. */
  readonly publish: boolean | undefined;
  /** The absolute path of a directory in which agents keep their sandboxes; undefined: in volumes of the engine. */
  readonly sandboxes: string | undefined;
  /** Whether agents have engines of their own. */
  readonly dockerInDocker: boolean;
  readonly sides: readonly SideContainer[];
  /** Who minimesos is there. */
  readonly credential: Credential | undefined;
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

/** A Marathon of the cluster. */
export interface MarathonDescription {
  /** Undefined: a free one. */
  readonly port: number | undefined;
  /** As whom tasks run; undefined: the user of the process. */
  readonly user: string | undefined;
  /** Whose resources it is offered; undefined: `*`. */
  readonly role: string | undefined;
}

/** What Marathon is to run: JSON of Marathon, paths and URLs. */
export interface AppsDescription {
  readonly apps: readonly AppReference[];
  readonly groups: readonly AppReference[];
}

export type AppReference = string | Readonly<Record<string, unknown>>;

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
  /** What its container is made with; with the driver `docker`, and only then. */
  readonly container?: ContainerSettings | undefined;
}

/** A ZooKeeper that is there already: `zk://host:2181,host:2181/path`. */
export interface ExternalZooKeeper {
  readonly url: string;
}

/** The name of the container beside those of Mesos that is the Marathon of its cluster. */
export const MARATHON_CONTAINER = 'marathon';

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
  /** What its container is made with; with the driver `docker`, and only then. */
  readonly container?: ContainerSettings | undefined;
}

/** One agent of a checked description. */
export interface AgentDescription extends MasterDescription {
  /** Undefined: the driver's default. */
  readonly resources: string | readonly Resource[] | undefined;
  readonly attributes: string | readonly Attribute[] | undefined;
}
