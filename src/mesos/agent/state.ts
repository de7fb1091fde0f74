/**
 * The v0 documents of an agent: `/state` and what is cut from it, each with what whoever asks may see. Times are in seconds
 * since 1970.
 */
import type { Approvers } from '../authorizer/authorizer.js';
import { viewedReservations, viewsExecutor, viewsFramework, viewsTask } from '../authorizer/views.js';
import type { ContainerUsage } from '../containerizer/containerizer.js';
import { buildDocument } from '../documents/build.js';
import { commandDocument } from '../documents/command.js';
import { summarizeAttributes } from '../resources/attributes.js';
import { listInFull, listReservedInFull, summarize, summarizeList, summarizeReserved } from '../resources/summary.js';
import { taskDocument } from '../tasks/task-document.js';
import type { Task } from '../wire/internal-messages.js';
import type { ResourceStatistics, TaskInfo } from '../wire/messages.js';
import type { Agent } from './agent.js';
import type { Executor } from './executor.js';
import type { Framework } from './framework.js';
import { AGENT_CAPABILITIES } from './registration.js';

/** `/state`. */
export function stateDocument(agent: Agent, approvers: Approvers) {
  const { info } = agent;
  const { total } = agent.operations;
  const reserved = viewedReservations(approvers, total);
  const used = agent.usedResources;
  const frameworks = (all: Iterable<Framework>) =>
    [...all].filter(({ info }) => viewsFramework(approvers, info)).map((framework) => frameworkDocument(framework, approvers));
  return {
    ...buildDocument(agent.version),
    start_time: agent.startSeconds,
    id: agent.agentId,
    pid: agent.pid,
    hostname: info.hostname,
    capabilities: AGENT_CAPABILITIES,
    domain: info.domain,
    resources: summarize(total),
    reserved_resources: summarizeReserved(reserved),
    unreserved_resources: summarize(total.unreserved()),
    reserved_resources_full: listReservedInFull(reserved),
    unreserved_resources_full: listInFull(total.unreserved()),
    reserved_resources_allocated: summarizeReserved(viewedReservations(approvers, used)),
    unreserved_resources_allocated: summarize(used.unreserved()),
    resource_providers: [],
    attributes: summarizeAttributes(info.attributes),
    master_hostname: agent.registration.masterHostname,
    log_dir: agent.flags.log_dir,
    external_log_file: agent.flags.external_log_file,
    ...(approvers.approved('VIEW_FLAGS') && { flags: agent.flagsText }),
    frameworks: frameworks(agent.frameworks.active),
    completed_frameworks: frameworks(agent.frameworks.completed),
  };
}

function frameworkDocument({ id, info, executors, completedExecutors }: Framework, approvers: Approvers) {
  const documents = (all: Iterable<Executor>) =>
    [...all]
      .filter((executor) => viewsExecutor(approvers, info, executor.info))
      .map((executor) => executorDocument(executor, approvers));
  const multiRole = info.capabilities?.some(({ type }) => type === 'MULTI_ROLE');
  return {
    id,
    name: info.name,
    user: info.user,
    failover_timeout: info.failover_timeout ?? 0,
    checkpoint: info.checkpoint ?? false,
    hostname: info.hostname ?? '',
    principal: info.principal,
    ...(multiRole ? { roles: info.roles ?? [] } : { role: info.role ?? '*' }),
    executors: documents(executors.values()),
    completed_executors: documents(completedExecutors),
  };
}

function executorDocument(executor: Executor, approvers: Approvers) {
  const { info, framework } = executor;
  const viewed = (tasks: Iterable<Task>) => [...tasks].filter((task) => viewsTask(approvers, framework.info, task));
  const queued = [...executor.queuedTasks.values()].filter((task_info) =>
    approvers.approved('VIEW_TASK', { task_info, framework_info: framework.info }),
  );
  const { resources } = executor;
  return {
    id: executor.id,
    name: info.name ?? '',
    source: info.source ?? '',
    container: executor.containerId.value,
    directory: executor.directory,
    resources: summarize(resources),
    role: info.resources?.[0]?.allocation_info?.role,
    labels: info.labels?.labels,
    type: info.type,
    tasks: viewed(executor.launchedTasks.values()).map(taskDocument),
    queued_tasks: queued.map(queuedTaskDocument),
    completed_tasks: viewed([...executor.completedTasks, ...executor.terminatedTasks.values()]).map(taskDocument),
  };
}

function queuedTaskDocument(task: TaskInfo) {
  return {
    id: task.task_id.value,
    name: task.name,
    slave_id: task.agent_id.value,
    resources: summarizeList(task.resources ?? []),
    role: task.resources?.[0]?.allocation_info?.role,
    command: task.command && commandDocument(task.command),
    executor_id: task.executor?.executor_id.value,
    discovery: task.discovery,
  };
}

/** What `/containers` says of the containers of these executors. */
export async function containersDocument(agent: Agent, executors: readonly Executor[]) {
  const usage = await agent.containerizer.measure();
  return executors.map((executor) => ({
    ...executorIdentity(executor),
    container_id: executor.containerId.value,
    status: agent.containerizer.status(executor.containerId) ?? {},
    statistics: executorStatistics(agent, executor, usage(executor.containerId)),
  }));
}

/** `/monitor/statistics`. */
export async function statisticsDocument(agent: Agent) {
  const usage = await agent.containerizer.measure();
  return executorsWithContainer(agent).map((executor) => ({
    ...executorIdentity(executor),
    statistics: executorStatistics(agent, executor, usage(executor.containerId)),
  }));
}

function executorIdentity({ id, info, framework }: Executor) {
  return { framework_id: framework.id, executor_id: id, executor_name: info.name ?? '', source: info.source ?? '' };
}

const BYTES_PER_MEGABYTE = 2 ** 20;

/** What the container of an executor may use, and what it does. */
export function executorStatistics(agent: Agent, executor: Executor, usage: ContainerUsage): ResourceStatistics {
  const { resources } = executor;
  const memory = resources.scalar('mem') * BYTES_PER_MEGABYTE;
  return {
    timestamp: agent.seconds(),
    cpus_soft_limit: resources.scalar('cpus'),
    mem_limit_bytes: memory,
    mem_soft_limit_bytes: memory,
    ...usage,
    ...agent.diskIsolator.statistics(executor),
  };
}

/** Executors that `/containers` and the like tell of. */
export function executorsWithContainer(agent: Agent): Executor[] {
  return [...agent.frameworks.executors()].filter(({ state }) => state !== 'TERMINATED');
}

/** Those of them that a principal may see. */
export const viewedContainers = (agent: Agent, approvers: Approvers): Executor[] =>
  executorsWithContainer(agent).filter(({ info, framework }) =>
    approvers.approved('VIEW_CONTAINER', { executor_info: info, framework_info: framework.info }),
  );
