import * as v from 'valibot';
import { count, flag, number, text } from './fields.js';

/** Amounts by name: scalars as numbers, ranges and sets as text. */
export const Amounts = v.record(v.string(), v.union([v.number(), v.string()]));

/** A task as `/state` of a master has it. */
export const Task = v.looseObject({
  id: v.string(),
  name: v.string(),
  framework_id: v.string(),
  slave_id: text('The id of its agent.'),
  executor_id: text('Empty for a task without an executor of its own.'),
  state: text('Such as `TASK_RUNNING`.'),
  resources: Amounts,
  statuses: v.array(v.looseObject({ state: v.string(), timestamp: number('Seconds since 1970.') })),
});

/** An offer as `/state` of a master has it. */
export const Offer = v.looseObject({
  id: v.string(),
  framework_id: v.string(),
  slave_id: text('The id of the agent whose resources these are.'),
  resources: Amounts,
});

/** A framework as `/state` of a master has it. */
export const Framework = v.looseObject({
  id: v.string(),
  name: v.string(),
  user: v.string(),
  active: flag('Whether it gets offers.'),
  connected: flag('Whether its scheduler is connected.'),
  hostname: v.string(),
  tasks: v.array(Task),
  unreachable_tasks: v.array(Task),
  completed_tasks: v.array(Task),
  offers: v.array(Offer),
});

/** An agent as `/state` of a master has it. */
const AgentInState = v.looseObject({
  id: v.string(),
  pid: text('`slave(n)@ip:port`.'),
  hostname: v.string(),
  port: count('Where it listens.'),
  active: v.boolean(),
  attributes: Amounts,
  resources: Amounts,
  used_resources: Amounts,
});

/** What the leading master answers to `GET /state`; more than is named here. */
export const MesosState = v.looseObject({
  version: v.string(),
  id: text('Of the incarnation of the master.'),
  pid: text('`master@ip:port`.'),
  activated_slaves: count('How many agents are registered.'),
  slaves: v.array(AgentInState),
  frameworks: v.array(Framework),
  completed_frameworks: v.array(Framework),
});

/** A resource in Mesos's v1 JSON. */
export const Resource = v.looseObject({ name: v.string(), type: v.optional(v.string()) });
