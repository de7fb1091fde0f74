// The supervisor that starts tasks and reaps them gets SIGKILL while tasks run.
import { readFileSync } from 'node:fs';
import { MesosCluster } from 'minimesos';
import { isLive, processesWith } from '../machine.mjs';
import { until } from '../until.mjs';
import { HIDING } from './hiding.mjs';
import { looksWell, outcome, tell } from './telling.mjs';

const supervisor = () =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
    .find((pid) => pid > 0 && isLive(pid));

const cluster = await MesosCluster.start({ agents: 2 });
const endings = {};
for (let round = 1; round <= 3; round++) {
  const running = cluster.run(HIDING, { timeout: '60secs' });
  await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
  await until(() => processesWith('sleep\x003600').length >= 4, 5000);
  process.kill(supervisor(), 'SIGKILL');
  const how = await outcome(
    () => running,
    ({ state, message }) => `${state} ${message ?? ''}`.trim(),
  );
  endings[how] = (endings[how] ?? 0) + 1;
  tell({ [`after death ${round}`]: await looksWell(cluster) });
}
tell({ 'the tasks that ran': Object.keys(endings).join(', ') });
const left = processesWith(process.env.TMPDIR).filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sleep'));
tell({ 'processes of those tasks': left.length });
await cluster.destroy();
