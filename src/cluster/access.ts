import type { DriverCluster } from '../drivers/driver.js';
import type { HttpClient } from '../http-client.js';
import type { Clock } from '../mesos/process/clock.js';
import { type Random, systemRandom } from '../mesos/process/random.js';
import type { ClusterAgent } from './cluster-agent.js';
import type { ClusterMaster } from './cluster-master.js';
import { readState } from './leader.js';
import type { MesosState } from './mesos-state.js';

/**
 * What the functions behind the methods of `MesosCluster` get of the cluster, for the time of one call. They lie in files of
 * their own that are loaded when first needed, so that a start loads no more than it uses.
 */
export interface ClusterAccess {
  readonly name: string;
  readonly running: DriverCluster;
  /** The one that leads now, or that led last. */
  readonly leader: ClusterMaster;
  readonly agents: readonly ClusterAgent[];
  readonly clock: Clock;
  readonly random: Random;
  readonly http: HttpClient;
  /** Aborts when the cluster is destroyed. */
  readonly destroyed: AbortSignal;
  /**
   * What the leading master answers to `GET /state`; read until the cluster is destroyed unless told otherwise.
   * @throws MinimesosError `MASTER_GONE`, `NO_LEADER`
   */
  state(signal?: AbortSignal): Promise<MesosState>;
}

/** Does something that needs the cluster, and ends when the cluster does; the operation names it in errors. */
export type During = <Result>(operation: string, work: (cluster: ClusterAccess) => Promise<Result>) => Promise<Result>;

/** What the access to a cluster is made of. */
export interface AccessParts extends Pick<ClusterAccess, 'running' | 'clock' | 'http'> {
  /** Resolves when masters answer, during a reset after it. */
  ready(): Promise<void>;
}

/** The access for one call. Who leads and who is there is asked anew each time. */
export function accessTo(
  cluster: Pick<ClusterAccess, 'name' | 'leader' | 'agents'>,
  { running, clock, http, ready }: AccessParts,
  destroyed: AbortSignal,
): ClusterAccess {
  return {
    ...{ name: cluster.name, running, clock, http, destroyed, random: systemRandom },
    get leader() {
      return cluster.leader;
    },
    get agents() {
      return cluster.agents;
    },
    state: async (signal = destroyed) => {
      await ready();
      return readState(running, http, signal);
    },
  };
}
