import type { AgentState } from '../cluster/agent-state.js';
import type { AgentInState, FrameworkInState, MesosState, TaskInState } from '../cluster/mesos-state.js';
import { isTerminal } from '../mesos/tasks/task.js';
import type { TimelineEntry } from '../timeline/timeline.js';

/** What can be checked of a cluster from outside, whatever the framework is. */
export const CHAOS_CHECKS = {
  frameworks: 'The framework is subscribed, or has ended by itself.',
  agents: 'Every agent that runs is registered and active.',
  tasks: 'Master and agents know the same tasks in the same states, and none on an agent that is lost.',
  resources: 'On each agent, what is used and offered is what tasks and offers have, and the allocator counts the same.',
  acknowledgements:
    'Every status update to a scheduler that is connected is acknowledged within the time in which Mesos repeats it.',
  processes: 'No process of a task or executor that has ended is left.',
} as const;

/** One of the {@link CHAOS_CHECKS}. */
export type ChaosCheck = keyof typeof CHAOS_CHECKS;

/** Something that is not as it has to be. */
export interface ChaosProblem {
  readonly check: ChaosCheck;
  /** What is wrong, in a sentence that is the same as long as it is wrong. */
  readonly text: string;
  readonly framework?: string | undefined;
  readonly task?: string | undefined;
  readonly agent?: string | undefined;
}

/** What a cluster looks like from outside. */
export interface ChaosView {
  readonly state: MesosState;
  /** What agents that run say of themselves. */
  readonly agents: readonly AgentState[];
  readonly metrics: Readonly<Record<string, number>>;
  /** Updates that an agent has sent to the master and that nobody has acknowledged since, the last of each task. */
  readonly unacknowledged: readonly TimelineEntry[];
  /** Starts of processes whose end was not seen. */
  readonly processes: readonly TimelineEntry[];
  /** The frameworks, by id, that have to be there: they were, and whose scheduler runs. */
  readonly expected: ReadonlyMap<string, string>;
}

/** All that is wrong. What is read at several places is never quite of the same time: only what stays wrong is. */
export function findProblems(view: ChaosView): ChaosProblem[] {
  return [
    ...frameworkProblems(view),
    ...agentProblems(view),
    ...taskProblems(view),
    ...resourceProblems(view),
    ...acknowledgementProblems(view),
    ...processProblems(view),
  ];
}

function frameworkProblems({ state, expected }: ChaosView): ChaosProblem[] {
  const there = new Map(state.frameworks.map((framework) => [framework.id, framework]));
  return [...expected].flatMap(([framework, name]): ChaosProblem[] => {
    const found = there.get(framework);
    if (found?.connected) return [];
    // Those that were torn down, or whose failover timeout is over, are replaced by one that subscribes anew.
    if (!found && state.frameworks.some((other) => other.name === name && other.connected)) return [];
    const how = found ? 'is not connected any more' : 'is not known to the master any more';
    return [{ check: 'frameworks', framework, text: `The scheduler of framework ${name} runs, but ${how}.` }];
  });
}

function agentProblems({ state, agents }: ChaosView): ChaosProblem[] {
  return agents.flatMap(({ id: agent, pid }): ChaosProblem[] => {
    const registered = state.slaves.find(({ id }) => id === agent);
    if (registered?.active) return [];
    const how = registered ? 'is not active' : 'is not registered';
    return [{ check: 'agents', agent, text: `The agent at ${pid} runs, but ${how} with the master.` }];
  });
}

/** A live task, and in which state somebody believes it to be. */
interface Belief {
  readonly framework: string;
  readonly task: string;
  readonly agent: string;
  readonly state: string;
}

const beliefs = (framework: string, agent: string, tasks: readonly Pick<TaskInState, 'id' | 'state'>[]): Belief[] =>
  tasks.filter(({ state }) => !isTerminal(state)).map(({ id: task, state }) => ({ framework, agent, task, state }));

const onAgent = ({ id, frameworks }: AgentState): Belief[] =>
  frameworks.flatMap((framework) =>
    framework.executors.flatMap(({ tasks, queued_tasks: queued }) => [
      ...beliefs(framework.id, id, tasks),
      ...beliefs(
        framework.id,
        id,
        queued.map((task) => ({ id: task.id, state: 'TASK_STAGING' })),
      ),
    ]),
  );

const onMaster = ({ frameworks }: MesosState): Belief[] =>
  frameworks.flatMap(({ id, tasks }) => tasks.flatMap((task) => beliefs(id, task.slave_id, [task])));

const keyOf = ({ framework, task, agent }: Belief) => JSON.stringify([framework, task, agent]);

function taskProblems({ state, agents }: ChaosView): ChaosProblem[] {
  const registered = new Set(state.slaves.map(({ id }) => id));
  const known = new Map(onMaster(state).map((belief) => [keyOf(belief), belief]));
  const running = new Map(agents.flatMap(onAgent).map((belief) => [keyOf(belief), belief]));
  const seen = new Set(agents.map(({ id }) => id));
  const problem = ({ framework, task, agent }: Belief, text: string): ChaosProblem => ({
    ...{ check: 'tasks', framework, task, agent },
    text: `Task ${task} ${text}`,
  });
  return [
    ...[...known.values()].flatMap((belief) => {
      const other = running.get(keyOf(belief));
      if (!registered.has(belief.agent)) return [problem(belief, `is ${belief.state} for the master, and its agent is lost.`)];
      if (!seen.has(belief.agent)) return [];
      if (!other) return [problem(belief, `is ${belief.state} for the master, and its agent does not know it.`)];
      if (other.state === belief.state) return [];
      return [problem(belief, `is ${belief.state} for the master, and ${other.state} for its agent.`)];
    }),
    ...[...running.entries()].flatMap(([key, belief]) =>
      known.has(key) ? [] : [problem(belief, `is ${belief.state} for its agent, and the master does not know it.`)],
    ),
  ];
}

const AMOUNTS = ['cpus', 'mem', 'disk', 'gpus'] as const;
type Amounts = Readonly<Record<string, number | string>>;

const amountOf = (resources: Amounts | undefined, name: string) => Number(resources?.[name] ?? 0);
const total = (all: readonly Amounts[], name: string) => all.reduce((sum, resources) => sum + amountOf(resources, name), 0);
/** Mesos counts in thousandths. */
const same = (one: number, other: number) => Math.abs(one - other) < 0.0005;
const shown = (amount: number) => String(Math.round(amount * 1000) / 1000);

function resourceProblems({ state, metrics }: ChaosView): ChaosProblem[] {
  return AMOUNTS.flatMap((name) => [
    ...state.slaves.flatMap((slave) => booksOf(slave, state.frameworks, name)),
    ...allocatorBooks(state.slaves, metrics, name),
  ]);
}

function booksOf(slave: AgentInState, frameworks: readonly FrameworkInState[], name: string): ChaosProblem[] {
  const agent = slave.id;
  const problem = (text: string): ChaosProblem => ({ check: 'resources', agent, text: `On agent ${agent} ${text}` });
  const all = amountOf(slave.resources, name);
  const [used, offered] = [amountOf(slave.used_resources, name), amountOf(slave.offered_resources, name)];
  const mine = frameworks.map((framework) => {
    const executors = (framework as { executors?: { slave_id: string; resources: Amounts }[] }).executors ?? [];
    const live = framework.tasks.filter((task) => !isTerminal(task.state));
    return [...live, ...executors].filter(({ slave_id }) => slave_id === agent).map(({ resources }) => resources);
  });
  const offers = frameworks.flatMap((framework) => framework.offers.filter(({ slave_id }) => slave_id === agent));
  const [inUse, onOffer] = [
    total(mine.flat(), name),
    total(
      offers.map(({ resources }) => resources),
      name,
    ),
  ];
  return [
    ...(used + offered > all + 0.0005 ? [problem(`more ${name} is used and offered than there is.`)] : []),
    ...(same(used, inUse) ? [] : [problem(`${shown(used)} ${name} is used, but its tasks and executors have ${shown(inUse)}.`)]),
    ...(same(offered, onOffer) ? [] : [problem(`${shown(offered)} ${name} is offered, but its offers have ${shown(onOffer)}.`)]),
  ];
}

/** What is free is known to the allocator only. */
function allocatorBooks(slaves: readonly AgentInState[], metrics: ChaosView['metrics'], name: string): ChaosProblem[] {
  const [held, there] = ['offered_or_allocated', 'total'].map((what) => metrics[`allocator/mesos/resources/${name}/${what}`]);
  const given = total(
    slaves.flatMap(({ used_resources, offered_resources }) => [used_resources, offered_resources]),
    name,
  );
  const all = total(
    slaves.map(({ resources }) => resources),
    name,
  );
  const problem = (text: string): ChaosProblem => ({ check: 'resources', text });
  return [
    ...(held === undefined || same(held, given)
      ? []
      : [problem(`The allocator has given away ${shown(held)} ${name}, but ${shown(given)} is used and offered.`)]),
    ...(there === undefined || same(there, all)
      ? []
      : [problem(`The allocator counts ${shown(there)} ${name}, but the agents have ${shown(all)}.`)]),
  ];
}

function acknowledgementProblems({ state, unacknowledged }: ChaosView): ChaosProblem[] {
  const there = new Set(state.frameworks.filter(({ connected }) => connected).map(({ id }) => id));
  // Nobody repeats what an agent had to say that has left.
  const agents = new Set(state.slaves.map(({ id }) => id));
  return unacknowledged
    .filter(({ framework = '', agent = '' }) => there.has(framework) && agents.has(agent))
    .map(({ framework, task, agent, details }) => ({
      ...{ check: 'acknowledgements' as const, framework, task, agent },
      text: `${details?.['state']} of task ${task} is not acknowledged.`,
    }));
}

function processProblems({ agents, processes }: ChaosView): ChaosProblem[] {
  const containers = new Set(
    agents.flatMap(({ frameworks }) => frameworks.flatMap(({ executors }) => executors.map(({ container }) => container))),
  );
  return processes.flatMap(({ framework, task, agent, details }): ChaosProblem[] => {
    const [root = ''] = String(details?.['container']).split('.');
    if (containers.has(root)) return [];
    const owner = task === undefined ? 'an executor' : `task ${task}`;
    const text = `Process ${details?.['pid']} of ${owner} is left, though nothing of it is known to an agent.`;
    return [{ check: 'processes', framework, task, agent, text }];
  });
}
