import { ALL_APPROVED, type Approvers } from '../authorizer/authorizer.js';
import { viewedResources, viewsResource } from '../authorizer/views.js';
import type { Resources } from '../resources/resources.js';
import { listInFull } from '../resources/summary.js';
import type { AgentInfo, master as api, Resource } from '../wire/messages.js';
import type { Framework } from './framework.js';
import type { Master } from './master.js';
import type { RegisteredAgent } from './registered-agent.js';

export const nanoseconds = (seconds: number) => ({ nanoseconds: Math.round(seconds * 1e9) });

const time = (seconds: number | undefined) => (seconds === undefined ? undefined : nanoseconds(seconds));

const shown = (resources: Resources): Resource[] => listInFull(resources);

/** An agent as operators see it: in GET_AGENTS and in AGENT_ADDED, with those of its resources that they may see. */
export function describeAgent(
  master: Master,
  agent: RegisteredAgent,
  approvers: Approvers = ALL_APPROVED,
): api.Response.GetAgents.Agent {
  const viewed = (resources: Resources) => shown(viewedResources(approvers, resources));
  return {
    agent_info: viewedAgentInfo(agent.info, approvers),
    active: agent.active,
    deactivated: agent.deactivated,
    version: agent.version,
    pid: agent.pid,
    registered_time: nanoseconds(agent.registeredSeconds),
    reregistered_time: time(agent.reregisteredSeconds),
    total_resources: viewed(agent.total),
    allocated_resources: viewed(master.usedOn(agent)),
    offered_resources: viewed(agent.offered),
    capabilities: agent.capabilities as api.Response.GetAgents.Agent['capabilities'],
    domain: agent.info.domain,
    drain_info: master.operatedAgents.drainInfo(agent.id),
    estimated_drain_start_time: time(agent.estimatedDrainStartSeconds),
  } as api.Response.GetAgents.Agent;
}

/** What is known of an agent, with those of its resources that somebody may see. */
export const viewedAgentInfo = (info: AgentInfo, approvers: Approvers): AgentInfo => ({
  ...info,
  resources: info.resources?.filter((resource) => viewsResource(approvers, resource)),
});

/** A framework as GET_FRAMEWORKS shows it. */
export function describeFramework(framework: Framework): api.Response.GetFrameworks.Framework {
  const { unregisteredSeconds } = framework;
  return {
    ...frameworkItself(framework),
    unregistered_time: unregisteredSeconds === 0 ? undefined : nanoseconds(unregisteredSeconds),
    offers: Array.from(framework.offers, ({ message }) => message),
    allocated_resources: shown(framework.totalUsed),
    offered_resources: shown(framework.offered),
    offer_constraints: framework.offerConstraints ?? {},
  };
}

/** A framework as FRAMEWORK_ADDED and FRAMEWORK_UPDATED show it: without what it has and is offered. */
export function frameworkItself(framework: Framework): api.Response.GetFrameworks.Framework {
  const { info, registeredSeconds, reregisteredSeconds = registeredSeconds, unregisteredSeconds } = framework;
  return {
    framework_info: info,
    active: framework.active,
    connected: framework.connected,
    recovered: framework.recovered,
    registered_time: nanoseconds(registeredSeconds),
    reregistered_time: nanoseconds(reregisteredSeconds),
    unregistered_time: nanoseconds(unregisteredSeconds),
  };
}
