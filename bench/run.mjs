#!/usr/bin/env node
// Measures what the README promises, each figure in fresh processes, and shows medians with their spread beside the budget.
// node bench/run.mjs [--quick] [--json]
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'boolean' } } });
const rounds = options.quick ? 3 : 9;
const script = new URL('./measure.mjs', import.meta.url).pathname;

const measure = (name) => JSON.parse(execFileSync(process.execPath, [script, name], { encoding: 'utf8', timeout: 600_000 }));
/** Ten thousand tasks take their time, and so does another server beside ours: so often at most, and once with --quick. */
const MOST_ROUNDS = {
  operatorState: 3,
  simulatedAgents: 3,
  simulatedTasks: 1,
  someSimulatedTasks: 1,
  zooKeeper: 3,
  names: 3,
  programs: 3,
  libprocess: 3,
};
const roundsOf = (name) => (options.quick && name in MOST_ROUNDS ? 1 : Math.min(rounds, MOST_ROUNDS[name] ?? rounds));
const repeat = (name) =>
  Array.from({ length: roundsOf(name) }, (_, round) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${round + 1}/${roundsOf(name)}   `);
    else console.error(`${name} ${round + 1}/${roundsOf(name)}, after ${(performance.now() / 1000).toFixed(0)} s`);
    return measure(name);
  });

const SIMULATED_TASKS = options.quick ? 'someSimulatedTasks' : 'simulatedTasks';
const LIBPROCESS = options.quick ? 'someLibprocess' : 'libprocess';
const NAMES = [
  ...['start', 'latency', 'podLatency', 'throughput', 'throughputHeavy', 'json', 'protobuf', 'executors', 'recovery'],
  ...[
    'allocation',
    'operatorState',
    'operatorEvents',
    'simulatedAgents',
    SIMULATED_TASKS,
    'seam',
    'zooKeeper',
    'names',
    'failover',
    'marathon',
    'programs',
    LIBPROCESS,
  ],
];
const results = Object.fromEntries(NAMES.map((name) => [name, repeat(name)]));
if (process.stderr.isTTY) process.stderr.write('\r                              \r');

const all = (name, member) => results[name].flatMap((result) => result[member]).sort((a, b) => a - b);
const at = (sorted, part) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];

/** Name, unit, values, budget, and whether more is better. */
const FIGURES = [
  ['start, 1 master and 3 agents, first in a process', 'ms', all('start', 'start'), 25],
  ['start, again in the same process', 'ms', all('start', 'startAgain'), 25],
  ['destroy', 'ms', all('start', 'destroy')],
  ['import of the library', 'ms', all('start', 'import'), 50],
  ['subscribe to first offer', 'ms', all('latency', 'firstOffer'), 3],
  ['accept to TASK_RUNNING', 'ms', all('latency', 'running'), 5],
  ['accept to TASK_FINISHED of `true`', 'ms', all('latency', 'finished'), 10],
  ['accept to TASK_RUNNING of a pod', 'ms', all('podLatency', 'running')],
  ['200 `true` tasks, owner as it is', '/s', all('throughput', 'perSecond'), 250, 'more'],
  ['200 `true` tasks, owner 240 MB heavier', '/s', all('throughputHeavy', 'perSecond'), 250, 'more'],
  ['GET /state after 200 tasks', 'ms', all('throughput', 'state'), 5],
  ['size of that /state', 'KB', all('throughput', 'stateKb')],
  ['resident memory, idle', 'MB', all('throughput', 'idle'), 80],
  ['resident memory, after 200 tasks', 'MB', all('throughput', 'after'), 120],
  ['resident memory of the supervisor', 'MB', all('throughput', 'supervisor')],
  ['SUBSCRIBE to SUBSCRIBED, first in a process, JSON', 'ms', all('json', 'subscribed')],
  ['the same in protobuf', 'ms', all('protobuf', 'subscribed')],
  ['events over one stream, JSON', '/s', all('json', 'perSecond')],
  ['the same in protobuf', '/s', all('protobuf', 'perSecond')],
  ['size of such an event, JSON', 'bytes', all('json', 'size')],
  ['the same in protobuf', 'bytes', all('protobuf', 'size')],
  ['accept to TASK_RUNNING of a custom executor (a Node program)', 'ms', all('executors', 'one')],
  ['start and end of the same program alone', 'ms', all('executors', 'oneBare')],
  ['50 custom executors at once', 'ms', all('executors', 'many')],
  ['50 executors beside 50 bare processes', 'times', all('executors', 'ratio'), 2],
  ['restart of an agent with 100 live tasks', 'ms', all('recovery', 'recovery'), 500],
  ['restart of an idle agent', 'ms', all('recovery', 'idle')],
  ['launch of 100 tasks with checkpoint beside without', 'times', all('recovery', 'launchRatio'), 2],
  ['allocation, 1,000 agents and 100 frameworks, all free', 'ms', all('allocation', 'free'), 100],
  ['the same with twice the agents', 'times', all('allocation', 'freeGrowth'), 2.6],
  ['allocation, all refused by everybody', 'ms', all('allocation', 'refused'), 250],
  ['the same with twice the agents', 'times', all('allocation', 'refusedGrowth'), 2.6],
  // How long others wait: while these are answered, nobody else is. Nearly all tasks of a master are such that have ended.
  ['GET /state with 10,000 ended tasks', 'ms', all('operatorState', 'state_ms'), 150],
  ['longest time for which others wait for it', 'ms', all('operatorState', 'state_blocked'), 150],
  ['size of that /state', 'MB', all('operatorState', 'state_sizeMb')],
  ['GET /state-summary with the same', 'ms', all('operatorState', 'summary_ms'), 50],
  ['GET_STATE with the same', 'ms', all('operatorState', 'getState_ms'), 200],
  ['longest time for which others wait for it', 'ms', all('operatorState', 'getState_blocked'), 200],
  ['memory that GET_STATE takes meanwhile', 'MB', all('operatorState', 'getState_memoryMb'), 150],
  ['1000 operator event streams, from SUBSCRIBE to the first HEARTBEAT of all', 'ms', all('operatorEvents', 'subscribing'), 2500],
  ['memory for them', 'MB', all('operatorEvents', 'memoryMb'), 100],
  ['events over all of them', '/s', all('operatorEvents', 'perSecond'), 20_000, 'more'],
  ['longest time for which others wait for them', 'ms', all('operatorEvents', 'blocked'), 200],
  ['start of 1,000 simulated agents', 'ms', all('simulatedAgents', 'thousand'), 500],
  ['start of 10,000 simulated agents', 'ms', all('simulatedAgents', 'many'), 2000],
  ['memory of each of those', 'KB', all('simulatedAgents', 'memory'), 100],
  ['simulated time, 100 agents and 10,000 tasks', 'hours/s', all(SIMULATED_TASKS, 'hours')],
  [`${options.quick ? '20,000' : '100,000'} simulated tasks on 1,000 agents, all of them`, 's', all(SIMULATED_TASKS, 'seconds')],
  ['messages between actors, with the seam for faults beside without', 'times', all('seam', 'ratio'), 1.1],
  ['embedded ZooKeeper until a client has its session, first in a process', 'ms', all('zooKeeper', 'first'), 25],
  ['the same again', 'ms', all('zooKeeper', 'again'), 5],
  ['memory of each of 100,000 znodes with 100 bytes of data', 'bytes', all('zooKeeper', 'bytes'), 600],
  ['its operations (create, get, set, exists), 1 client', '/s', all('zooKeeper', 'perSecond1'), 5000, 'more'],
  ['the same, 10 clients', '/s', all('zooKeeper', 'perSecond10'), 10_000, 'more'],
  ['the same, 100 clients', '/s', all('zooKeeper', 'perSecond100'), 10_000, 'more'],
  ['messages from another process, over 1 link', '/s', all(LIBPROCESS, 'in1'), 10_000, 'more'],
  ['the same, over 100 links', '/s', all(LIBPROCESS, 'in100'), 10_000, 'more'],
  ['messages to another process, over 1 link', '/s', all(LIBPROCESS, 'out1'), 20_000, 'more'],
  ['the same, over 100 links', '/s', all(LIBPROCESS, 'out100'), 20_000, 'more'],
  [`memory that ${options.quick ? '200,000' : 'a million'} of these leave taken`, 'MB', all(LIBPROCESS, 'memoryMb'), 50],
  // Nothing of Apache ZooKeeper where it is not installed.
  ['start of Apache ZooKeeper', 'ms', all('zooKeeper', 'apacheReady')],
  ['1 client beside Apache ZooKeeper', 'times', all('zooKeeper', 'ratio1')],
  ['10 clients beside Apache ZooKeeper', 'times', all('zooKeeper', 'ratio10')],
  ['100 clients beside Apache ZooKeeper', 'times', all('zooKeeper', 'ratio100')],
  ['addresses by DNS, 64 questions at once', '/s', all('names', 'addresses'), 5000, 'more'],
  ['services by DNS', '/s', all('names', 'services'), 3000, 'more'],
  ['start, 3 masters, ZooKeeper and 3 agents, first in a process', 'ms', all('failover', 'start'), 100],
  ['the same again', 'ms', all('failover', 'startAgain'), 50],
  ['failover() to the first offer of another master', 'ms', all('failover', 'failover'), 50],
  ["crash of a leader to the first offer of another one, reaction 'immediate'", 'ms', all('failover', 'immediate'), 50],
  ["the same with reaction 'mesos', in virtual time", 's', all('failover', 'seconds')],
  ['real time that this takes', 'ms', all('failover', 'milliseconds'), 50],
  ['start of a Marathon', 'ms', all('marathon', 'start')],
  ['an app from its creation to running', 'ms', all('marathon', 'healthy'), 150],
  ['the same with a health check by command, to healthy', 'ms', all('marathon', 'checked'), 150],
  ['500 instances of an app to running, simulated', 'ms', all('marathon', 'many'), 2500],
  ['process of an agent from its start to its first offer (Mesos: 930 ms)', 'ms', all('programs', 'byDefault'), 930],
  ['the same without the wait before registering', 'ms', all('programs', 'atOnce')],
  ['memory of that process', 'MB', all('programs', 'memoryMb')],
];
const measured = FIGURES.filter(([, , values]) => values.length > 0).map(([figure, unit, values, budget, better]) => {
  const median = at(values, 0.5);
  const verdict = budget === undefined ? '' : (better ? median >= budget : median <= budget) ? 'met' : 'missed';
  return { figure, unit, median, low: at(values, 0.1), high: at(values, 0.9), budget, verdict };
});

if (options.json) console.log(JSON.stringify({ node: process.version, rounds, figures: measured }, null, 1));
else {
  const show = (value) => (value === undefined ? '' : value >= 100 ? value.toFixed(0) : value.toFixed(1));
  console.log(`| figure | median | 10 % to 90 % | budget | |\n|---|---|---|---|---|`);
  for (const { figure, unit, median, low, high, budget, verdict } of measured) {
    console.log(
      `| ${figure} | ${show(median)} ${unit} | ${show(low)} to ${show(high)} | ${budget === undefined ? '' : `${budget} ${unit}`} | ${verdict} |`,
    );
  }
  console.log(`\nNode ${process.version}, ${rounds} processes each${options.quick ? ', one of those that take long' : ''}.`);
}
