// Clusters that are started and destroyed one after the other in one process; each tenth runs a task, which is a process.
import { MesosCluster } from 'minimesos';
import { withoutLeaks } from '../leaks.mjs';
import { median } from '../statistics.mjs';

export const about = 'clusters started and destroyed in one process';
export const counts = { clusters: { bounded: 200, long: 1000 } };

const WARM_UP = 30;
const RUNS_TASK = 10;

async function one(index, times) {
  const [before, used] = [performance.now(), process.cpuUsage()];
  const cluster = await MesosCluster.start({ agents: 2 });
  const started = performance.now();
  if (index % RUNS_TASK === 0) await cluster.run('true', { throwOnFailure: true });
  const ending = performance.now();
  await cluster.destroy();
  times.start.push(started - before);
  times.destroy.push(performance.now() - ending);
  const { user, system } = process.cpuUsage(used);
  times.processor.push((user + system) / 1000);
}

export async function measure({ clusters }) {
  const times = { start: [], destroy: [], processor: [] };
  for (let index = 0; index < WARM_UP; index++) await one(index, { start: [], destroy: [], processor: [] });
  const leaks = await withoutLeaks(
    async () => {
      for (let index = 0; index < clusters; index++) await one(index, times);
    },
    { times: clusters, each: 'cluster' },
  );
  const fifth = Math.ceil(clusters / 5);
  // Not the time that passed: others may have been busy on the machine.
  const slower = median(times.processor.slice(-fifth)) / median(times.processor.slice(0, fifth));
  return [
    { figure: 'clusters', value: clusters },
    { figure: 'start, median', value: median(times.start), unit: 'ms' },
    { figure: 'destroy, median', value: median(times.destroy), unit: 'ms' },
    { figure: 'processor time of both, median', value: median(times.processor), unit: 'ms' },
    { figure: 'the same of the last fifth beside the first', value: slower, unit: 'times', most: 2 },
    ...leaks,
  ];
}
