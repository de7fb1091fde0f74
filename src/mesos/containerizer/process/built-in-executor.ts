import { CommandExecutor } from '../../executor/command-executor.js';
import { DefaultExecutor } from '../../executor/default-executor.js';
import { SimulatedExecutor } from '../../executor/simulated-executor.js';
import type { Signal, TaskLauncher, TaskProcess } from '../../executor/task-launcher.js';
import type { ContainerID, TaskInfo } from '../../wire/messages.js';
import { type ContainerRoot, type ExecutorActorOptions, KILLED, startExecutorActor } from '../executor-actor.js';
import { launchNested } from '../nested.js';
import type { Container } from './container.js';
import type { ProcessContainerizer } from './process-containerizer.js';

export interface BuiltInExecutorOptions extends Omit<ExecutorActorOptions, 'launcher'> {
  readonly containerizer: ProcessContainerizer;
}

/** Starts an executor of Mesos itself, whose tasks are processes. */
export function startBuiltInExecutor(container: Container, options: BuiltInExecutorOptions): ContainerRoot {
  const { config, id } = container;
  const kind = config.builtIn ?? 'simulated';
  return startExecutorActor(EXECUTORS[kind], id, config, { ...options, launcher: LAUNCHERS[kind](container, options) });
}

/** Many tasks run in the container of the one executor. */
function simulatedLauncher(container: Container, { containerizer }: BuiltInExecutorOptions): TaskLauncher {
  return {
    launch(task) {
      const process = containerizer.startCommand(container, task.command ?? {}, {}, task);
      return {
        simulated: containerizer.simulated,
        ...{ started: process.started, ended: process.ended, signal: (name) => process.signal(name) },
        check: (command) => containerizer.startCheck(container.id, command, {}, task),
        network: () => containerizer.networkOf(container.id, task),
        onNews: (listener) => process.onNews(listener),
      };
    },
  };
}

/** The task runs in the executor's own container, with the executor's environment. */
function commandLauncher(container: Container, { containerizer }: BuiltInExecutorOptions): TaskLauncher {
  return {
    launch(task) {
      const environment = { MESOS_ALLOCATION_ROLE: allocationRole(task) };
      const process = containerizer.startCommand(container, task.command ?? {}, environment);
      return {
        simulated: containerizer.simulated,
        ...{ started: process.started, ended: process.ended, signal: (name) => process.signal(name) },
        check: (command) => containerizer.startCheck(container.id, command, environment),
        network: () => containerizer.networkOf(container.id),
        onNews: (listener) => process.onNews(listener),
      };
    },
  };
}

/** Each task runs in a container nested in the executor's. */
function groupLauncher(_container: Container, { containerizer, place }: BuiltInExecutorOptions): TaskLauncher {
  return {
    launch(task, containerId): TaskProcess {
      if (!containerId) throw new Error('A task of a group needs a container');
      let early: Signal | undefined;
      const started = launch(task, containerId).then(() => {
        if (early) containerizer.kill(containerId, early);
      });
      return {
        simulated: containerizer.simulated,
        started,
        ended: started.then(
          async () => (await containerizer.wait(containerId))?.status ?? KILLED,
          () => new Promise<never>(() => {}),
        ),
        // A task may be killed while its sandbox is being made.
        signal: (name) => {
          if (!containerizer.kill(containerId, name)) early = name;
        },
        check: (command) => containerizer.startCheck(containerId, command),
        network: () => containerizer.networkOf(containerId),
        onNews: (listener) => containerizer.onNews(containerId, listener),
      };
    },
  };

  function launch(task: TaskInfo, containerId: ContainerID): Promise<void> {
    const environment = { MESOS_CONTAINER_IP: place.address.ip, MESOS_ALLOCATION_ROLE: allocationRole(task) };
    const { command = {}, container } = task;
    return launchNested(containerizer, containerId, { command, task, environment, container });
  }
}

const EXECUTORS = { command: CommandExecutor, default: DefaultExecutor, simulated: SimulatedExecutor };
const LAUNCHERS = { command: commandLauncher, default: groupLauncher, simulated: simulatedLauncher };

const allocationRole = (task: TaskInfo): string =>
  task.resources?.find(({ allocation_info }) => allocation_info)?.allocation_info?.role ?? '*';
