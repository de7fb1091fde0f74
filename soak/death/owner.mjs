// A program that uses the library as a test does, over and over: start, fetch, launch, destroy. Prints where it is; it is killed at some moment.
// Arguments: the URL of something that is slow to fetch, and the host of its clusters.
import { MesosCluster } from 'minimesos';
import { HIDING } from './hiding.mjs';

const [, , uri, host] = process.argv;
const phase = (name) => process.stdout.write(`${name}\n`);

for (;;) {
  phase('start');
  const cluster = await MesosCluster.start({ agents: 2, ...(host && { host }) });
  phase('launch');
  const running = cluster.run(HIDING, { timeout: '5mins' });
  running.catch(() => {});
  await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
  phase('fetch');
  const fetching = cluster.run('cat slow', { uris: [uri] });
  await fetching;
  phase('destroy');
  await cluster.destroy();
}
