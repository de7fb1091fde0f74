/** What the operator calls GET_* of an agent tell. */
import type { Containerizer } from '../../containerizer/containerizer.js';
import type { Task } from '../../wire/internal-messages.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import type { Executor } from '../executor.js';
import { executorStatistics, executorsWithContainer } from '../state.js';

export function getFrameworks(agent: Agent): api.Response.GetFrameworks {
  return {
    frameworks: Array.from(agent.frameworks.active, ({ info }) => ({ framework_info: info })),
    completed_frameworks: Array.from(agent.frameworks.completed, ({ info }) => ({ framework_info: info })),
  };
}

export function getExecutors(agent: Agent): api.Response.GetExecutors {
  return {
    executors: Array.from(agent.frameworks.executors(), ({ info }) => ({ executor_info: info })),
    completed_executors: completedExecutors(agent).map(({ info }) => ({ executor_info: info })),
  };
}

export function getTasks(agent: Agent): api.Response.GetTasks {
  const executors = [...agent.frameworks.executors()];
  const all = [...executors, ...completedExecutors(agent)];
  const tasks = (list: (executor: Executor) => Iterable<Task>) => all.flatMap((executor) => [...list(executor)]);
  return {
    queued_tasks: executors.flatMap((executor) => Array.from(executor.queuedTasks.values(), (task) => executor.createTask(task))),
    launched_tasks: tasks(({ launchedTasks }) => launchedTasks.values()),
    terminated_tasks: tasks(({ terminatedTasks }) => terminatedTasks.values()),
    completed_tasks: tasks(({ completedTasks }) => completedTasks),
  };
}

/** Those of executors and, if asked for, those nested in others and those that belong to nobody. */
export function getContainers(agent: Agent, show: api.Call.GetContainers): api.Response.GetContainers {
  const { containerizer } = agent;
  const usage = containerizer.measure();
  const asked = (id: ContainerID) => (id.parent ? show.show_nested : show.show_standalone && !containerizer.config(id)?.executor);
  return {
    containers: [
      ...executorsWithContainer(agent).map((executor) => containerOf(agent, executor, usage)),
      ...containerizer
        .containers()
        .filter((id) => containerizer.config(id) && asked(id))
        .map((id) => ({
          container_id: id,
          container_status: containerizer.status(id),
          resource_statistics: { timestamp: agent.seconds(), ...usage(id) },
        })),
    ],
  };
}

function containerOf(
  agent: Agent,
  executor: Executor,
  usage: ReturnType<Containerizer['measure']>,
): api.Response.GetContainers.Container {
  const { framework, info, containerId } = executor;
  return {
    framework_id: { value: framework.id },
    executor_id: info.executor_id,
    executor_name: info.name ?? '',
    container_id: containerId,
    container_status: agent.containerizer.status(containerId),
    resource_statistics: executorStatistics(agent, executor, usage(containerId)),
  };
}

const completedExecutors = (agent: Agent): Executor[] =>
  [...agent.frameworks.active, ...agent.frameworks.completed].flatMap((framework) => framework.completedExecutors);
