/** What the operator calls GET_* of an agent tell: what whoever asks may see. */
import type { Approvers } from '../../authorizer/authorizer.js';
import { viewsExecutor, viewsFramework, viewsTask } from '../../authorizer/views.js';
import { type Containerizer, rootContainerId } from '../../containerizer/containerizer.js';
import type { Task } from '../../wire/internal-messages.js';
import type { agent as api, ContainerID } from '../../wire/messages.js';
import type { Agent } from '../agent.js';
import type { Executor } from '../executor.js';
import type { Framework } from '../framework.js';
import { executorStatistics, viewedContainers } from '../state.js';
import { executorOf } from './container-authorization.js';

export function getFrameworks(agent: Agent, approvers: Approvers): api.Response.GetFrameworks {
  const viewed = (frameworks: Iterable<Framework>) =>
    [...frameworks].filter(({ info }) => viewsFramework(approvers, info)).map(({ info }) => ({ framework_info: info }));
  return { frameworks: viewed(agent.frameworks.active), completed_frameworks: viewed(agent.frameworks.completed) };
}

export function getExecutors(agent: Agent, approvers: Approvers): api.Response.GetExecutors {
  const viewed = (executors: Iterable<Executor>) =>
    [...executors].filter((executor) => sees(approvers, executor)).map(({ info }) => ({ executor_info: info }));
  return { executors: viewed(agent.frameworks.executors()), completed_executors: viewed(completedExecutors(agent)) };
}

export function getTasks(agent: Agent, approvers: Approvers): api.Response.GetTasks {
  const executors = [...agent.frameworks.executors()];
  const all = [...executors, ...completedExecutors(agent)];
  const tasks = (from: readonly Executor[], list: (executor: Executor) => Iterable<Task>) =>
    from
      .filter((executor) => sees(approvers, executor))
      .flatMap((executor) => [...list(executor)].filter((task) => viewsTask(approvers, executor.framework.info, task)));
  return {
    queued_tasks: tasks(executors, (executor) => Array.from(executor.queuedTasks.values(), (task) => executor.createTask(task))),
    launched_tasks: tasks(all, ({ launchedTasks }) => launchedTasks.values()),
    terminated_tasks: tasks(all, ({ terminatedTasks }) => terminatedTasks.values()),
    completed_tasks: tasks(all, ({ completedTasks }) => completedTasks),
  };
}

const sees = (approvers: Approvers, { info, framework }: Executor): boolean =>
  viewsFramework(approvers, framework.info) && viewsExecutor(approvers, framework.info, info);

/** Those of executors and, if asked for, those nested in others and those that belong to nobody. */
export async function getContainers(
  agent: Agent,
  show: api.Call.GetContainers,
  approvers: Approvers,
): Promise<api.Response.GetContainers> {
  const { containerizer } = agent;
  const usage = await containerizer.measure();
  const asked = (id: ContainerID) => (id.parent ? show.show_nested : show.show_standalone && !containerizer.config(id)?.executor);
  const viewed = viewedContainers(agent, approvers);
  // What is nested in a container is seen by those who see that one.
  const seen = (id: ContainerID) =>
    executorOf(agent, id)
      ? viewed.some(({ containerId }) => containerId.value === rootContainerId(id).value)
      : approvers.approved('VIEW_STANDALONE_CONTAINER', { container_id: rootContainerId(id) });
  return {
    containers: [
      ...viewed.map((executor) => containerOf(agent, executor, usage)),
      ...containerizer
        .containers()
        .filter((id) => containerizer.config(id) && asked(id) && seen(id))
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
  usage: Awaited<ReturnType<Containerizer['measure']>>,
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
