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

export { type ChaosFinding, type ChaosOptions, type ChaosReport, chaos } from './chaos/chaos.js';
export type { ChaosCheck, ChaosProblem } from './chaos/check.js';
export type { ChaosAct, ChaosIntensity, ChaosPlan, ChaosStep } from './chaos/plan.js';
export type { ChaosMoment } from './chaos/run.js';
export type { ExecutorFilter, OfferFilter } from './cluster/acts.js';
export type {
  AgentState,
  ExecutorOnAgent,
  FrameworkOnAgent,
} from './cluster/agent-state.js';
export type { AppSource } from './cluster/apps/app-source.js';
export type { ClusterMarathon, InstalledApp, InstallOptions, UninstallOptions } from './cluster/apps/cluster-apps.js';
export type { DurationInput, SpanInput, TaskBehaviourInput } from './cluster/check-behaviours.js';
export type { ContainerInput } from './cluster/check-container.js';
export type { DockerInput } from './cluster/check-docker.js';
export type { AppInput, MarathonInput } from './cluster/check-marathon.js';
export type { NamesInput } from './cluster/check-names.js';
export type { SideContainerInput } from './cluster/check-sides.js';
export type { OwnZooKeeperInput, ZooKeeperInput } from './cluster/check-zookeeper.js';
export type { ClusterClock, RunUntilOptions } from './cluster/clock.js';
export type { ClusterAgent, ClusterMember, RestartChanges } from './cluster/cluster-agent.js';
export type { ClusterContainer, ContainerAddress } from './cluster/cluster-container.js';
export type { ClusterImages, PushedImage } from './cluster/cluster-images.js';
export type { ClusterMaster } from './cluster/cluster-master.js';
export type { ClusterNames, NamedService } from './cluster/cluster-names.js';
export type { ClusterZooKeeper, ZooKeeperSession } from './cluster/cluster-zookeeper.js';
export { type AgentInput, type ClusterDescriptionInput, defineCluster, type MasterInput } from './cluster/description.js';
export type { DiagnosticsOptions } from './cluster/diagnostics/diagnostics.js';
export type { ClusterExpect, ExpectFilter, ExpectOptions, NoneOptions } from './cluster/expect.js';
export type { ActionFilter, ClusterFaults, FailLimits, Fault, FaultLimits, PausedTask } from './cluster/faults.js';
export type { FrameworkFilter, TaskFilter, TaskOwner } from './cluster/find.js';
export {
  type Capability,
  type ConnectOptions,
  type FailoverOptions,
  MesosCluster,
} from './cluster/mesos-cluster.js';
export type {
  AgentInState,
  FrameworkInState,
  MesosState,
  OfferInState,
  ResourcesInState,
  TaskInState,
} from './cluster/mesos-state.js';
export { pullImages } from './cluster/pull-images.js';
export type { Credential, RunOptions, RunResult, TaskOutput } from './cluster/run-options.js';
export type { SandboxEntry } from './cluster/sandboxes/files.js';
export type { FollowOptions, LogOptions, TaskSandbox } from './cluster/sandboxes/task-sandbox.js';
export type { AgentCondition } from './cluster/waits/for-agent.js';
export type { TasksCondition } from './cluster/waits/for-tasks.js';
export type { StatePredicate } from './cluster/waits/wait-for.js';
export type { WaitOptions, WaitProgress } from './cluster/waits/watch.js';
export {
  type AnyMinimesosError,
  type ErrorCode,
  type ErrorDetails,
  isMinimesosError,
  MinimesosError,
  type Problem,
} from './errors.js';
export type { FaultEffect, FaultInfo, FaultRuleInput } from './faults/fault-rule.js';
export type { PartitionDirection } from './faults/partition.js';
export type { TrafficFilter, TrafficPeer } from './faults/traffic-filter.js';
export { type DiagramFormat, formatDiagram } from './timeline/diagram.js';
export type { NewTimelineEntry } from './timeline/entry.js';
export { formatTimeline, type TimelineFormat, toJsonLines } from './timeline/format.js';
export type { TimelineEntry, TimelineFilter, TimelineKind } from './timeline/timeline.js';
