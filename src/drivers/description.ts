import type { GivenFlags } from '../mesos/flags/flags.js';
import type { Attribute, Resource } from '../mesos/wire/messages.js';

/** A cluster description that was checked: defaults filled in, counts resolved into one entry for each. What drivers get. */
export interface ClusterDescription {
  /** Undefined where the cluster makes up its own name. */
  readonly name: string | undefined;
  readonly driver: 'embedded';
  readonly mesosVersion: '1.11.0' | '1.12.0';
  readonly masters: readonly MasterDescription[];
  readonly agents: readonly AgentDescription[];
  readonly zookeeper: false;
  readonly containerizers: 'mesos';
  readonly timeoutMs: number;
}

/** One master of a checked description. */
export interface MasterDescription {
  /** Undefined: a free one. */
  readonly port: number | undefined;
  readonly flags: GivenFlags;
}

/** One agent of a checked description. */
export interface AgentDescription extends MasterDescription {
  /** Undefined: the driver's default. */
  readonly resources: string | readonly Resource[] | undefined;
  readonly attributes: string | readonly Attribute[] | undefined;
}
