// Apache ZooKeeper, fresh, as a process of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const START_DEADLINE_MS = 30_000;
const MAIN = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';

/** A port that is free now: ZooKeeper does not tell which one it has taken. */
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const answers = (port) =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('srvr'));
    socket.on('data', (text) => resolve(String(text).startsWith('Zookeeper version')));
    socket.on('error', () => resolve(false));
    socket.on('close', () => resolve(false));
  });

/**
 * @param lib where its jars are
 * @returns how clients connect, how long it took until it answered, and what ends it
 */
export async function startApache(lib) {
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-zookeeper-'));
  const port = await freePort();
  const lines = [`dataDir=${directory}`, `clientPort=${port}`, 'clientPortAddress=127.0.0.1', 'admin.enableServer=false'];
  writeFileSync(join(directory, 'zoo.cfg'), [...lines, 'tickTime=2000', 'maxClientCnxns=0', ''].join('\n'));
  const started = performance.now();
  const options = ['-cp', join(lib, '*'), '-Dzookeeper.extendedTypesEnabled=true', MAIN, join(directory, 'zoo.cfg')];
  const child = spawn('java', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const closed = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    child.kill('SIGKILL');
    await closed;
    rmSync(directory, { recursive: true, force: true });
  };
  while (!(await answers(port))) {
    if (performance.now() - started < START_DEADLINE_MS && child.exitCode === null) {
      await setTimeout(20);
      continue;
    }
    await stop();
    throw new Error(`Apache ZooKeeper does not answer:\n${output}`);
  }
  return { connectString: `127.0.0.1:${port}`, port, readyMs: performance.now() - started, stop };
}
