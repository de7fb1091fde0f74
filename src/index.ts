/**
 * minimesos: a whole Mesos cluster in milliseconds, for people who write Mesos frameworks.
 *
 * ```ts
 * import { MesosCluster } from 'minimesos';
 *
 * await using cluster = await MesosCluster.start({ agents: 3 });
 * startMyFramework({ master: cluster.leader.url });
 * await cluster.waitFor(({ frameworks }) => frameworks.some(({ tasks }) => tasks.length === 3));
 * ```
 *
 * @module
 */

export type { ClusterAgent, ClusterMember } from './cluster/cluster-agent.js';
export { type AgentInput, type ClusterDescriptionInput, defineCluster, type MasterInput } from './cluster/description.js';
export { MesosCluster } from './cluster/mesos-cluster.js';
export type {
  AgentInState,
  FrameworkInState,
  MesosState,
  ResourcesInState,
  TaskInState,
} from './cluster/mesos-state.js';
export type { RunOptions, RunResult } from './cluster/run-options.js';
export type { StatePredicate, WaitOptions } from './cluster/wait-for.js';
export {
  type AnyMinimesosError,
  type ErrorCode,
  type ErrorDetails,
  isMinimesosError,
  MinimesosError,
  type Problem,
} from './errors.js';
