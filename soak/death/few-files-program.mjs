// With few open files allowed: a start that may not succeed, or a cluster at work whose process has used up all of them.
import { closeSync, openSync } from 'node:fs';
import { MesosCluster } from 'minimesos';
import { looksWell, outcome, tell } from './telling.mjs';

function useUp() {
  const used = [];
  try {
    for (;;) used.push(openSync('/dev/null', 'r'));
  } catch {
    return () => {
      for (const file of used.splice(0)) closeSync(file);
    };
  }
}

const programs = {
  async start() {
    const giveBack = useUp();
    const said = await outcome(() => MesosCluster.start({ agents: 2 }));
    giveBack();
    tell({ 'the start says': said });
    const cluster = await MesosCluster.start({ agents: 2 });
    tell({ 'with files again': await looksWell(cluster) });
    await cluster.destroy();
  },
  async work() {
    const cluster = await MesosCluster.start({ agents: 2 });
    await cluster.run('true');
    const running = cluster.run('sleep 2', { timeout: '60secs' });
    await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
    const giveBack = useUp();
    const task = await outcome(
      () => cluster.run('true', { timeout: '5secs' }),
      ({ state, message }) => `${state} ${message ?? ''}`.trim(),
    );
    const asked = await outcome(
      () => fetch(`${cluster.leader.url}/health`, { signal: AbortSignal.timeout(2000) }),
      ({ status }) => status,
    );
    giveBack();
    tell({ 'a task says': task, 'a request': asked });
    tell({
      'one that ran already': await outcome(
        () => running,
        ({ state }) => state,
      ),
    });
    tell({ 'with files again': await looksWell(cluster) });
    await cluster.destroy();
  },
};
await programs[process.argv[2]]();
