// What operators cost a busy cluster: /state and GET_STATE with 10,000 tasks that have ended, and an event stream that a thousand
// watch. Beside the time of each answer, the longest time for which nobody else was answered meanwhile.
import { spawn } from 'node:child_process';
import http from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { MesosCluster } from 'minimesos';
import { Scheduler } from './scheduler.mjs';

const TASKS = 10_000;
const WATCHERS = 1000;
const WATCHED_TASKS = 20;
const ROUNDS = 5;
const MEGABYTE = 1024 * 1024;

const program = fileURLToPath(new URL('./executor.mjs', import.meta.url));
const watchers = fileURLToPath(new URL('./watchers.mjs', import.meta.url));
const scalar = (name, value) => ({ name, type: 'SCALAR', scalar: { value } });

/** A cluster, and what launches so many tasks on it that end at once and waits for the last one. */
async function startCluster() {
  const cluster = await MesosCluster.start({
    masters: [{ flags: { max_completed_tasks_per_framework: TASKS } }],
    agents: [{ resources: 'cpus:100;mem:100000;disk:1000' }],
    reaction: 'immediate',
  });
  const scheduler = new Scheduler(cluster.leader.url);
  let ended = 0;
  let wake = () => {};
  await scheduler.subscribe((event) => {
    if (event.type !== 'UPDATE') return;
    const { status } = event.update;
    if (status.state !== 'TASK_FINISHED') throw new Error(`${status.task_id.value}: ${status.state} ${status.message}`);
    scheduler.acknowledge(status).catch(() => {}); // the last ones may outlive the cluster
    ended++;
    wake();
  });
  const executor = {
    executor_id: { value: 'executor' },
    command: { shell: false, value: process.execPath, arguments: ['node', program] },
    resources: [scalar('cpus', 0.1), scalar('mem', 32)],
  };
  const launch = async (count) => {
    // What tasks leave is offered piece by piece; the rest of the agent is one piece.
    const isLarge = ({ resources }) => resources.some(({ name, scalar: amount }) => name === 'cpus' && amount.value > 20);
    const { offers } = await scheduler.next('OFFERS', (event) => event.offers.offers.some(isLarge));
    const offer = offers.offers.find(isLarge);
    const last = ended + count;
    const task_infos = Array.from({ length: count }, (_, number) => {
      const name = `task-${ended + number}`;
      const resources = [scalar('cpus', 0.001), scalar('mem', 1)];
      const data = Buffer.from('TASK_FINISHED').toString('base64');
      return { name, task_id: { value: name }, agent_id: offer.agent_id, resources, executor, data };
    });
    const operations = [{ type: 'LAUNCH', launch: { task_infos } }];
    await scheduler.call('ACCEPT', { accept: { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } } });
    while (ended < last) {
      await new Promise((resolve) => {
        wake = resolve;
      });
    }
  };
  return { cluster, launch };
}

/** One request; resolves with the size of its answer in bytes. */
function ask({ ip, port }, method, path, body) {
  return new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
    const request = http.request({ host: ip, port, method, path, headers, agent: false }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk) => {
        bytes += chunk.length;
      });
      answer.on('end', () => resolve(bytes));
    });
    request.on('error', reject).end(body);
  });
}

/** How long something takes, and the longest time for which the event loop turned for nobody else, in ms. */
async function watched(action) {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const before = performance.now();
  const result = await action();
  const ms = performance.now() - before;
  await new Promise((resolve) => setTimeout(resolve, 5)); // the last delay is known when the loop has turned again
  delay.disable();
  return { ms, blocked: delay.max / 1e6, result };
}

/** The figures of a document that is asked for several times. */
async function measureDocument(leader, method, path, body) {
  await ask(leader, method, path, body); // the first one warms up the code
  const before = process.memoryUsage.rss();
  let most = before;
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    rounds.push(await watched(() => ask(leader, method, path, body)));
    most = Math.max(most, process.memoryUsage.rss());
  }
  return {
    ms: rounds.map((round) => round.ms),
    blocked: rounds.map((round) => round.blocked),
    sizeMb: rounds[0].result / MEGABYTE,
    memoryMb: (most - before) / MEGABYTE,
  };
}

export async function measureOperatorState() {
  const { cluster, launch } = await startCluster();
  try {
    await launch(TASKS);
    const state = await measureDocument(cluster.leader, 'GET', '/state');
    const summary = await measureDocument(cluster.leader, 'GET', '/state-summary');
    const getState = await measureDocument(cluster.leader, 'POST', '/api/v1', JSON.stringify({ type: 'GET_STATE' }));
    const named = (name, figures) => Object.entries(figures).map(([figure, value]) => [name + figure, value]);
    return Object.fromEntries([...named('state_', state), ...named('summary_', summary), ...named('getState_', getState)]);
  } finally {
    await cluster.destroy();
  }
}

/** Starts the watchers in a process of their own, which prints a line whenever all of them have so many events. */
async function watch({ ip, port }) {
  const child = spawn(process.execPath, [watchers, ip, String(port), String(WATCHERS)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const reach = async (count) => {
    child.stdin.write(`${count}\n`);
    await lines.next();
  };
  return { reach, end: () => child.kill() };
}

export async function measureOperatorEvents() {
  const { cluster, launch } = await startCluster();
  let all;
  try {
    await launch(1); // its executor runs on
    const before = process.memoryUsage.rss();
    all = await watch(cluster.leader);
    const subscribing = await watched(() => all.reach(2)); // SUBSCRIBED and HEARTBEAT
    const memoryMb = (process.memoryUsage.rss() - before) / MEGABYTE;
    const perSecond = [];
    const blocked = [];
    for (let round = 1; round <= ROUNDS; round++) {
      // TASK_ADDED and TASK_UPDATED of each.
      const { ms, blocked: longest } = await watched(async () => {
        await launch(WATCHED_TASKS);
        await all.reach(2 + round * 2 * WATCHED_TASKS);
      });
      perSecond.push((2 * WATCHED_TASKS * WATCHERS * 1000) / ms);
      blocked.push(longest);
    }
    return { subscribing: subscribing.ms, memoryMb, perSecond, blocked };
  } finally {
    all?.end();
    await cluster.destroy();
  }
}
