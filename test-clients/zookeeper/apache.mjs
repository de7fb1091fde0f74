// Apache ZooKeeper, fresh, as a process of its own.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const START_DEADLINE_MS = 30_000;
const MAIN = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
const pathOf = (name) => fileURLToPath(new URL(name, import.meta.url));
const lib = pathOf('../../node_modules/.cache/minimesos/apache-zookeeper');
const pom = pathOf('pom.xml');
/** What has been installed: another list of what is needed is installed anew. */
const marker = join(lib, 'pom.xml');

/** What Java is to be given to find Apache ZooKeeper, of the version that the embedded server says it is. */
export const apacheClasspath = join(lib, '*');
export const isApacheInstalled = () => existsSync(marker) && readFileSync(marker).equals(readFileSync(pom));

async function installApache(execute) {
  if (isApacheInstalled()) return;
  rmSync(lib, { recursive: true, force: true });
  await execute('mvn', ['--batch-mode', '--quiet', '-f', pom, `-DoutputDirectory=${lib}`, 'dependency:copy-dependencies']);
  copyFileSync(pom, marker);
}

/** Servers that others have made: what they need, and how they are installed and started. */
export const apache = {
  name: 'Apache ZooKeeper',
  needs: [
    ['java', '-version'],
    ['mvn', '--version'],
  ],
  install: installApache,
  start: (properties) => startApache(apacheClasspath, properties),
};

const DEBIAN_JAR = '/usr/share/java/zookeeper.jar';
/** An older version. */
export const debian = {
  name: 'the ZooKeeper of Debian',
  needs: [
    ['java', '-version'],
    ['test', '-e', DEBIAN_JAR],
  ],
  async install() {},
  start: () => startApache(DEBIAN_JAR),
};

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

/** Starts the process; resolves when it answers. */
async function startProcess(classpath, port, configuration, properties) {
  const started = performance.now();
  const options = ['-cp', classpath, '-Dzookeeper.extendedTypesEnabled=true', ...properties, MAIN, configuration];
  const child = spawn('java', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      output += text;
    });
  }
  const closed = new Promise((resolve) => child.once('close', resolve));
  const kill = async () => {
    child.kill('SIGKILL');
    await closed;
  };
  while (!(await answers(port))) {
    if (performance.now() - started < START_DEADLINE_MS && child.exitCode === null) {
      await setTimeout(20);
      continue;
    }
    await kill();
    throw new Error(`Apache ZooKeeper does not answer:\n${output}`);
  }
  return { kill, pid: child.pid, readyMs: performance.now() - started };
}

/**
 * @param classpath where Java finds it
 * @param properties options of Java, such as `-Dzookeeper.forceSync=no`
 * @returns how clients connect, how long it took until it answered, what starts it again, and what ends it
 */
async function startApache(classpath, properties = []) {
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-zookeeper-'));
  const port = await freePort();
  const configuration = join(directory, 'zoo.cfg');
  const lines = [`dataDir=${directory}`, `clientPort=${port}`, 'clientPortAddress=127.0.0.1', 'admin.enableServer=false'];
  writeFileSync(configuration, [...lines, 'tickTime=2000', 'maxClientCnxns=0', '4lw.commands.whitelist=*', ''].join('\n'));
  const start = async () => {
    try {
      return await startProcess(classpath, port, configuration, properties);
    } catch (error) {
      rmSync(directory, { recursive: true, force: true });
      throw error;
    }
  };
  let running = await start();
  return {
    connectString: `127.0.0.1:${port}`,
    port,
    directory,
    readyMs: running.readyMs,
    pid: running.pid,
    async restart() {
      await running.kill();
      running = await start();
    },
    async stop() {
      await running.kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
