import type { Agent } from '../mesos/agent/agent.js';
import type { Master } from '../mesos/master/master.js';
import type { RegisteredAgent } from '../mesos/master/registered-agent.js';
import { Resources } from '../mesos/resources/resources.js';
import { isTerminal } from '../mesos/tasks/task.js';
import type { scheduler } from '../mesos/wire/messages.js';
import { isUpdate, type Knowledge } from './knowledge.js';

/** Something does not hold that has to hold whatever happens to a cluster. */
export class BrokenInvariant extends Error {
  override readonly name = 'BrokenInvariant';
}

/** Fails, with this description, where the answer is no. */
export function holds(what: string, answer: boolean): void {
  if (!answer) throw new BrokenInvariant(`It does not hold that ${what}.`);
}

/**
 * The books of a master about agents, tasks and offers agree with each other. To be asked when nothing is under way.
 * @param totals Whether the agents can be expected to have what the master thinks: not when it was told of other resources
 *   while tasks or offers have those it thought of, because operations were lost
 */
export function checkMaster(master: Master, { totals = true }: { totals?: boolean } = {}): void {
  for (const agent of master.agents.values()) {
    const held = Resources.sum([agent.offered, master.usedOn(agent)]);
    if (totals) checkTotal(master, agent, held);
    for (const [role, resources] of held.allocations()) {
      sameResources(`${role} has nothing that is reserved for others`, resources.allocatableTo(role), resources);
    }
    holds('an agent that is not active is not offered', agent.active || agent.offers.size === 0);
    for (const offer of agent.offers) holds('offers of agents are in the books', master.offers.get(offer.id) === offer);
  }
  const tasksOfAgents = [...master.agents.values()].flatMap(({ tasks }) =>
    [...tasks.values()].flatMap((ofFramework) => [...ofFramework.values()]),
  );
  const known = new Set([...master.frameworks.values()].flatMap(({ tasks }) => [...tasks.values()]));
  holds(
    'agents and frameworks have the same tasks',
    known.size === tasksOfAgents.length && tasksOfAgents.every((task) => known.has(task)),
  );
}

function checkTotal(master: Master, { id, total }: RegisteredAgent, held: Resources): void {
  const free = master.allocator.available(id) ?? Resources.empty;
  // What is shared is free however many have it.
  const all = Resources.sum([held.nonShared().unallocate(), free]);
  sameResources(`offered + used + free = total on agent ${id}`, all, total);
  for (const resource of held.shared().unallocate()) holds('what is shared is there', total.contains([resource]));
}

/**
 * The books of a master about frameworks agree with each other, and with what it has told their schedulers.
 * @param told By framework id; of others nothing is known.
 */
export function checkFrameworks(master: Master, told: ReadonlyMap<string, Pick<Knowledge, 'offers'>>): void {
  let offers = 0;
  for (const framework of master.frameworks.values()) {
    const alive = [...framework.tasks.values()].filter(({ state }) => !isTerminal(state));
    const executors = [...framework.executors.values()].flatMap((ofAgent) => [...ofAgent.values()]);
    const needed = Resources.of([...alive, ...executors].flatMap(({ resources: each = [] }) => each));
    sameResources('what tasks and executors need is used', framework.totalUsed, needed);
    holds('a framework that is not active has no offers', framework.active || framework.offers.size === 0);
    const open = told.get(framework.id)?.offers ?? new Set();
    const agrees = open.size === framework.offers.size && [...framework.offers].every(({ id }) => open.has(id));
    holds('a scheduler knows which offers it has', agrees || !framework.connected);
    for (const { role, resources } of framework.offers) {
      holds('offers are for roles of the framework', framework.roles.includes(role));
      holds('shared resources are for who understands them', framework.has('SHARED_RESOURCES') || resources.shared().isEmpty);
    }
    offers += framework.offers.size;
  }
  holds('every offer is one of a framework', master.offers.size === offers);
  for (const { tasks, offers: left, executors } of master.completedFrameworks) {
    holds('nothing is left of a framework that has ended', tasks.size + left.size + executors.size === 0);
  }
}

/** A master and the agents that are registered with it agree on what there is. Holds as long as no message was lost or held. */
export function checkAgents(master: Master, agents: Iterable<Agent | undefined>): void {
  for (const agent of agents) {
    const known = master.agents.get(agent?.agentId ?? '');
    if (!agent?.alive || !agent.registration.registered || !known?.connected) continue;
    sameResources('master and agent have the same resources', agent.operations.total, known.total);
    sameResources('operations make and lose nothing', stripped(known.total), stripped(Resources.of(agent.info.resources)));
  }
}

/** An offer is made once, and taken back only while it stands. To be asked before `told` takes the event in. */
export function checkOffers(told: Knowledge, { offers, rescind }: scheduler.Event): void {
  for (const { id } of offers?.offers ?? []) holds('an offer is made once', !told.offers.has(id.value));
  if (rescind) holds('an offer that is taken back was made, and not answered', told.offers.has(rescind.offer_id.value));
}

/** What a master says of tasks comes in the order of updates and acknowledgements. */
export class UpdateOrder {
  /** By uuid: which of the agents of its place was the last to send an update. */
  readonly #generations = new Map<string, number | undefined>();

  /**
   * An update that is new comes only after the one before it was acknowledged, and one that is old never again. What an agent
   * says on its own account it does not keep for its successor, nor anything of frameworks without checkpoint.
   * @param told what the master has said before, this event not included
   * @param about whether the framework has checkpoints; which of the agents at its place this one is, undefined when it is away
   */
  check(told: Knowledge, { update }: scheduler.Event, about: { checkpoint: boolean; generation: number | undefined }): void {
    const status = update?.status;
    if (!status || !isUpdate(status)) return;
    const earlier = told.updates.filter(
      ({ task_id, agent_id }) => task_id.value === status.task_id.value && agent_id.value === status.agent_id.value,
    );
    const last = earlier.at(-1);
    const isKept = status.source === 'SOURCE_EXECUTOR' && about.checkpoint;
    const isOfSuccessor = this.#generations.get(last?.uuid ?? '') !== about.generation;
    this.#generations.set(status.uuid, about.generation);
    if (!last || last.uuid === status.uuid || (isOfSuccessor && !isKept)) return;
    holds(
      'an old update does not come again',
      earlier.every(({ uuid }) => uuid !== status.uuid),
    );
    holds(`${last.state} was acknowledged before ${status.state}`, told.acknowledged.has(last.uuid));
    // An agent that drains and is gone afterwards says so, as that of Mesos, already when it begins to kill a task.
    const isGoing = last.state === 'TASK_GONE_BY_OPERATOR' && last.reason === 'REASON_AGENT_DRAINING';
    holds(`${last.state} is not followed by ${status.state}`, !isTerminal(last.state) || isGoing);
  }
}

function sameResources(what: string, one: Resources, other: Resources): void {
  if (!one.equals(other)) throw new BrokenInvariant(`It does not hold that ${what}: ${inOrder(one)} is not ${inOrder(other)}.`);
}

const inOrder = (bag: Resources): string => `${bag}`.split('; ').sort().join('; ') || 'nothing';

const stripped = (resources: Resources) =>
  resources.transform(({ reservations: _, disk: __, shared: ___, ...resource }) => resource);
