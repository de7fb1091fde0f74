import type { Credential } from '../../mesos/flags/credentials.js';
import type { RegistryStorage } from '../../mesos/master/registry-storage.js';
import type { Runtime } from '../../mesos/process/runtime.js';
import type { ZooKeeperServer } from '../../zookeeper/server.js';
import type { ZooKeeperUrl } from '../../zookeeper/url.js';
import type { AgentDescription, ClusterDescription } from '../description.js';
import type { AgentSettings } from './agent-settings.js';
import type { Machine } from './machine.js';
import type { Turns } from './turns.js';

/** By which the masters of a cluster find each other. */
export interface MastersZooKeeper {
  readonly location: ZooKeeperUrl;
  /** Undefined where the cluster does not run it. */
  readonly server: ZooKeeperServer | undefined;
}

/** What the members of an embedded cluster share. */
export interface EmbeddedContext {
  readonly name: string;
  readonly description: ClusterDescription;
  readonly runtime: Runtime;
  readonly machine: Machine;
  /** Those of agents that have one description in common, for the next one of them. */
  readonly alikeAgents: WeakMap<AgentDescription, AgentSettings>;
  readonly turns: Turns;
  /** That of the masters, or a master's part in {@link registryFile}: it outlives them, and ends with a reset. */
  readonly registry: RegistryStorage;
  /** Where masters keep the registry together, if one of them is a process of its own. */
  readonly registryFile: string;
  /** Undefined: there is one master, which leads at once. */
  readonly zookeeper: MastersZooKeeper | undefined;
  /** What minimesos itself shows to masters and agents: they let it in and allow it everything. */
  readonly credential: Credential;
  /** Resolves when `holds` does; rejects when it throws, takes longer than a start may, or the cluster is destroyed. */
  until(what: string, holds: () => boolean): Promise<void>;
  /** Logs the requests that failed at a server, for which there is no other excuse than a defect. */
  failureLog(server: () => string): (error: Error, request: string) => void;
  /** @throws MinimesosError `CLUSTER_DESTROYED` when it is, or is about to be */
  assertAlive(operation: string): void;
}
