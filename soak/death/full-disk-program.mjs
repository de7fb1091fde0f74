// With the directory for temporary files on a small disk: a start, or a cluster at work, meets one that is full.
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MesosCluster } from 'minimesos';
import { looksWell, outcome, tell } from './telling.mjs';

const filler = join(tmpdir(), 'filler');

function fill() {
  const file = openSync(filler, 'w');
  for (let bytes = 65536; bytes >= 1; ) {
    try {
      writeSync(file, Buffer.alloc(bytes));
    } catch {
      bytes = Math.floor(bytes / 2);
    }
  }
  closeSync(file);
}

const programs = {
  async start() {
    fill();
    tell({ 'the start says': await outcome(() => MesosCluster.start({ agents: 2 })) });
    rmSync(filler);
    await using_(await MesosCluster.start({ agents: 2 }), async (cluster) =>
      tell({ 'with space again': await looksWell(cluster) }),
    );
  },
  async work() {
    await using_(await MesosCluster.start({ agents: 2 }), async (cluster) => {
      const running = cluster.run('sleep 1', { timeout: '30secs' });
      await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1 });
      fill();
      tell({
        'a task says': await outcome(
          () => cluster.run('true', { timeout: '30secs' }),
          ({ state, message }) => `${state} ${message}`,
        ),
      });
      tell({
        'one that ran already': await outcome(
          () => running,
          ({ state }) => state,
        ),
      });
      tell({
        'agents meanwhile': await outcome(
          () => cluster.state(),
          ({ slaves }) => slaves.filter(({ active }) => active).length,
        ),
      });
      rmSync(filler);
      tell({ 'with space again': await looksWell(cluster) });
    });
  },
};

async function using_(cluster, action) {
  try {
    await action(cluster);
  } finally {
    await cluster.destroy();
  }
}

await programs[process.argv[2]]();
