// Clusters that live at the same time: in this process, and in host processes. Nobody is given what belongs to another one.
import { MesosCluster } from 'minimesos';
import { withoutLeaks } from '../leaks.mjs';

export const about = 'clusters that live at the same time';
export const counts = { clusters: { bounded: 24, long: 24 }, hosts: { bounded: 4, long: 24 }, rounds: { bounded: 2, long: 20 } };

const TASKS = 3;

/** Starts so many at once, runs tasks on all at once, and destroys all at once. Returns how many were not as they should be. */
async function together(count, description) {
  const clusters = await Promise.all(Array.from({ length: count }, () => MesosCluster.start({ agents: 2, ...description })));
  const ports = clusters.flatMap(({ masters, agents }) => [...masters, ...agents].map(({ port }) => port));
  const shared = ports.length - new Set(ports).size;
  const runs = clusters.flatMap((cluster) =>
    Array.from({ length: TASKS }, async (_, index) => {
      const word = `${cluster.name}-${index}`;
      const { state, stdout } = await cluster.run(`echo ${word}`);
      return state === 'TASK_FINISHED' && stdout.trim() === word;
    }),
  );
  const wrong = (await Promise.all(runs)).filter((right) => !right).length;
  await Promise.all(clusters.map((cluster) => cluster.destroy()));
  return { shared, wrong };
}

export async function measure({ clusters, hosts, rounds, progress }) {
  const sum = { shared: 0, wrong: 0 };
  const add = ({ shared, wrong }) => {
    sum.shared += shared;
    sum.wrong += wrong;
  };
  add(await together(clusters, {}));
  const started = performance.now();
  let inHere = 0;
  const leaks = await withoutLeaks(
    async () => {
      for (let round = 0; round < rounds; round++) {
        progress(`round ${round + 1} of ${rounds}`);
        add(await together(clusters, {}));
      }
      inHere = performance.now() - started;
      add(await together(hosts, { host: 'process' }));
    },
    { times: rounds * clusters + hosts, each: 'cluster' },
  );
  return [
    { figure: 'clusters at once in this process', value: clusters },
    { figure: 'rounds', value: rounds },
    { figure: 'a round, tasks included', value: inHere / rounds, unit: 'ms' },
    { figure: 'clusters at once in host processes', value: hosts },
    { figure: 'ports that two of them have', value: sum.shared, most: 0 },
    { figure: `of ${(rounds + 1) * clusters + hosts} x ${TASKS} tasks, with another end or output`, value: sum.wrong, most: 0 },
    ...leaks,
  ];
}
