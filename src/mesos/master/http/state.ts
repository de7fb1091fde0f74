/**
 * The v0 documents of a master: `/state` and what is cut from it, each with what whoever asks may see. Times are in seconds
 * since 1970.
 */

import type { Approvers } from '../../authorizer/authorizer.js';
import { viewedReservations, viewedResources, viewsExecutor, viewsFramework, viewsTask } from '../../authorizer/views.js';
import { buildDocument } from '../../documents/build.js';
import { commandDocument } from '../../documents/command.js';
import { summarizeAttributes } from '../../resources/attributes.js';
import { Resources } from '../../resources/resources.js';
import { listInFull, listReservedInFull, summarize, summarizeReserved } from '../../resources/summary.js';
import { taskDocument } from '../../tasks/task-document.js';
import type { Task } from '../../wire/internal-messages.js';
import type { AgentInfo, ExecutorInfo } from '../../wire/messages.js';
import { writeJson } from '../../wire/write-json.js';
import type { Framework } from '../framework.js';
import { MASTER_CAPABILITIES, type Master } from '../master.js';
import type { OutstandingOffer } from '../offers.js';
import type { RegisteredAgent } from '../registered-agent.js';

/** `/state`. */
export function stateDocument(master: Master, approvers: Approvers) {
  const agents = [...master.agents.values()];
  const { info } = master;
  return {
    ...buildDocument(master.version),
    start_time: master.startSeconds,
    elected_time: master.electedSeconds,
    id: master.masterId,
    pid: master.pid,
    hostname: info.hostname,
    capabilities: MASTER_CAPABILITIES,
    activated_slaves: agents.filter(({ active }) => active).length,
    deactivated_slaves: agents.filter(({ active }) => !active).length,
    unreachable_slaves: master.registry.unreachable.size,
    domain: info.domain,
    leader: master.pid,
    leader_info: { id: master.masterId, pid: master.pid, port: info.port, hostname: info.hostname, domain: info.domain },
    cluster: master.flags.cluster,
    log_dir: master.flags.log_dir,
    external_log_file: master.flags.external_log_file,
    ...(approvers.approved('VIEW_FLAGS') && { flags: master.flagsText }),
    slaves: agents.map((agent) => agentDocument(master, agent, approvers)),
    recovered_slaves: Array.from(master.recoveredAgents, recoveredDocument),
    frameworks: frameworkDocuments(master.frameworks.values(), approvers),
    completed_frameworks: frameworkDocuments(master.completedFrameworks, approvers),
    orphan_tasks: [],
    unregistered_frameworks: [],
  };
}

/** `/slaves`, of all agents or of the one named. */
export function slavesDocument(master: Master, agentId: string | null, approvers: Approvers) {
  const isMeant = (id: string | undefined) => agentId === null || id === agentId;
  const agents = [...master.agents.values()].filter(({ id }) => isMeant(id));
  return {
    slaves: agents.map((agent) => ({
      ...agentDocument(master, agent, approvers),
      ...agentResourcesInFull(master, agent, approvers),
    })),
    recovered_slaves: [...master.recoveredAgents].filter(({ id }) => isMeant(id?.value)).map(recoveredDocument),
  };
}

/** An agent that has not come back yet: all that is known of it, with its resources, whoever asks. */
const recoveredDocument = (info: AgentInfo): unknown => JSON.parse(writeJson('AgentInfo', info));

/** `/frameworks`, of all or of the one named. */
export function frameworksDocument(master: Master, frameworkId: string | null, approvers: Approvers) {
  const documents = (frameworks: Iterable<Framework>) =>
    frameworkDocuments(
      [...frameworks].filter(({ id }) => frameworkId === null || id === frameworkId),
      approvers,
    );
  return {
    frameworks: documents(master.frameworks.values()),
    completed_frameworks: documents(master.completedFrameworks),
    unregistered_frameworks: [],
  };
}

/** `/tasks`: a page of all tasks, those that have ended and those that are unreachable among them. */
export function tasksDocument(
  master: Master,
  query: { limit: number; offset: number; ascending: boolean; frameworkId: string | null; taskId: string | null },
  approvers: Approvers,
) {
  const frameworks = [...master.frameworks.values(), ...master.completedFrameworks];
  const tasks = frameworks
    .filter(({ id, info }) => (query.frameworkId === null || id === query.frameworkId) && viewsFramework(approvers, info))
    .flatMap(({ info, tasks, unreachableTasks, completedTasks }) =>
      [...tasks.values(), ...unreachableTasks.values(), ...completedTasks].filter((task) => viewsTask(approvers, info, task)),
    )
    .filter(({ task_id }) => query.taskId === null || task_id.value === query.taskId);
  // By the time of the first status; tasks without any count as older than all others.
  const started = ({ statuses }: (typeof tasks)[number]) => statuses[0]?.timestamp ?? 0;
  tasks.sort((one, other) => (query.ascending ? started(one) - started(other) : started(other) - started(one)));
  return { tasks: pageOf(tasks, query).map(taskDocument) };
}

/**
 * Mesos reckons in unsigned numbers: a negative offset is beyond all that there is, and a negative limit is no limit, but
 * for an offset that the sum of the two is not negative with: then it is none at all.
 */
function pageOf<Item>(items: readonly Item[], { limit, offset }: { limit: number; offset: number }): readonly Item[] {
  const end = offset + limit;
  return offset < 0 ? [] : items.slice(offset, limit < 0 && end < 0 ? undefined : end);
}

/** An agent in `/state` and `/state-summary`. */
export function agentDocument(master: Master, agent: RegisteredAgent, approvers: Approvers) {
  const { info, total } = agent;
  return {
    id: agent.id,
    hostname: info.hostname,
    port: info.port,
    attributes: summarizeAttributes(info.attributes),
    domain: info.domain,
    pid: agent.pid,
    registered_time: agent.registeredSeconds,
    reregistered_time: agent.reregisteredSeconds,
    resources: summarize(total),
    used_resources: summarize(master.usedOn(agent)),
    offered_resources: summarize(agent.offered),
    reserved_resources: summarizeReserved(viewedReservations(approvers, total)),
    unreserved_resources: summarize(total.unreserved()),
    active: agent.active,
    deactivated: agent.deactivated,
    drain_info: master.operatedAgents.drainInfo(agent.id),
    estimated_drain_start_time_seconds: agent.estimatedDrainStartSeconds,
    version: agent.version,
    capabilities: agent.capabilities.map(({ type }) => type),
  };
}

function agentResourcesInFull(master: Master, agent: RegisteredAgent, approvers: Approvers) {
  const total = viewedResources(approvers, agent.total);
  return {
    reserved_resources_full: listReservedInFull(total),
    unreserved_resources_full: listInFull(total.unreserved()),
    used_resources_full: listInFull(viewedResources(approvers, master.usedOn(agent))),
    offered_resources_full: listInFull(viewedResources(approvers, agent.offered)),
  };
}

const frameworkDocuments = (frameworks: Iterable<Framework>, approvers: Approvers) =>
  [...frameworks]
    .filter(({ info }) => viewsFramework(approvers, info))
    .map((framework) => frameworkDocument(framework, approvers));

/** A framework in `/state-summary`, and the first part of one in `/state`. */
export function frameworkSummary(framework: Framework) {
  const { info } = framework;
  return {
    id: framework.id,
    name: info.name,
    pid: framework.pid,
    used_resources: summarize(framework.totalUsed),
    offered_resources: summarize(framework.offered),
    capabilities: info.capabilities?.flatMap(({ type }) => type ?? []) ?? [],
    hostname: info.hostname ?? '',
    webui_url: info.webui_url ?? '',
    active: framework.active,
    connected: framework.connected,
    recovered: framework.recovered,
  };
}

function frameworkDocument(framework: Framework, approvers: Approvers) {
  const { info } = framework;
  const tasks = (all: Iterable<Task>) => [...all].filter((task) => viewsTask(approvers, info, task)).map(taskDocument);
  return {
    ...frameworkSummary(framework),
    user: info.user,
    failover_timeout: info.failover_timeout ?? 0,
    checkpoint: info.checkpoint ?? false,
    registered_time: framework.registeredSeconds,
    unregistered_time: framework.unregisteredSeconds,
    reregistered_time: framework.reregisteredSeconds,
    principal: info.principal,
    resources: summarize(framework.totalUsed.plus(framework.offered)),
    ...(framework.has('MULTI_ROLE') ? { roles: framework.roles } : { role: framework.roles[0] }),
    tasks: tasks(framework.tasks.values()),
    unreachable_tasks: tasks(framework.unreachableTasks.values()),
    completed_tasks: tasks(framework.completedTasks),
    offers: Array.from(framework.offers, offerDocument),
    executors: [...framework.executors].flatMap(([agentId, executors]) =>
      // As in Mesos, an executor that nobody is to see leaves an empty place.
      Array.from(executors.values(), (executor) =>
        viewsExecutor(approvers, info, executor) ? executorDocument(executor, framework.id, agentId) : {},
      ),
    ),
    labels: info.labels?.labels,
    offer_constraints: framework.offerConstraints ?? {},
  };
}

function offerDocument({ id, framework, agent, role, resources }: OutstandingOffer) {
  return {
    id,
    framework_id: framework.id,
    allocation_info: { role },
    slave_id: agent.id,
    resources: summarize(resources),
  };
}

function executorDocument(executor: ExecutorInfo, frameworkId: string, agentId: string) {
  const { command } = executor;
  const resources = Resources.of(executor.resources);
  return {
    executor_id: executor.executor_id.value,
    name: executor.name ?? '',
    framework_id: frameworkId,
    command: commandDocument(command ?? {}),
    resources: summarize(resources),
    role: [...resources][0]?.allocation_info?.role,
    labels: executor.labels?.labels,
    type: executor.type,
    slave_id: agentId,
  };
}
