import type { ResourcesInState, TaskInState } from './mesos-state.js';

/*
 * `GET /state` of an agent, with the members that tests ask for. As with the master, it is the document of Mesos's v0 API
 * as it came, so it has more members than are named here.
 */

/** The state of an agent: the frameworks it runs something for, and their executors. */
export interface AgentState {
  id: string;
  /** `slave(n)@ip:port`. */
  pid: string;
  hostname: string;
  /** The version of Mesos it presents itself as. */
  version: string;
  attributes: Record<string, number | string>;
  resources: ResourcesInState;
  /** Flags of the agent, as text. */
  flags: Record<string, string>;
  frameworks: FrameworkOnAgent[];
  /** Frameworks that have nothing here any more. */
  completed_frameworks: FrameworkOnAgent[];
}

/** A framework as an agent knows it. */
export interface FrameworkOnAgent {
  id: string;
  name: string;
  executors: ExecutorOnAgent[];
  /** Those that have ended, oldest first. */
  completed_executors: ExecutorOnAgent[];
}

/** A run of an executor with its tasks. */
export interface ExecutorOnAgent {
  /** For a task with a command and no executor of its own, the id of the task. */
  id: string;
  name: string;
  /** `DEFAULT` for the one that runs task groups. */
  type?: string;
  /** The id of its container. */
  container: string;
  /** Its sandbox. */
  directory: string;
  resources: ResourcesInState;
  tasks: TaskInState[];
  /** Those that were not given to the executor yet; they have no state. */
  queued_tasks: Omit<TaskInState, 'state' | 'statuses'>[];
  completed_tasks: TaskInState[];
}
