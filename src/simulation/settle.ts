import type { Agent } from '../mesos/agent/agent.js';
import type { Executor } from '../mesos/agent/executor.js';
import { isTerminal } from '../mesos/tasks/task.js';
import type { TaskState } from '../mesos/wire/messages.js';
import { BrokenInvariant } from './invariants.js';
import type { Reception } from './receptions.js';
import type { SchedulerHost } from './scheduler-host.js';
import type { SimulatedCluster } from './simulated-cluster.js';

/** Longer than any of Mesos's own time-outs. */
const LONG_MS = 11 * 60_000;
const SHORT_MS = 15_000;
const SHORT_ROUNDS = 12;
const ROUNDS = 18;
/** How many of those that do not agree a failure tells; with one bug there may be hundreds. */
const SHOWN_DOUBTS = 5;

/**
 * Everything heals, and time passes: then schedulers, master and agents agree on every task. At last all frameworks are torn
 * down, and nothing is left of them.
 * @throws BrokenInvariant when that does not come about
 */
export async function settleDown(cluster: SimulatedCluster): Promise<void> {
  await cluster.heal();
  await cluster.advance(SHORT_MS);
  cluster.healed();
  const working = new Set(cluster.hosts.flatMap(({ hanging }) => hanging));
  await until(cluster, () => [...doubts(cluster), ...cluster.hosts.flatMap((host) => hanging(host, working))]);
  for (const host of cluster.hosts) host.stop();
  await cluster.settle();
  const { master } = cluster;
  for (const framework of [...(master?.frameworks.values() ?? [])]) master?.frameworksOf.remove(framework);
  await until(cluster, () => remains(cluster));
  cluster.emptied();
  cluster.check();
}

async function until(cluster: SimulatedCluster, open: () => string[]): Promise<void> {
  let left: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    await cluster.advance(round < SHORT_ROUNDS ? SHORT_MS : LONG_MS);
    cluster.check();
    for (const machine of cluster.machines) machine.start(); // agents that were told to leave
    await cluster.settle();
    left = open();
    if (left.length === 0) return;
  }
  const more = left.length > SHOWN_DOUBTS ? `; and ${left.length - SHOWN_DOUBTS} more` : '';
  throw new BrokenInvariant(`Long after everything has healed, ${left.slice(0, SHOWN_DOUBTS).join('; ')}${more}.`);
}

/** What a scheduler was at work on, and still is. Of what came later it may be the turn. */
const hanging = ({ number, hanging }: SchedulerHost, working: ReadonlySet<Reception>): string[] =>
  hanging
    .filter((reception) => working.has(reception))
    .map(({ event }) => `scheduler ${number} hangs: received() has not come back from the event ${event}`);

/** Where schedulers, master and agents do not agree. */
function doubts(cluster: SimulatedCluster): string[] {
  const away = cluster.machines.flatMap(({ agent }) =>
    agent?.alive && agent.registration.registered ? [] : [`agent ${agent?.agentId ?? agent?.pid} is not registered`],
  );
  return [...away, ...cluster.hosts.flatMap((host) => doubtsOf(cluster, host)), ...strays(cluster)];
}

/** Tasks of which a scheduler believes something else than the master says, or that no agent has. */
function doubtsOf(cluster: SimulatedCluster, { frameworkId, connected, knowledge, number, refusal }: SchedulerHost): string[] {
  if (frameworkId === undefined || !connected) {
    const why = refusal === undefined ? '' : `: the master answers SUBSCRIBE with ${refusal}`;
    return [`scheduler ${number} is not subscribed${why}`];
  }
  return knowledge.open().flatMap(([id, agentId]) => {
    const believed = knowledge.latest.get(id)?.state;
    const said = stateAtMaster(cluster, frameworkId, id, agentId);
    const there = stateAtAgent(cluster.machineOf(agentId)?.agent, frameworkId, id);
    const agree = believed === said && (believed === 'TASK_UNREACHABLE' || there === said);
    return agree
      ? []
      : [`task ${id} is ${believed ?? 'unknown'} for its scheduler, ${said} for the master, ${there} for its agent`];
  });
}

function stateAtMaster({ master }: SimulatedCluster, frameworkId: string, id: string, agentId: string): TaskState | 'nothing' {
  const framework = master?.frameworks.get(frameworkId);
  const task = framework?.tasks.get(id);
  if (task) return task.status_update_state ?? task.state;
  return framework?.unreachableTasks.has(id) || master?.registry.unreachable.has(agentId) ? 'TASK_UNREACHABLE' : 'nothing';
}

const executorOf = (agent: Agent | undefined, frameworkId: string, id: string): Executor | undefined =>
  agent?.frameworks.get(frameworkId)?.taskExecutors.get(id);

function stateAtAgent(agent: Agent | undefined, frameworkId: string, id: string): TaskState | 'nothing' {
  const executor = executorOf(agent, frameworkId, id);
  if (!executor) return 'nothing';
  if (executor.queuedTasks.has(id)) return 'TASK_STAGING';
  return executor.task(id)?.state ?? 'nothing';
}

/** Tasks that run though their scheduler was told that they have ended. */
function strays(cluster: SimulatedCluster): string[] {
  return cluster.hosts.flatMap(({ frameworkId = '', knowledge }) =>
    [...knowledge.latest].flatMap(([id, { state, agent_id }]) => {
      if (!isTerminal(state) || state === 'TASK_LOST') return [];
      const there = stateAtAgent(cluster.machineOf(agent_id?.value ?? '')?.agent, frameworkId, id);
      return there === 'nothing' || isTerminal(there) ? [] : [`task ${id} is ${state} for its scheduler, and yet ${there}`];
    }),
  );
}

/** What is left of frameworks that were torn down. */
function remains({ master, machines }: SimulatedCluster): string[] {
  const used = [...(master?.agents.values() ?? [])].flatMap((agent) => {
    const inUse = master?.usedOn(agent);
    return agent.tasks.size === 0 && inUse?.isEmpty ? [] : [`${inUse} is in use on agent ${agent.id}`];
  });
  const running = machines.flatMap(({ agent, commands }) => {
    const frameworks = agent?.frameworks.size ?? 0;
    if (frameworks > 0) return [`agent ${agent?.agentId} has ${frameworks} frameworks`];
    return commands.running.size > 0 ? [`${commands.running.size} tasks run on the machine of agent ${agent?.agentId}`] : [];
  });
  return [...used, ...running];
}
