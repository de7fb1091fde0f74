import { MinimesosError } from '../../errors.js';
import { type FrameworkInState, fetchState, type TaskInState } from '../cluster-documents.js';
import { type Command, defineCommand } from '../command.js';
import { compileCondition, waitForCondition } from '../condition.js';
import { CLUSTER_OPTION, type ClusterConnection, NO_DEADLINE, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import type { Options } from '../options.js';
import { writeJson } from '../output.js';
import { Progress } from '../progress.js';
import { readTaskStates, STATES_FORM } from '../task-states.js';
import { counted } from '../text.js';
import { DURATION, readChoice, readDuration, readWholeNumber } from '../values.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const AGENT_STATES = ['active', 'inactive', 'gone'] as const;
const MOST = 1_000_000;

const OPTIONS = {
  framework: {
    value: 'NAME',
    expected: 'the name or id of a framework',
    about: 'a framework of this name or id, registered and active',
  },
  tasks: {
    value: 'N',
    expected: 'a whole number',
    about: 'so many tasks or more, of the framework if one is named; 0 waits until there is none',
  },
  agents: { value: 'N', expected: 'a whole number', about: 'so many agents or more, registered with the master' },
  agent: { value: 'AGENT', expected: 'an agent', about: 'the agent of this number, id or URL' },
  state: {
    value: 'STATE',
    expected: `${STATES_FORM}; or ${AGENT_STATES.join(', ')} for an agent`,
    about:
      'the state they are to be in: of tasks, such as running,finished (default: running); of an agent, active, inactive or gone (default: active)',
  },
  condition: {
    value: 'EXPRESSION',
    expected: 'an expression in JavaScript',
    about:
      "an expression in JavaScript over the master's state, such as 'frameworks.length === 2' or 'tasks.every(t => t.state === \"TASK_FINISHED\")'",
  },
  timeout: { value: 'DURATION', expected: DURATION, about: 'how long to wait at most. Default: 10secs' },
  ...CLUSTER_OPTION,
} as const;

type WaitOptions = Options<typeof OPTIONS>;

/** A wait that was asked for: does it, and tells in a sentence what has come. */
type Wait = (connection: ClusterConnection, timeoutMs: number) => Promise<{ readonly told: string; readonly value: unknown }>;

/** `minimesos wait` */
export const wait: Command = defineCommand({
  name: 'wait',
  about:
    'Waits until something is there: a framework, tasks, agents, or whatever a condition says. When it does not come in time, ' +
    'tells what was seen instead and why tasks are not placed, and exits with 4.',
  options: OPTIONS,
  async run(context, { options }) {
    const { json = false, timeout } = options;
    const timeoutMs = timeout === undefined ? DEFAULT_TIMEOUT_MS : readDuration('--timeout', timeout);
    const waiting = readWait(options);
    const progress = new Progress(context, json);
    return withCluster(context, options.cluster, async (connection) => {
      progress.doing('Waiting');
      try {
        const { told, value } = await waiting(connection, timeoutMs);
        progress.clear();
        if (json) writeJson(context, value);
        else context.stdout.write(`${told}\n`);
        return EXIT.ok;
      } finally {
        progress.clear();
      }
    });
  },
});

/** @throws MinimesosError `INVALID_OPTION` */
function readWait(options: WaitOptions): Wait {
  const { framework, tasks, agents, agent, state, condition } = options;
  const goals = { agents, agent, condition, 'framework or --tasks': framework ?? tasks };
  const given = Object.entries(goals).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`]));
  if (given.length !== 1) {
    const came = given.length === 0 ? 'none of them' : given.join(' and ');
    throw new MinimesosError('INVALID_OPTION', {
      option: 'minimesos wait',
      expected: `one of --framework, --tasks, --agents, --agent, --condition`,
      came,
    });
  }
  if (condition !== undefined) return condition_(condition);
  if (agents !== undefined) return registered(readWholeNumber('--agents', agents, 0, MOST));
  if (agent !== undefined) return oneAgent(agent, state === undefined ? 'active' : readChoice('--state', state, AGENT_STATES));
  if (tasks === undefined && state === undefined) return oneFramework(framework ?? '');
  const count = tasks === undefined ? 1 : readWholeNumber('--tasks', tasks, 0, MOST);
  return someTasks(framework, count, readTaskStates('--state', state ?? 'running'));
}

const condition_ = (expression: string): Wait => {
  const condition = compileCondition('--condition', expression);
  return async (connection, timeoutMs) => {
    const what = `The condition ${expression}`;
    const value = await waitForCondition(() => fetchState(connection), condition, { what, timeoutMs });
    return { told: 'The condition is fulfilled.', value };
  };
};

const registered =
  (count: number): Wait =>
  async (connection, timeoutMs) => {
    const isFulfilled = ({ activated_slaves }: { activated_slaves: number }) => activated_slaves >= count;
    const what = `What was waited for, ${counted(count, 'registered agent')},`;
    const { slaves } = await waitForCondition(() => fetchState(connection), isFulfilled, { what, timeoutMs });
    return { told: `${counted(slaves.length, 'agent')} registered.`, value: slaves };
  };

const oneAgent =
  (agent: string, state: (typeof AGENT_STATES)[number]): Wait =>
  async (connection, timeoutMs) => {
    const value = await ask<{ agent: unknown }>(connection, { agent: { agent, state }, timeoutMs });
    return { told: `Agent ${agent} is ${state}.`, value: value.agent };
  };

const oneFramework =
  (framework: string): Wait =>
  async (connection, timeoutMs) => {
    const { framework: found } = await ask<{ framework: FrameworkInState }>(connection, { framework, timeoutMs });
    return { told: `Framework ${found.name} is active: ${found.id}`, value: found };
  };

const someTasks =
  (framework: string | undefined, count: number, state: readonly string[]): Wait =>
  async (connection, timeoutMs) => {
    const goal = count === 0 ? { count } : { atLeast: count };
    const { tasks } = await ask<{ tasks: TaskInState[] }>(connection, { tasks: { framework, state, ...goal }, timeoutMs });
    return { told: `${counted(tasks.length, 'task')} ${state.join(' or ')}.`, value: tasks };
  };

const ask = <Answer>({ json }: ClusterConnection, body: object): Promise<Answer> =>
  json('POST', '/wait', { ...NO_DEADLINE, body });
