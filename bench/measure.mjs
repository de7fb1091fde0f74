// One measurement in a process of its own: node bench/measure.mjs NAME. Prints one JSON object with numbers.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import { Scheduler, task } from './scheduler.mjs';

const importing = performance.now();
const { MesosCluster } = await import('minimesos');
const importMs = performance.now() - importing;

/** Resident memory of this process, in MB. */
const residentMb = (pid = 'self') => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;

/** Children of this process: the supervisor. */
const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ').filter(Boolean);

const timed = async (action) => {
  const before = performance.now();
  const result = await action();
  return [performance.now() - before, result];
};

const get = (url) =>
  new Promise((resolve, reject) => {
    http
      .get(url, (response) => {
        let bytes = 0;
        response.on('data', (chunk) => (bytes += chunk.length));
        response.on('end', () => resolve(bytes));
      })
      .on('error', reject);
  });

/** Launches `count` tasks over all agents at once and resolves when all have finished. */
async function runTasks(cluster, count) {
  let finished = 0;
  let done;
  const all = new Promise((resolve) => (done = resolve));
  const scheduler = new Scheduler(cluster.masters[0].url);
  await scheduler.subscribe((event) => {
    if (event.type !== 'UPDATE') return;
    const { status } = event.update;
    if (status.uuid) void scheduler.acknowledge(status);
    if (status.state === 'TASK_FINISHED' && ++finished === count) done();
    if (/FAILED|ERROR|LOST|DROPPED/.test(status.state))
      throw new Error(`${status.task_id.value}: ${status.state} ${status.message}`);
  });
  const offers = [];
  while (offers.length < cluster.agents.length) offers.push(...(await scheduler.next('OFFERS')).offers.offers);
  const [ms] = await timed(async () => {
    for (const [index, offer] of offers.entries()) {
      const names = Array.from({ length: count }, (_, each) => `t${each}`).filter((_, each) => each % offers.length === index);
      const task_infos = names.map((name) => task(name, offer, 'true'));
      await scheduler.call('ACCEPT', {
        accept: { offer_ids: [offer.id], operations: [{ type: 'LAUNCH', launch: { task_infos } }] },
      });
    }
    await all;
  });
  return { scheduler, ms };
}

async function withCluster(action) {
  const cluster = await MesosCluster.start({ agents: 3 });
  try {
    return await action(cluster);
  } finally {
    await cluster.destroy();
  }
}

/** @param operationOf what launches the tasks, made from them and the scheduler */
const latency = (operationOf) =>
  withCluster(async (cluster) => {
    const result = { firstOffer: [], running: [], finished: [] };
    for (let round = 0; round < 12; round++) {
      const scheduler = new Scheduler(cluster.masters[0].url);
      const times = {};
      let accepted = 0;
      const ended = new Promise((resolve) => {
        times.onUpdate = ({ status }) => {
          if (status.uuid) void scheduler.acknowledge(status);
          if (status.state === 'TASK_RUNNING') result.running.push(performance.now() - accepted);
          if (/FAILED|ERROR|LOST|DROPPED/.test(status.state)) throw new Error(`${status.state} ${status.message}`);
          if (status.state !== 'TASK_FINISHED') return;
          result.finished.push(performance.now() - accepted);
          resolve();
        };
      });
      const [firstOffer, offers] = await timed(async () => {
        await scheduler.subscribe((event) => event.type === 'UPDATE' && times.onUpdate(event.update));
        return (await scheduler.next('OFFERS')).offers.offers;
      });
      result.firstOffer.push(firstOffer);
      const [offer] = offers;
      accepted = performance.now();
      const launch = operationOf([task(`t${round}`, offer, 'true')], scheduler);
      await scheduler.call('ACCEPT', { accept: { offer_ids: [offer.id], operations: [launch] } });
      await ended;
      await scheduler.teardown();
    }
    // The first rounds warm up the code and the supervisor.
    return Object.fromEntries(Object.entries(result).map(([name, values]) => [name, values.slice(2)]));
  });

const MEASUREMENTS = {
  async start() {
    const [start, cluster] = await timed(() => MesosCluster.start({ agents: 3 }));
    const [destroy] = await timed(() => cluster.destroy());
    const again = [];
    for (let round = 0; round < 5; round++) {
      const [ms, next] = await timed(() => MesosCluster.start({ agents: 3 }));
      again.push(ms);
      await next.destroy();
    }
    return { import: importMs, start, startAgain: again.sort((a, b) => a - b)[2], destroy };
  },

  latency: () => latency((task_infos) => ({ type: 'LAUNCH', launch: { task_infos } })),

  podLatency: () =>
    latency(([info], { id }) => {
      const resources = [...info.resources, { name: 'disk', type: 'SCALAR', scalar: { value: 32 } }];
      const executor = { type: 'DEFAULT', executor_id: { value: `pod-${info.name}` }, framework_id: id, resources };
      return { type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks: [info] } } };
    }),

  throughput: (ballastMb = 0) =>
    withCluster(async (cluster) => {
      const ballast = Buffer.alloc(ballastMb * 1024 * 1024, 1);
      const idle = residentMb();
      const { scheduler, ms } = await runTasks(cluster, 200);
      const after = residentMb();
      const supervisor = children().reduce((sum, pid) => sum + residentMb(pid), 0);
      const url = `${cluster.masters[0].url}/state`;
      await get(url);
      const states = [];
      let bytes = 0;
      for (let round = 0; round < 10; round++) {
        const [stateMs, size] = await timed(() => get(url));
        states.push(stateMs);
        bytes = size;
      }
      await scheduler.teardown();
      return { perSecond: 200_000 / ms, idle, after, supervisor, state: states, stateKb: bytes / 1024, ballast: ballast.length };
    }),

  throughputHeavy: () => MEASUREMENTS.throughput(240),

  json: async () => (await import('./encodings.mjs')).measureEncoding('json'),
  protobuf: async () => (await import('./encodings.mjs')).measureEncoding('protobuf'),
  executors: async () => (await import('./executors.mjs')).measureExecutors(),
  allocation: async () => (await import('./allocation.mjs')).measureAllocations(),
  operatorState: async () => (await import('./operators.mjs')).measureOperatorState(),
  operatorEvents: async () => (await import('./operators.mjs')).measureOperatorEvents(),
  simulatedAgents: async () => (await import('./simulated.mjs')).measureSimulatedAgents(),
  simulatedTasks: async () => (await import('./simulated.mjs')).measureSimulatedTasks(100_000),
  // The same, for those who are in a hurry.
  someSimulatedTasks: async () => (await import('./simulated.mjs')).measureSimulatedTasks(20_000),
  seam: async () => (await import('./simulated.mjs')).measureSeam(),
  zooKeeper: async () => (await import('./zookeeper.mjs')).measureZooKeeper(),
  names: async () => (await import('./names.mjs')).measureNames(),
  failover: async () => (await import('./failover.mjs')).measureFailover(),
  libprocess: async () => (await import('./libprocess.mjs')).measureLibprocess(),
  someLibprocess: async () => (await import('./libprocess.mjs')).measureLibprocess(50_000),
  programs: async () => (await import('./programs.mjs')).measurePrograms(),
  marathon: async () => (await import('./marathon.mjs')).measureMarathon(),
  recovery: async () => (await import('./recovery.mjs')).measureRecovery(),
};

const name = process.argv[2];
process.stdout.write(`${JSON.stringify(await MEASUREMENTS[name]())}\n`);
