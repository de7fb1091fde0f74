// With few open files allowed: a start that may not succeed, or a cluster at work whose process has used up all of them.
import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { MesosCluster } from 'minimesos';
import { program } from '../cli.mjs';
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
  // With fewest the command itself cannot load all of its parts, and with more the host process cannot.
  async up() {
    for (const limit of [25, 40, 70, 100]) {
      const command = [process.execPath, program, 'up', '--json'];
      const { stderr } = spawnSync('/bin/sh', ['-c', `ulimit -n ${limit}; exec "$@"`, 'sh', ...command], { encoding: 'utf8' });
      tell({ [`with ${limit}`]: stderr.replace(/\s+/g, ' ') });
    }
  },
};
await programs[process.argv[2]]();
