#!/usr/bin/env node
// A cluster of three agents, and a framework that nobody here wrote: the npm package mesos-framework, unchanged, as it
// would run against Apache Mesos. It runs a command on every agent.
import { tmpdir } from 'node:os';
import mesosFramework from 'mesos-framework';
import { MesosCluster } from 'minimesos';

const DEADLINE_MS = 60_000;
const AGENTS = 3;

const startedAt = performance.now();
const since = (start) => `${Math.round(performance.now() - start)} ms`;

/** Resolves with the tasks when all have finished. Each needs the whole processor of an agent, so every agent gets one. */
function runTasks(cluster) {
  const { Scheduler, Mesos } = mesosFramework;
  const command = new (Mesos.getMesos().CommandInfo)(null, null, true, 'echo "Hello from $MESOS_TASK_ID"', null, null);
  const scheduler = new Scheduler({
    masterUrl: cluster.leader.ip,
    port: cluster.leader.port,
    frameworkName: 'first-framework',
    logging: { path: tmpdir(), fileName: 'mesos-framework.log' },
    tasks: { hello: { instances: AGENTS, commandInfo: command, resources: { cpus: 1, mem: 128, ports: 0, disk: 0 } } },
  });
  for (const transport of Object.values(scheduler.logger.transports)) transport.silent = true;

  const tasks = new Map();
  return new Promise((resolve, reject) => {
    let offeredAt;
    const deadline = setTimeout(() => {
      const seen = [...tasks.values()].map(({ name, state }) => `${name} ${state}`).join(', ') || 'no task at all';
      reject(new Error(`${AGENTS} finished tasks did not come within ${DEADLINE_MS / 1000} s; seen: ${seen}`));
    }, DEADLINE_MS);
    scheduler.on('ready', () => scheduler.subscribe());
    scheduler.on('offers', () => {
      offeredAt ??= performance.now();
    });
    scheduler.on('update', ({ status }) => {
      const { task_id, agent_id, state, message } = status;
      const name = task_id.value.split('.').at(-2);
      tasks.set(task_id.value, { name, agentId: agent_id.value, state, time: since(offeredAt) });
      if (['TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST'].includes(state)) {
        reject(new Error(`Task ${name} ended ${state}: ${message}`));
      }
      const finished = [...tasks.values()].filter((task) => task.state === 'TASK_FINISHED');
      if (finished.length === AGENTS) resolve(finished.sort((one, other) => one.name.localeCompare(other.name)));
    });
    scheduler.on('error', (error) => reject(new Error(`mesos-framework: ${error.message ?? error}`)));
    scheduler.on('sent_teardown', () => scheduler.httpRequest.destroy());
    scheduler.end = () => {
      clearTimeout(deadline);
      scheduler.subscribe = () => {}; // or it would subscribe again as soon as the connection ends
      if (scheduler.frameworkId) scheduler.teardown();
    };
  }).finally(() => scheduler.end());
}

/** Rows of texts as lines, every column as wide as its longest text. */
function table(header, rows) {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column].length)));
  const line = (row) =>
    row
      .map((text, column) => text.padEnd(widths[column]))
      .join('   ')
      .trimEnd();
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('\n');
}

let cluster;
try {
  cluster = await MesosCluster.start({
    name: 'first-cluster',
    agents: [{ count: AGENTS, resources: 'cpus:1;mem:1024;disk:1024' }],
  });
  console.log(`Cluster ${cluster.name}: master ${cluster.leader.url}, ${AGENTS} agents, ready after ${since(startedAt)}\n`);

  const tasksAt = performance.now();
  const tasks = await runTasks(cluster);
  const tasksTime = since(tasksAt);
  const rows = tasks.map(({ name, agentId, state, time }) => {
    const agent = cluster.agents.find(({ id }) => id === agentId);
    return [name, agentId, `${agent.ip}:${agent.port}`, state, time];
  });
  console.log(table(['task', 'agent', 'address', 'state', 'time'], rows));

  const destroyAt = performance.now();
  await cluster.destroy();
  console.log(
    `\nThree tasks ${tasksTime} (mesos-framework waits 100 ms before it subscribes), cluster destroyed ${since(destroyAt)}, all ${since(startedAt)}`,
  );
} catch (error) {
  console.error(`\nThe first cluster failed: ${error.message}`);
  process.exitCode = 1;
} finally {
  await cluster?.destroy();
}
