// A cluster that is used for a while as a busy one is: real tasks without pause, frameworks that come and go, agents that are killed and come
// back, operators who look at everything and watch, a reset now and then. Afterwards the process is as it was.
import { MesosCluster } from 'minimesos';
import { startGenerator } from '../generator.mjs';
import { withoutLeaks } from '../leaks.mjs';
import { Random } from '../random.mjs';
import { sleep } from '../until.mjs';

export const about = 'real load for a while';
export const counts = { seconds: { bounded: 30, long: 600 } };

const WARM_UP_S = 10;

async function operate(cluster, random, counted) {
  const agent = random.pick(cluster.agents);
  switch (random.pick(['state', 'logs', 'agent', 'run', 'watch', 'page'])) {
    case 'state':
      return void (await cluster.state());
    case 'page':
      for (const path of ['/state', '/metrics/snapshot', '/slaves', '/tasks'])
        await (await fetch(cluster.leader.url + path)).text();
      return;
    case 'logs':
      return void (await cluster.run('echo a word; echo another >&2'));
    case 'agent':
      counted.agents++;
      await agent.kill();
      await agent.restart();
      return;
    case 'run': {
      const { state } = await cluster.run('exit 3');
      if (state !== 'TASK_FAILED' && state !== 'TASK_LOST') throw new Error(`exit 3 led to ${state}`);
      return;
    }
    case 'watch':
      for await (const _ of cluster.events()) break;
  }
}

/** Loads a cluster of its own for so long. */
async function load(seconds, random, counted) {
  const cluster = await MesosCluster.start({ agents: [{ count: 3, resources: 'cpus:8;mem:8000;disk:8000' }] });
  const settings = { url: cluster.leader.url, tasks: 1e9, atOnce: 40, command: 'echo done', cpus: 0.1 };
  const launcher = startGenerator('lasting/launcher.mjs', settings);
  try {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      counted.operations++;
      await operate(cluster, random, counted);
      await sleep(random.between(0, 100));
    }
    const { frameworks, completed_frameworks } = await cluster.state();
    counted.frameworks += frameworks.length + completed_frameworks.length;
    counted.tasks += await finishedTasks(cluster);
  } finally {
    await launcher.end();
    await cluster.destroy();
  }
}

const finishedTasks = async ({ leader }) =>
  (await (await fetch(`${leader.url}/metrics/snapshot`)).json())['master/tasks_finished'];

export async function measure({ seconds, seed, progress }) {
  const random = new Random(seed);
  const counted = { operations: 0, agents: 0, frameworks: 0, tasks: 0 };
  progress('warming up');
  await load(WARM_UP_S, random, { ...counted });
  const leaks = await withoutLeaks(
    () => {
      progress(`${seconds} s`);
      return load(seconds, random, counted);
    },
    { times: seconds, each: 'second' },
  );
  return [
    { figure: 'seconds', value: seconds },
    { figure: 'tasks that finished', value: counted.tasks },
    { figure: 'what operators did', value: counted.operations },
    { figure: 'agents that were killed and started again', value: counted.agents },
    { figure: 'frameworks', value: counted.frameworks },
    ...leaks,
  ];
}
