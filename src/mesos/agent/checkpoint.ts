import type { Pid } from '../process/pid.js';
import type { Task } from '../wire/internal-messages.js';
import type { AgentID, DrainConfig } from '../wire/messages.js';
import type { Agent } from './agent.js';
import { Executor, type ExecutorOptions } from './executor.js';
import type { Framework, KnownFrameworkInfo } from './framework.js';
import type { OperationsCheckpoint } from './operations.js';
import type { UpdatesCheckpoint } from './status-update-manager.js';

/**
 * What an agent has to know of its predecessor that crashed: who it is, and what runs. In Mesos it lies in files below `meta`
 * in the work directory. It is plain data, so that it can be kept anywhere.
 */
export interface AgentCheckpoint {
  /** Undefined when the predecessor had not registered. */
  readonly agentId: AgentID | undefined;
  /** The drain that was under way. */
  readonly drain: DrainConfig | undefined;
  /** Those with `checkpoint`: of others nothing is kept, and what they run ends. */
  readonly frameworks: readonly FrameworkCheckpoint[];
  readonly operations: OperationsCheckpoint;
}

export interface FrameworkCheckpoint {
  readonly info: KnownFrameworkInfo;
  readonly executors: readonly ExecutorCheckpoint[];
  readonly updates: readonly UpdatesCheckpoint[];
}

export interface ExecutorCheckpoint extends Omit<ExecutorOptions, 'framework'> {
  /** Where it can be reached; undefined for executors over HTTP, which come back by themselves. */
  readonly pid: Pid | undefined;
  /** Those that were still to be given to the executor included. */
  readonly launchedTasks: readonly Task[];
  readonly terminatedTasks: readonly Task[];
  readonly completedTasks: readonly Task[];
}

/** The checkpoint of an agent, as of now. */
export function checkpointOf({ info, frameworks, updates, operations, drain }: Agent): AgentCheckpoint {
  const kept = [...frameworks.active].filter((framework) => framework.info.checkpoint);
  return {
    agentId: info.id,
    drain: drain.config,
    operations: operations.state,
    frameworks: kept.map((framework) => ({
      info: framework.info,
      executors: Array.from(framework.executors.values(), checkpointOfExecutor),
      updates: updates.manager.checkpoint(framework.id),
    })),
  };
}

function checkpointOfExecutor(executor: Executor): ExecutorCheckpoint {
  const { info, containerId, directory, user, forCommandTask, shutdownGraceMs, peer } = executor;
  const queued = Array.from(executor.queuedTasks.values(), (task) => executor.createTask(task));
  return {
    ...{ info, containerId, directory, user, forCommandTask, shutdownGraceMs, pid: peer?.pid },
    launchedTasks: [...executor.launchedTasks.values(), ...queued],
    terminatedTasks: [...executor.terminatedTasks.values()],
    completedTasks: [...executor.completedTasks],
  };
}

/** Makes an executor known again, with its tasks, as one that has to register. */
export function executorFrom(checkpoint: ExecutorCheckpoint, framework: Framework): Executor {
  const executor = new Executor({ ...checkpoint, framework });
  executor.completedTasks.push(...checkpoint.completedTasks);
  for (const task of checkpoint.launchedTasks) executor.launchedTasks.set(task.task_id.value, task);
  for (const task of checkpoint.terminatedTasks) executor.terminatedTasks.set(task.task_id.value, task);
  for (const { task_id } of [...checkpoint.launchedTasks, ...checkpoint.terminatedTasks]) {
    framework.taskExecutors.set(task_id.value, executor);
  }
  framework.executors.set(executor.id, executor);
  return executor;
}
