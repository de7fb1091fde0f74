// Very many tasks on one cluster, launched over HTTP by a framework in another process. What a cluster keeps of tasks that have ended is
// bounded, so after the first of them no more memory is taken; save for where their sandboxes are, until agents remove those after --gc_delay, as
// Mesos's do.
import { MesosCluster } from 'minimesos';
import { startGenerator } from '../generator.mjs';
import { withoutLeaks } from '../leaks.mjs';
import { sleep } from '../until.mjs';

export const about = 'tasks through one cluster, simulated ones and real processes';
export const counts = { simulated: { bounded: 5000, long: 100_000 }, real: { bounded: 800, long: 10_000 } };

/** So many tasks first, so that all lists of what has ended are full. */
const WARM_UP = { simulated: 2500, real: 500 };
const GC_DELAY = '1mins';
/** In which the last updates are acknowledged: later they would come again. */
const ACKNOWLEDGED_MS = 1000;

async function through(what, tasks, description, progress) {
  const cluster = await MesosCluster.start({
    agents: [{ count: 3, resources: 'cpus:100;mem:100000;disk:100000', flags: { gc_delay: GC_DELAY } }],
    ...{ reaction: 'immediate', ...description },
  });
  try {
    const settings = {
      url: cluster.leader.url,
      tasks: WARM_UP[what],
      atOnce: what === 'real' ? 50 : 500,
      command: 'true',
      keep: true,
    };
    const launcher = startGenerator('lasting/launcher.mjs', settings);
    progress(`${what}: the first ${WARM_UP[what]}`);
    await launcher.next('done');
    const collect = async () => {
      await sleep(ACKNOWLEDGED_MS);
      await cluster.clock.advance(GC_DELAY);
    };
    await collect();
    let seconds = 0;
    let counted;
    const leaks = await withoutLeaks(
      async () => {
        progress(`${what}: ${tasks}`);
        const before = performance.now();
        launcher.tell({ more: tasks });
        counted = await launcher.next('done');
        seconds = (performance.now() - before) / 1000;
        await collect();
      },
      { times: tasks, each: 'task', mostHeapMb: 10 },
    );
    await launcher.end();
    return [
      { figure: `${what} tasks`, value: tasks },
      { figure: `${what} tasks with another end than TASK_FINISHED`, value: counted.wrong, most: 0 },
      { figure: `${what} tasks`, value: tasks / seconds, unit: '/s' },
      ...leaks.map((row) => ({ ...row, figure: `${what}: ${row.figure}` })),
    ];
  } finally {
    await cluster.destroy();
  }
}

export async function measure({ simulated, real, progress }) {
  const behaviours = [{ runsFor: 0 }];
  return [
    ...(await through('simulated', simulated, { containerizers: 'simulated', behaviours }, progress)),
    ...(await through('real', real, {}, progress)),
  ];
}
