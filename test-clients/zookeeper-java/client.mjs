// The client that comes with Apache ZooKeeper, in its oldest version that is still met and in a new one.
import { join } from 'node:path';
import { startZooKeeper } from '../embedded-zookeeper.mjs';

// Not 3.4.13 or 3.4.14, which cannot read the addresses of Java 14 and later, of whatever server.
const OLD = '3.4.9';
const NEW = '3.9.3';

const run = (version, program) => ({
  name: `${program} of ${version} on the embedded ZooKeeper`,
  alone: true,
  async run({ folder, source, execute }) {
    const server = await startZooKeeper();
    try {
      await execute('java', ['-cp', join(folder, version, '*'), join(source, `${program}.java`), server.connectString]);
    } finally {
      await server.stop();
    }
  },
});

export default {
  name: `the Java client of ZooKeeper ${OLD} and ${NEW}`,
  needs: [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  async install({ folder, source, execute }) {
    for (const version of [OLD, NEW]) {
      const where = [`-DoutputDirectory=${join(folder, version)}`, `-Dzookeeper.version=${version}`];
      await execute('mvn', ['--batch-mode', '--quiet', '-f', join(source, 'pom.xml'), ...where, 'dependency:copy-dependencies']);
    }
  },
  runs: [run(OLD, 'AnyVersion'), run(NEW, 'AnyVersion'), run(NEW, 'Newer')],
};
