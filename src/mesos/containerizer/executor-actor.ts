import type { ExecutorDriver, ExecutorPlace, ExecutorSettings } from '../executor/executor-driver.js';
import type { TaskLauncher } from '../executor/task-launcher.js';
import type { ContainerID } from '../wire/messages.js';
import type { ContainerConfig } from './containerizer.js';

/** What is running as a container's purpose: its end is the end of the container. */
export interface ContainerRoot {
  /** What is reported as the pid of the container. */
  readonly pid: number | undefined;
  /** Ends it without asking. */
  kill(): void;
}

export interface ExecutorActorOptions {
  readonly place: ExecutorPlace;
  readonly recoveryTimeoutMs: number;
  readonly lingerMs: number | undefined;
  /** The process in which the executor lives, as far as others can tell. */
  supervisorPid(): number | undefined;
  readonly launcher: TaskLauncher;
  /** Called when the executor has ended, by itself or killed, with its wait status. */
  onEnd(status: number): void;
}

/** The wait status of what SIGKILL ended. */
export const KILLED = 9;

/** Starts an executor of Mesos itself. It is no process of its own: only the tasks it launches are. */
export function startExecutorActor(
  Executor: new (place: ExecutorPlace, settings: ExecutorSettings) => ExecutorDriver,
  id: ContainerID,
  { executor, environment }: ContainerConfig,
  options: ExecutorActorOptions,
): ContainerRoot {
  if (!executor) throw new Error(`Container ${id.value} is not for an executor`);
  const { place, recoveryTimeoutMs, lingerMs, launcher } = options;
  const actor = place.runtime.spawn(
    new Executor(place, {
      agent: environment['MESOS_SLAVE_PID'] ?? '',
      frameworkId: executor.framework.id ?? { value: '' },
      executorId: executor.info.executor_id,
      containerId: id,
      checkpoint: executor.framework.checkpoint ?? false,
      shutdownGraceMs: executor.shutdownGraceMs,
      ...{ recoveryTimeoutMs, lingerMs, launcher },
      onEnd: (status) => options.onEnd(status),
    }),
  );
  actor.start();
  return {
    get pid() {
      return options.supervisorPid();
    },
    kill() {
      actor.terminate();
      options.onEnd(KILLED);
    },
  };
}
