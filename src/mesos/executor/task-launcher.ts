import type { CheckProcess } from '../health/command-probe.js';
import type { Network } from '../health/network.js';
import type { TaskNews } from '../tasks/task-behaviour.js';
import type { CommandInfo, ContainerID, TaskInfo, TaskStatus } from '../wire/messages.js';

/** A signal by its name, such as `SIGTERM`. */
export type Signal = NodeJS.Signals;

/** A task's process, which starts as soon as it is asked for. */
export interface TaskProcess extends CheckProcess {
  /** Whether it is only simulated: then it starts when its time has come, and nothing is under way until then. */
  readonly simulated: boolean;
  /** What messages call it. Default: `Command`. */
  readonly noun?: 'Container' | undefined;
  /** What its first TASK_RUNNING tells besides, and all that follow except for the data; to be asked when it has started. */
  facts?(): Pick<TaskStatus, 'data' | 'container_status'>;
  /** Resolves when the process runs. Rejects when it could not be started, with a message that says why. */
  readonly started: Promise<void>;
  /** Resolves with the wait status (exit code × 256, or number of the signal). Never, when the process did not start. */
  readonly ended: Promise<number>;
  /** Sends a signal to the process and its descendants. */
  signal(signal: Signal): void;
  /** Runs the command of a check where the task runs, in its environment. */
  check(command: CommandInfo): CheckProcess;
  /** Where the task's other checks look; undefined: at this machine. */
  network(): Network | undefined;
  /** Has a task tell what else it has to say of itself while it runs; only simulated ones have anything. */
  onNews(listener: (news: TaskNews) => void): void;
}

/** How the executors of Mesos itself start what their tasks say. */
export interface TaskLauncher {
  /** Starts a task: in the executor's own container, or in the nested container with this id. */
  launch(task: TaskInfo, containerId?: ContainerID): TaskProcess;
}
