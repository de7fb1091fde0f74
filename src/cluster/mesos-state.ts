import type { ContainerStatus, DiscoveryInfo, TaskState } from '../mesos/wire/messages.js';

/*
 * `GET /state` of a master, with the members that Mesos always sends and tests ask for. It is the document of Mesos's v0
 * API as it came, so agents are `slaves` in it, and it has more members than are named here.
 */

/** The state of the leading master: agents, frameworks and their tasks. */
export interface MesosState {
  /** The version of Mesos the cluster presents itself as. */
  version: string;
  /** The id of the master's incarnation, with which the ids of agents and frameworks begin. */
  id: string;
  /** `master@ip:port`. */
  pid: string;
  hostname: string;
  /** The pid of the leader. */
  leader?: string;
  /** The name of the cluster. */
  cluster?: string;
  activated_slaves: number;
  deactivated_slaves: number;
  unreachable_slaves: number;
  /** Flags of the master, as text. */
  flags: Record<string, string>;
  /** The agents that are registered. */
  slaves: AgentInState[];
  /** Agents that were registered with the master that led before, and are to come back. */
  recovered_slaves: { id: { value: string }; hostname: string; port: number }[];
  frameworks: FrameworkInState[];
  /** Frameworks that were torn down or did not come back in time. */
  completed_frameworks: FrameworkInState[];
}

/** Amounts by name: scalars as numbers, ranges and sets as text (`ports: "[31000-32000]"`). */
export type ResourcesInState = Record<string, number | string>;

/** An agent as the master knows it. */
export interface AgentInState {
  id: string;
  /** `slave(n)@ip:port`. */
  pid: string;
  hostname: string;
  port: number;
  active: boolean;
  version: string;
  attributes: Record<string, number | string>;
  /** All there is, whether reserved or in use. */
  resources: ResourcesInState;
  used_resources: ResourcesInState;
  offered_resources: ResourcesInState;
  unreserved_resources: ResourcesInState;
  /** By role. */
  reserved_resources: Record<string, ResourcesInState>;
}

/** A framework with its tasks. */
export interface FrameworkInState {
  id: string;
  name: string;
  user: string;
  /** Whether it gets offers. */
  active: boolean;
  /** Whether its scheduler is connected. */
  connected: boolean;
  /** When its scheduler registered at first, in seconds since 1970. */
  registered_time: number;
  /** When it did so again, if it has. */
  reregistered_time?: number;
  hostname: string;
  /** The role of a framework that has one. */
  role?: string;
  /** The roles of a framework with the capability MULTI_ROLE. */
  roles?: string[];
  /** Those that have not ended, or whose end was not acknowledged yet. */
  tasks: TaskInState[];
  /** Those on agents that went out of reach. */
  unreachable_tasks: TaskInState[];
  /** Those that have ended. */
  completed_tasks: TaskInState[];
  /** Those it was sent and has neither accepted nor declined. */
  offers: OfferInState[];
}

/** An offer that a framework has not answered yet. */
export interface OfferInState {
  id: string;
  framework_id: string;
  /** The id of the agent whose resources these are. */
  slave_id: string;
  /** The role it was offered to. */
  allocation_info?: { role?: string };
  resources: ResourcesInState;
}

/** A task as the master knows it. */
export interface TaskInState {
  id: string;
  name: string;
  framework_id: string;
  /** Empty for a task with a command and no executor of its own. */
  executor_id: string;
  /** The id of its agent. */
  slave_id: string;
  state: TaskState;
  resources: ResourcesInState;
  /** What its framework says about how to find it. */
  discovery?: DiscoveryInfo;
  /** What was reported of it, oldest first; `timestamp` is in seconds since 1970. `container_status` has its address. */
  statuses: { state: TaskState; timestamp: number; healthy?: boolean; container_status?: ContainerStatus }[];
}
