// Apache ZooKeeper itself, beside which the embedded server has to answer the same to the same requests.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startZooKeeper } from '../embedded-zookeeper.mjs';

const START_DEADLINE_MS = 30_000;
const LINES_SHOWN = 20;

/** A port that is free now: ZooKeeper does not tell which one it has taken. */
const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Apache ZooKeeper, fresh; what it prints comes with the error when it does not start. */
async function startApache(folder) {
  const directory = mkdtempSync(join(tmpdir(), 'minimesos-zookeeper-'));
  const port = await freePort();
  const lines = [`dataDir=${directory}`, `clientPort=${port}`, 'clientPortAddress=127.0.0.1', 'admin.enableServer=false'];
  writeFileSync(join(directory, 'zoo.cfg'), [...lines, 'tickTime=2000', 'maxClientCnxns=0', ''].join('\n'));
  const main = 'org.apache.zookeeper.server.quorum.QuorumPeerMain';
  const options = ['-cp', join(folder, 'lib', '*'), '-Dzookeeper.extendedTypesEnabled=true', main, join(directory, 'zoo.cfg')];
  const child = spawn('java', options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGKILL');
      await ended;
    }
    rmSync(directory, { recursive: true, force: true });
  };
  return { connectString: `127.0.0.1:${port}`, stop, output: () => output };
}

async function observe({ connectString }, source, execute) {
  const { output } = await execute('python3', [join(source, 'observe.py'), connectString]);
  return output.split('\n');
}

async function untilItAnswers(server, source, execute) {
  const end = performance.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      return await execute('python3', [join(source, 'answers.py'), server.connectString]);
    } catch (error) {
      if (performance.now() > end) throw new Error(`Apache ZooKeeper does not answer: ${error.message}\n${server.output()}`);
    }
  }
}

export default {
  name: 'Apache ZooKeeper 3.9.3',
  needs: [
    ['java', '-version'],
    ['mvn', '--version'],
    ['python3', '--version'],
  ],
  async install({ folder, source, execute }) {
    const options = ['--batch-mode', '--quiet', '-f', join(source, 'pom.xml'), `-DoutputDirectory=${join(folder, 'lib')}`];
    await execute('mvn', [...options, 'dependency:copy-dependencies']);
  },
  runs: [
    {
      name: 'the same answers as of the embedded server',
      alone: true,
      async run({ folder, source, execute }) {
        const servers = [await startApache(folder), await startZooKeeper()];
        try {
          await untilItAnswers(servers[0], source, execute);
          const [apache, embedded] = [await observe(servers[0], source, execute), await observe(servers[1], source, execute)];
          const differing = apache.flatMap((line, index) =>
            line === embedded[index] ? [] : [`Apache:   ${line}\nembedded: ${embedded[index]}`],
          );
          if (differing.length > 0 || apache.length !== embedded.length) {
            const total = `${differing.length} of ${apache.length} lines differ (${embedded.length} of the embedded server)`;
            throw new Error(`${total}:\n${differing.slice(0, LINES_SHOWN).join('\n')}`);
          }
        } finally {
          for (const server of servers) await server.stop();
        }
      },
    },
  ],
};
