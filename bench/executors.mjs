// Custom executors: how long one takes from ACCEPT to the TASK_RUNNING it sends, and fifty of them at once, beside as many bare
// processes of the same program: most of that time is Node's.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { MesosCluster } from 'minimesos';
import { Scheduler, task } from './scheduler.mjs';

const MANY = 50;
const program = fileURLToPath(new URL('./executor.mjs', import.meta.url));

const timed = async (action) => {
  const before = performance.now();
  await action();
  return performance.now() - before;
};

/** Starts the program so many times at once, and resolves when all have ended. */
const bare = (count) =>
  Promise.all(
    Array.from(
      { length: count },
      () => new Promise((resolve) => spawn(process.execPath, [program], { stdio: 'ignore' }).on('exit', resolve)),
    ),
  );

const executorTask = (name, offer) => ({
  ...task(name, offer, undefined),
  command: undefined,
  executor: {
    executor_id: { value: `executor-${name}` },
    command: { shell: false, value: process.execPath, arguments: ['node', program] },
    resources: [
      { name: 'cpus', type: 'SCALAR', scalar: { value: 0.01 } },
      { name: 'mem', type: 'SCALAR', scalar: { value: 32 } },
    ],
  },
});

export async function measureExecutors() {
  const cluster = await MesosCluster.start({ agents: 1, reaction: 'immediate' });
  const scheduler = new Scheduler(cluster.leader.url);
  try {
    let running = 0;
    let wake = () => {};
    await scheduler.subscribe((event) => {
      if (event.type !== 'UPDATE') return;
      void scheduler.acknowledge(event.update.status);
      if (event.update.status.state === 'TASK_RUNNING') running++;
      wake();
    });
    const launch = async (names) => {
      const [offer] = (await scheduler.next('OFFERS')).offers.offers;
      const expected = running + names.length;
      return timed(async () => {
        const task_infos = names.map((name) => executorTask(name, offer));
        const operations = [{ type: 'LAUNCH', launch: { task_infos } }];
        await scheduler.call('ACCEPT', { accept: { offer_ids: [offer.id], operations, filters: { refuse_seconds: 0 } } });
        while (running < expected) {
          await new Promise((resolve) => {
            wake = resolve;
          });
        }
      });
    };
    await launch(['warm-up']);
    const one = [];
    const oneBare = [];
    for (let round = 0; round < 5; round++) {
      one.push(await launch([`one-${round}`]));
      oneBare.push(await timed(() => bare(1)));
    }
    const many = await launch(Array.from({ length: MANY }, (_, number) => `many-${number}`));
    const manyBare = await timed(() => bare(MANY));
    return { one, oneBare, many, manyBare, ratio: many / manyBare };
  } finally {
    await scheduler.teardown();
    await cluster.destroy();
  }
}
