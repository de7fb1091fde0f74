// Apache ZooKeeper itself, beside which the embedded server has to answer the same to the same requests.
import { join } from 'node:path';
import { startZooKeeper } from '../embedded-zookeeper.mjs';
import { startApache } from './apache.mjs';

const LINES_SHOWN = 20;

async function observe({ connectString }, source, seed, execute) {
  const { output } = await execute('python3', [join(source, 'observe.py'), connectString, String(seed)]);
  return output.split('\n');
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
        const seed = Number(process.env.MINIMESOS_PROPERTY_SEED ?? Math.floor(Math.random() * 2 ** 31));
        const servers = [await startApache(join(folder, 'lib')), await startZooKeeper()];
        try {
          const [apache, embedded] = [
            await observe(servers[0], source, seed, execute),
            await observe(servers[1], source, seed, execute),
          ];
          const differing = apache.flatMap((line, index) =>
            line === embedded[index] ? [] : [`Apache:   ${line}\nembedded: ${embedded[index]}`],
          );
          if (differing.length > 0 || apache.length !== embedded.length) {
            const total = `${differing.length} of ${apache.length} lines differ (${embedded.length} of the embedded server)`;
            throw new Error(`${total}, with MINIMESOS_PROPERTY_SEED=${seed}:\n${differing.slice(0, LINES_SHOWN).join('\n')}`);
          }
        } finally {
          for (const server of servers) await server.stop();
        }
      },
    },
  ],
};
