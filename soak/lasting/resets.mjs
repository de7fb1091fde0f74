// One cluster that is reset again and again, as between the tests of a suite; before some of the resets an agent is killed, or one more is added.
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { MesosCluster } from 'minimesos';
import { withoutLeaks } from '../leaks.mjs';
import { median } from '../statistics.mjs';

export const about = 'resets of one cluster';
export const counts = { resets: { bounded: 200, long: 2000 } };

const WARM_UP = 30;
/** What lies in the directory of the cluster: one for each agent, and such. */
const directoriesOf = () =>
  readdirSync(tmpdir())
    .map((name) => readdirSync(`${tmpdir()}/${name}`).join())
    .join();

/** Each so many times an agent is killed, and half-way between one is added. */
const CHANGES = 10;

async function one(cluster, index, times) {
  if (index % CHANGES === 0) await cluster.agents[0].kill();
  if (index % CHANGES === CHANGES / 2) await cluster.addAgent();
  if (index % CHANGES === CHANGES - 1) await cluster.run('true', { throwOnFailure: true });
  const before = performance.now();
  await cluster.reset();
  times.push(performance.now() - before);
}

export async function measure({ resets }) {
  const cluster = await MesosCluster.start({ agents: 2 });
  for (let index = 0; index < WARM_UP; index++) await one(cluster, index, []);
  const directories = directoriesOf();
  const times = [];
  const leaks = await withoutLeaks(
    async () => {
      for (let index = 0; index < resets; index++) await one(cluster, index, times);
    },
    { times: resets, each: 'reset', mostDescriptors: 10 },
  );
  const agents = (await cluster.state()).slaves.length;
  const same = directoriesOf() === directories;
  await cluster.destroy();
  return [
    { figure: 'resets', value: resets },
    { figure: 'a reset, median', value: median(times), unit: 'ms' },
    { figure: 'agents in the end', value: agents, right: agents === 2 },
    { figure: 'directories of the cluster as before', value: same ? 'yes' : 'no', right: same },
    ...leaks,
  ];
}
