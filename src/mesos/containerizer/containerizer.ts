import type { Disk } from '../disk/disk.js';
import type { Signal } from '../executor/task-launcher.js';
import type {
  CommandInfo,
  ContainerID,
  ContainerInfo,
  ContainerStatus,
  ExecutorInfo,
  FrameworkInfo,
  Resource,
  ResourceStatistics,
  TaskInfo,
  TaskResourceLimitation,
  TaskState,
  TaskStatus,
} from '../wire/messages.js';
import type { IOSwitchboard } from './io-switchboard.js';

/** The account whose rights the processes of a container have. */
export interface ContainerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** How a container can be attached to. */
export interface Attachable {
  /** Whether its output goes nowhere else, and waits for the one who launched it. */
  readonly session: boolean;
  /** Whether a terminal was asked for: its output is one, and the end of input is a character. */
  readonly tty: boolean;
}

/** What a container is to be. */
export interface ContainerConfig {
  /**
   * What runs in it. For built-in executors only its URIs count; of tasks they launch the commands come later.
   */
  readonly command: CommandInfo;
  /** Set for the executors that are part of Mesos: `command` for command tasks, `default` for task groups. */
  readonly builtIn?: 'command' | 'default' | undefined;
  /** Whose executor this is; absent for nested and standalone containers. */
  readonly executor?:
    | { readonly info: ExecutorInfo; readonly framework: FrameworkInfo; readonly shutdownGraceMs: number }
    | undefined;
  /** The task of a command executor, or the task a nested container is for. */
  readonly task?: TaskInfo | undefined;
  /** How it is to be isolated, and its volumes. */
  readonly container?: ContainerInfo | undefined;
  /** The sandbox, which exists. Absolute. */
  readonly directory: string;
  /** What an executor may use, with its first tasks. */
  readonly resources?: readonly Resource[] | undefined;
  /** Absent: the user of this process. */
  readonly user?: ContainerUser | undefined;
  /** Set for those whose input and output can be attached to. */
  readonly attachable?: Attachable | undefined;
  /** The environment besides what the containerizer adds and what the command asks for. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a container uses. */
export type ContainerUsage = Pick<ResourceStatistics, 'cpus_user_time_secs' | 'cpus_system_time_secs' | 'mem_rss_bytes'>;

/** How a container ended. */
export interface ContainerTermination {
  /** Wait status of its first process; undefined when there never was one, or nobody knows. */
  readonly status?: number | undefined;
  /** Why it ended, when the containerizer ended it; these become the end of the tasks in it. */
  readonly state?: TaskState | undefined;
  readonly reason?: TaskStatus.Reason | undefined;
  readonly message?: string | undefined;
  readonly limitation?: TaskResourceLimitation | undefined;
}

/** How many launches have got what there was to fetch, if anything, and how many have not. */
export interface FetchCounts {
  succeeded: number;
  failed: number;
}

/** Told of the sandbox of a nested container when that has ended, and when it is removed. */
export interface NestedSandboxes {
  ended(directory: string): void;
  removed(directory: string): void;
}

/** A container with this id was launched before, and has not been forgotten (Mesos: LaunchResult::ALREADY_LAUNCHED). */
export class AlreadyLaunchedError extends Error {}

/**
 * Runs containers, as Mesos's Containerizer does. It belongs to the machine rather than to the agent: what it runs goes on
 * when the agent is gone, and the agent's successor finds it there.
 */
export interface Containerizer {
  /** Where the sandboxes of its containers are. */
  readonly disk: Disk;
  /**
   * Starts a container. Rejects, with what Mesos puts after "Failed to launch container: ", when that fails; the container
   * is known nevertheless until it is destroyed. One of another kind than this containerizer runs is not known, and rejected
   * with an UnsupportedContainerError; one that is known already, with an AlreadyLaunchedError.
   */
  launch(containerId: ContainerID, config: ContainerConfig): Promise<void>;
  /** Whether the container was launched and has not been forgotten. */
  has(containerId: ContainerID): boolean;
  /**
   * Resolves when the container has ended; undefined when there is no such container. One for which nobody waited when it
   * ended is still there for a second, for the first to wait.
   */
  wait(containerId: ContainerID): Promise<ContainerTermination> | undefined;
  /** Kills all that runs in the container and in those nested in it. Does nothing when there is no such container. */
  destroy(containerId: ContainerID): void;
  /** What the executor in a container may use, with its tasks of this moment, has changed. */
  update(containerId: ContainerID, resources: readonly Resource[]): void;
  /** Sends a signal to the processes of a container; false when there is no such container or it has ended. */
  kill(containerId: ContainerID, signal: Signal): boolean;
  /** The input and output of a container; undefined when it cannot be attached to, is over, or is unknown. */
  attach(containerId: ContainerID): IOSwitchboard | undefined;
  /** What is known of a container; undefined when it does not run. */
  status(containerId: ContainerID): ContainerStatus | undefined;
  /**
   * Looks at the machine, and resolves with what tells what a container uses at that moment, as far as the isolators of the agent
   * measure it: nothing for one that does not run.
   */
  measure(): Promise<(containerId: ContainerID) => ContainerUsage>;
  /** As what a container was launched; undefined when there is no such container, or it has ended. */
  config(containerId: ContainerID): ContainerConfig | undefined;
  /** Forgets a nested container that has ended; false when it still runs. Others are forgotten when their end is noticed. */
  remove(containerId: ContainerID): boolean;
  /** Ids of all containers, nested ones included. */
  containers(): ContainerID[];
}

/** What can be seen of a container from outside. */
export interface ContainerView {
  readonly config: ContainerConfig;
  /** What runs as its purpose, with its pid as far as that is known; absent while nothing does. */
  readonly root?: { readonly pid: number | undefined } | undefined;
}

/** A containerizer that has its containers here, rather than in another process. */
export interface LocalContainerizer extends Containerizer {
  /** Whether it runs containers of this kind. */
  takes(config: ContainerConfig): boolean;
  /** What is to be seen of a container; undefined when there is no such container. */
  view(containerId: ContainerID): ContainerView | undefined;
}

/** The id of the outermost container that this one is in, or is. */
export function rootContainerId(id: ContainerID): ContainerID {
  return id.parent ? rootContainerId(id.parent) : id;
}

/** The id as one text, outermost container first: `parent.child`. */
export function formatContainerId({ value, parent }: ContainerID): string {
  return parent ? `${formatContainerId(parent)}.${value}` : value;
}
