import type { Network } from '../health/network.js';
import type { Supervisor } from '../process/supervisor/client.js';
import type { TaskNews } from '../tasks/task-behaviour.js';
import type { CommandInfo, ContainerID, FrameworkInfo, TaskInfo } from '../wire/messages.js';

type CommandOptions = Parameters<Supervisor['spawn']>[0];

/** What a command is for. */
export interface CommandPurpose {
  readonly containerId: ContainerID;
  /** As it was given, by whoever wants it run. */
  readonly command: CommandInfo;
  readonly framework?: FrameworkInfo | undefined;
  /** The task that it is, or that it looks at. */
  readonly task?: TaskInfo | undefined;
  /** Whether it only looks at a task, as a check does. */
  readonly isCheck?: boolean | undefined;
}

/** A command that was handed to a spawner. */
export type Spawned = ReturnType<Supervisor['spawn']> & {
  /** Has it tell its news, where it can have any. */
  onNews?(listener: (news: TaskNews) => void): void;
};

/** Starts the commands of containers: as processes, by the supervisor, or as something that only behaves as if. */
export interface CommandSpawner {
  /** The process in which executors of Mesos itself live, as far as others can tell. */
  readonly pid: number | undefined;
  spawn(options: CommandOptions, purpose: CommandPurpose): Spawned;
  /** Where the checks of a task look; absent: at this machine. */
  network?(purpose: Omit<CommandPurpose, 'command'>): Network;
  /**
   * Whether what it starts is no process, but lives by the clock: it may start in an hour. Executors of frameworks are none
   * either, then: tasks behave without them.
   */
  readonly simulated?: boolean | undefined;
}
