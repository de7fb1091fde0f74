import { MinimesosError } from '../../errors.js';
import { FAULT_EFFECTS, type FaultEffect, type FaultInfo, type FaultRuleInput } from '../../faults/fault-rule.js';
import { isPartition, PARTITION_DIRECTIONS, partitionOf } from '../../faults/partition.js';
import { ACTIONS } from '../../mesos/process/traffic.js';
import { formatTimeline } from '../../timeline/format.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, type ClusterConnection, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { AGENT_ARGUMENT, findAgent } from '../names.js';
import { writeJson, writeList } from '../output.js';
import { readTaskStates, STATES_FORM } from '../task-states.js';
import { invalidOption, readChoice, readDuration, readWholeNumber } from '../values.js';

const FAULT_ARGUMENT = { name: 'FAULT', about: 'the number of a fault as minimesos fault list shows it' };
const MOST = 1_000_000_000;

const EFFECTS = Object.keys(FAULT_EFFECTS) as FaultEffect[];

const named = (expected: string, about: string) => ({ value: 'NAME', expected, about, many: true }) as const;
const peers = (about: string) =>
  ({ value: 'PEER', expected: 'master, agent, scheduler, executor, operator, or an id', about, many: true }) as const;

/** `minimesos fault add EFFECT` */
export const faultAdd: Command = defineCommand({
  name: 'fault add',
  about:
    'Makes something go wrong with calls, events, messages and actions: those for which all that is given is true. The first fault that ' +
    'matches counts, and every effect stands in the timeline.\n' +
    'drop: it never arrives, and a call gets no answer. delay: it arrives later. hold: it waits for minimesos fault release. ' +
    'duplicate: it arrives twice. reset: its connection is reset. lose-answer: a call is carried out, and its connection reset ' +
    'in place of the answer. answer: a call is not carried out, and answered with --status. fail: an action is not done, and fails ' +
    'with --error.\n' +
    'Names of messages, calls, events, actions and states may be several, with commas between them.',
  arguments: [{ name: 'EFFECT', about: `what happens: ${EFFECTS.join(', ')}` }],
  options: {
    message: named(
      'the name of a message',
      'messages between master, agents and executors, such as StatusUpdateMessage; * for all',
    ),
    call: named('the type of a call', 'calls such as ACCEPT; * for all'),
    event: named('the type of an event', 'events of schedulers and executors such as OFFERS; * for all'),
    action: named(`one of ${ACTIONS.join(', ')}`, `what agents do for containers: ${ACTIONS.join(', ')}; * for all`),
    api: { value: 'API', expected: 'scheduler, executor or operator', about: 'the API of the calls and events' },
    from: peers('who sends: a role, the id of an agent, or the id or name of a framework'),
    to: peers('who is to get it, as with --from'),
    framework: { value: 'NAME', expected: 'the name or id of a framework', about: 'what is about this framework' },
    agent: { value: 'AGENT', expected: 'an agent', about: 'what is about this agent, by number, id or URL' },
    task: { value: 'TASK', expected: 'the id of a task', about: 'what is about this task' },
    state: { value: 'STATE', expected: STATES_FORM, about: 'what tells of this state of a task', many: true },
    delay: { value: 'DURATION', expected: 'a duration such as 5secs', about: 'with delay: how much later it arrives' },
    status: { value: 'STATUS', expected: 'a status from 300 to 599', about: 'with answer. Default: 503' },
    location: {
      value: 'URL',
      expected: 'a URL',
      about: 'with answer: the header Location, which 307 and other redirections need',
    },
    error: { value: 'TEXT', expected: 'a text', about: 'with fail: what is said of it. Default: as with the usual cause' },
    times: { value: 'NUMBER', expected: 'a number above 0', about: 'how often it happens. Default: without end' },
    probability: { value: 'NUMBER', expected: 'a number above 0, 1 at most', about: 'how likely it is each time. Default: 1' },
    ...CLUSTER_OPTION,
  },
  async run(context, { options, arguments: [given = ''] }) {
    const { agent, delay, status, times, probability, cluster, json, help: _, api, ...others } = options;
    const { message, call, event, action, state, ...rest } = others;
    const rule = {
      ...listed({ message, call, event, action }),
      ...rest,
      ...(state && { state: state.flatMap((text) => readTaskStates('--state', text)) }),
      effect: readChoice('EFFECT', given, EFFECTS),
      ...(api !== undefined && { api: readChoice('--api', api, ['scheduler', 'executor', 'operator'] as const) }),
      ...(delay !== undefined && { delay: readDuration('--delay', delay) }),
      ...(status !== undefined && { status: readWholeNumber('--status', status, 300, 599) }),
      ...(times !== undefined && { times: readWholeNumber('--times', times, 1, MOST) }),
      ...(probability !== undefined && { probability: readProbability(probability) }),
    };
    return withCluster(context, cluster, async (connection) => {
      const about = agent === undefined ? rule : { ...rule, agent: (await findAgent(connection, agent)).id };
      return add(context, connection, about, json);
    });
  },
});

/** `minimesos fault partition AGENT` */
export const faultPartition: Command = defineCommand({
  name: 'fault partition',
  about:
    'Keeps the master and an agent from hearing of each other, until minimesos fault remove. The master notices it by pings that ' +
    'are not answered, after 75 to 90 s unless its flags say otherwise.',
  arguments: [AGENT_ARGUMENT],
  options: {
    direction: {
      value: 'DIRECTION',
      expected: PARTITION_DIRECTIONS.join(', '),
      about: 'what does not arrive: both, or only what goes to-master or to-agent. Default: both',
    },
    ...CLUSTER_OPTION,
  },
  async run(context, { options, arguments: [given = ''] }) {
    const direction = readChoice('--direction', options.direction ?? 'both', PARTITION_DIRECTIONS);
    return withCluster(context, options.cluster, async (connection) => {
      const { id: agent } = await findAgent(connection, given);
      return add(context, connection, partitionOf(agent, direction), options.json);
    });
  },
});

/** `minimesos fault heal` */
export const faultHeal: Command = defineCommand({
  name: 'fault heal',
  about: 'Ends partitions: those of an agent, or all there are.',
  arguments: [{ ...AGENT_ARGUMENT, optional: true }],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given] }) =>
    withCluster(context, options.cluster, async (connection) => {
      const agent = given === undefined ? undefined : (await findAgent(connection, given)).id;
      const faults = await connection.json<FaultInfo[]>('GET', '/faults');
      const ids = faults.filter(({ rule }) => isPartition(rule, agent)).map(({ id }) => id);
      return remove(context, connection, ids, { json: options.json, none: 'There are no partitions.' });
    }),
});

/** `minimesos fault list` */
export const faultList: Command = defineCommand({
  name: 'fault list',
  about: 'Lists the faults of a cluster, in the order in which they are asked.',
  options: { ...CLUSTER_OPTION },
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      writeList(context, await connection.json<FaultInfo[]>('GET', '/faults'), {
        json: options.json,
        columns: [
          { title: 'FAULT', cell: ({ id }) => String(id), align: 'right' },
          { title: 'EFFECT', cell: ({ rule }) => rule.effect, whole: true },
          { title: 'ON', cell: ({ rule }) => traffic(rule) },
          {
            title: 'COUNT',
            cell: ({ count, rule: { times } }) => (times === undefined ? String(count) : `${count}/${times}`),
            align: 'right',
          },
          { title: 'HELD', cell: ({ held, rule }) => (rule.effect === 'hold' ? String(held.length) : ''), align: 'right' },
        ],
        none: 'There are no faults.',
      });
      return EXIT.ok;
    }),
});

/** `minimesos fault held FAULT` */
export const faultHeld: Command = defineCommand({
  name: 'fault held',
  about: 'Shows what a fault holds, oldest first.',
  arguments: [FAULT_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given = ''] }) =>
    withCluster(context, options.cluster, async (connection) => {
      const id = readFault(given);
      const faults = await connection.json<FaultInfo[]>('GET', '/faults');
      const fault = faults.find((each) => each.id === id);
      if (!fault) throw new MinimesosError('UNKNOWN_FAULT', { fault: id, faults: faults.map((each) => each.id) });
      const { held } = fault;
      if (options.json) writeJson(context, held);
      else if (held.length === 0) context.stderr.write(`Fault ${id} holds nothing.\n`);
      else context.stdout.write(`${formatTimeline(held.map((entry) => ({ sequence: 0, ...entry })))}\n`);
      return EXIT.ok;
    }),
});

/** `minimesos fault release FAULT` */
export const faultRelease: Command = defineCommand({
  name: 'fault release',
  about: 'Lets what a fault holds pass, oldest first.',
  arguments: [FAULT_ARGUMENT],
  options: {
    count: { value: 'NUMBER', expected: 'a number above 0', about: 'no more than so many. Default: all' },
    ...CLUSTER_OPTION,
  },
  async run(context, { options, arguments: [given = ''] }) {
    const id = readFault(given);
    const count = options.count === undefined ? undefined : readWholeNumber('--count', options.count, 1, MOST);
    return withCluster(context, options.cluster, async (connection) => {
      const body = count === undefined ? {} : { count };
      const fault = await connection.json<FaultInfo>('POST', `/faults/${id}/release`, { body });
      if (options.json) writeJson(context, fault);
      else context.stdout.write(`Fault ${id} now holds ${fault.held.length}.\n`);
      return EXIT.ok;
    });
  },
});

/** `minimesos fault remove FAULT` */
export const faultRemove: Command = defineCommand({
  name: 'fault remove',
  about: 'Ends a fault; what it holds passes.',
  arguments: [{ ...FAULT_ARGUMENT, optional: true }],
  options: { all: { about: 'all faults there are' }, ...CLUSTER_OPTION },
  async run(context, { options, arguments: [given] }) {
    if ((given === undefined) === !options.all)
      throw invalidOption('FAULT', `${FAULT_ARGUMENT.about}, or --all in its place`, given);
    const wanted = given === undefined ? undefined : readFault(given);
    return withCluster(context, options.cluster, async (connection) => {
      const ids = wanted === undefined ? (await connection.json<FaultInfo[]>('GET', '/faults')).map(({ id }) => id) : [wanted];
      return remove(context, connection, ids, { json: options.json, none: 'There are no faults.' });
    });
  },
});

async function remove(
  context: CliContext,
  connection: ClusterConnection,
  ids: readonly number[],
  { json, none }: { json: boolean | undefined; none: string },
): Promise<number> {
  for (const id of ids) await connection.json('DELETE', `/faults/${id}`);
  if (json) writeJson(context, ids);
  else context.stdout.write(ids.length === 0 ? `${none}\n` : `Removed ${ids.map((id) => `fault ${id}`).join(', ')}.\n`);
  return EXIT.ok;
}

async function add(
  context: CliContext,
  connection: ClusterConnection,
  rule: FaultRuleInput,
  json: boolean | undefined,
): Promise<number> {
  const fault = await connection.json<FaultInfo>('POST', '/faults', { body: rule });
  if (json) writeJson(context, fault);
  else context.stdout.write(`Fault ${fault.id} is in force: ${rule.effect} ${traffic(rule)}\n`);
  return EXIT.ok;
}

/** Names that may have commas between them, as the list of faults shows them. */
const listed = (names: Readonly<Record<string, readonly string[] | undefined>>) =>
  Object.fromEntries(
    Object.entries(names).flatMap(([key, texts]) => (texts ? [[key, texts.flatMap((text) => text.split(','))]] : [])),
  );

const readFault = (text: string): number => readWholeNumber('FAULT', text, 1, MOST);

function readProbability(text: string): number {
  const number = /^(0?\.\d+|1(\.0+)?)$/.test(text) ? Number(text) : 0;
  if (number > 0) return number;
  throw invalidOption('--probability', 'a number above 0, 1 at most', text);
}

/** What a rule is about: `message=StatusUpdateMessage from=agent`. */
function traffic({ effect: _, times: __, ...rule }: FaultRuleInput): string {
  const facts = Object.entries(rule).filter(([, value]) => value !== undefined);
  return facts.length === 0 ? 'all traffic' : facts.map(([name, value]) => `${name}=${[value].flat().join(',')}`).join(' ');
}
