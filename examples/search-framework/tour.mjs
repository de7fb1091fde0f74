#!/usr/bin/env node
// A tour of the example, run by `npm start`: a cluster of three masters and four agents, and a framework on it that runs search
// nodes. Looks itself whether everything is as it should be, and ends with 1 if it is not. `--json` writes one document instead.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { MesosCluster } from 'minimesos';
import { setup as buildPrograms } from './build.mjs';

const DEADLINE_MS = 60_000;
const json = process.argv.includes('--json');
const coloured = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (style, text) => (coloured ? styleText(style, text) : text);
const print = (text) => json || process.stdout.write(text);
const WIDTH = 72;

const startedAt = performance.now();
const report = { ok: false, steps: [] };

/** One stop of the tour: says what is about to happen, then how long it took. */
async function step(what, work) {
  print(what.padEnd(WIDTH));
  const began = performance.now();
  const result = await work();
  const ms = Math.round(performance.now() - began);
  print(`${paint('green', `${ms} ms`.padStart(8))}\n`);
  report.steps.push({ what, ms, ...result });
  return result;
}

function check(fact, otherwise) {
  if (!fact) throw new Error(otherwise);
}

async function ask(method, url, body) {
  const response = await fetch(url, { method, ...(body && { body: JSON.stringify(body) }), signal: AbortSignal.timeout(5000) });
  const answer = await response.json();
  check(response.ok, `${method} ${url}: ${response.status} ${answer.error}`);
  return answer;
}

/** Resolves once the scheduler says that so many nodes run, and these have found each other; each is looked at. */
async function running(count, api) {
  while (performance.now() - startedAt < DEADLINE_MS) {
    const health = await ask('GET', `${api}/health`);
    if (health.status === 'green' && health.running === count && (await knowEachOther(api))) return lookAt(count, api);
    await sleep(5);
  }
  const { waitingFor } = await ask('GET', `${api}/health`);
  throw new Error(`${count} nodes did not run in time; the scheduler waits for ${waitingFor}`);
}

/** Whether each node lists all others: they find each other in ZooKeeper. */
async function knowEachOther(api) {
  const { nodes } = await ask('GET', `${api}/nodes`);
  const lists = await Promise.all(nodes.map(async ({ http }) => (await ask('GET', `${http}/nodes`)).peers));
  return nodes.every(({ name }, index) =>
    nodes.every((other) => other.name === name || lists[index].some((peer) => peer.transport === other.transport)),
  );
}

/** Asks every node at its address, which is the one that Mesos reports of its task. */
async function lookAt(count, api) {
  const { nodes } = await ask('GET', `${api}/nodes`);
  const tasks = await cluster.tasks({ framework: 'search', state: 'TASK_RUNNING' });
  const seen = await Promise.all(
    nodes.map(async ({ id, name, agent, http, transport, dataDirectory }) => {
      const { statuses, discovery } = tasks.find((task) => task.id === id) ?? {};
      const ip = statuses?.at(-1).container_status.network_infos[0].ip_addresses[0].ip_address;
      const port = discovery?.ports.ports.find((each) => each.name === 'http').number;
      check(http === `http://${ip}:${port}`, `${name} is said to be at ${http}, but Mesos reports ${ip}:${port}`);
      const answer = await ask('GET', http);
      check(answer.name === name, `At ${http} it is ${answer.name} that answers, and not ${name}`);
      return {
        id,
        name,
        agent: agent.id,
        rack: agent.attributes.rack,
        http,
        transport,
        dataDirectory,
        documents: answer.documents,
      };
    }),
  );
  check(seen.length === count, `There are ${seen.length} nodes, not ${count}`);
  check(new Set(seen.map(({ agent }) => agent)).size === count, 'Two nodes share an agent');
  check(new Set(seen.map(({ rack }) => rack)).size === 3, 'The nodes are not spread over the three racks');
  return { nodes: seen.sort((one, other) => one.name.localeCompare(other.name)) };
}

/** Rows of texts as lines, every column as wide as its longest text. */
function show({ nodes }) {
  const rows = nodes.map(({ name, agent, rack, http, transport, documents }) => [
    ...[name, agent.split('-').at(-1), rack, http, transport, `${documents}`],
  ]);
  const titles = ['node', 'agent', 'rack', 'http', 'transport', 'documents'];
  const widths = titles.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row) => `  ${row.map((text, column) => text.padEnd(widths[column])).join('  ')}`.trimEnd();
  print(`\n${[paint('dim', line(titles)), ...rows.map(line)].join('\n')}\n\n`);
}

const folder = mkdtempSync(join(tmpdir(), 'search-framework-'));
const schedulerLog = [];
let cluster;
let scheduler;

/** Starts the scheduler as a program of its own; resolves with the address of its REST API. */
async function startScheduler() {
  const options = {
    master: cluster.zookeeper.url,
    state: `zk://${cluster.zookeeper.connectString}`,
    'spread-by': 'rack',
    'data-directory': folder,
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const program = fileURLToPath(new URL('dist/scheduler.mjs', import.meta.url));
  scheduler = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [scheduler.stdout, scheduler.stderr])
    stream.setEncoding('utf8').on('data', (text) => schedulerLog.push(text));
  return (await cluster.waitForFramework('search')).webui_url;
}

async function tour() {
  await buildPrograms();
  await step('A Mesos cluster: three masters, ZooKeeper, four agents in three racks', async () => {
    const racks = ['a', 'a', 'b', 'c'].map((rack) => ({ attributes: `rack:${rack}` }));
    cluster = await MesosCluster.start({ name: 'search-tour', masters: 3, zookeeper: true, agents: racks });
    return { leader: cluster.leader.url, zookeeper: cluster.zookeeper.url };
  });
  let api;
  const first = await step('A framework with three search nodes, each on an agent of its own', async () => {
    api = await startScheduler();
    return running(3, api);
  });
  show(first);
  print(`The masters are at ${cluster.zookeeper.url}, the leading one at ${cluster.leader.url}/state,\n`);
  print(`the framework's REST API at ${api}/nodes\n\n`);

  await step('A document put into the first node is found on all', async () => {
    await ask('PUT', `${first.nodes[0].http}/documents/moby-dick`, { title: 'Moby Dick', text: 'Call me Ishmael' });
    const found = await Promise.all(first.nodes.map(({ http }) => ask('GET', `${http}/search?q=ishmael`)));
    check(
      found.every(({ total }) => total === 1),
      'Not every node finds the document',
    );
  });
  const four = await step('Scaled to four nodes', async () => {
    await ask('PUT', `${api}/scale`, { nodes: 4 });
    return running(4, api);
  });
  const victim = four.nodes[1];
  const replaced = await step(`The process of ${victim.name} is killed; another takes its place`, async () => {
    process.kill(pidOf(victim), 'SIGKILL');
    await cluster.waitForTasks({ framework: 'search', state: 'TASK_FAILED', where: ({ id }) => id === victim.id });
    await cluster.waitForTasks({ framework: 'search', state: 'TASK_RUNNING', count: 4 });
    const after = await running(4, api);
    check(!after.nodes.some(({ id }) => id === victim.id), `${victim.name} is still there`);
    check(
      after.nodes.every(({ documents }) => documents === 1),
      'The new node has not got the document',
    );
    return after;
  });
  show(replaced);
  const pids = replaced.nodes.map(pidOf);
  await step('The leading master is killed; the nodes run on, the scheduler finds the next', async () => {
    const killed = cluster.leader.url;
    await cluster.failover();
    check(cluster.leader.url !== killed, `The master at ${killed} leads again`);
    await cluster.waitFor(({ frameworks }) => frameworks.some(({ name, active }) => name === 'search' && active));
    const after = await running(4, api);
    const same = after.nodes.every((node) => pids.includes(pidOf(node)));
    check(same, 'Not all nodes are those that ran before');
    return { leader: cluster.leader.url, ...after };
  });
  await step('Everything is destroyed', async () => {
    scheduler.kill();
    await cluster.destroy();
    check(!pids.some(isAlive), 'A node has survived the cluster');
  });
}

/** The process of a node: it keeps its data directory locked. */
const pidOf = ({ dataDirectory }) => Number(readFileSync(join(dataDirectory, 'lock'), 'utf8'));

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

process.on('exit', () => {
  scheduler?.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

try {
  await tour();
  report.ok = true;
  report.ms = Math.round(performance.now() - startedAt);
  print(`${'All of it'.padEnd(WIDTH)}${paint('green', `${report.ms} ms`.padStart(8))}\n`);
} catch (error) {
  report.error = error.message;
  process.exitCode = 1;
  print('\n');
  console.error(
    `${coloured ? styleText('red', 'The tour failed') : 'The tour failed'}: ${error.message}\n${schedulerLog.join('')}`,
  );
} finally {
  await cluster?.destroy();
}
if (json) console.log(JSON.stringify(report, null, 2));
