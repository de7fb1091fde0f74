// The client of Java.
import { join } from 'node:path';
import { onMarathon } from '../on-marathon.mjs';

export default {
  name: 'marathon-client 0.6.3, for Java',
  needs: [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  async install({ folder, source, execute }) {
    const options = ['--batch-mode', '--quiet', '-f', join(source, 'pom.xml'), `-DoutputDirectory=${folder}`];
    await execute('mvn', [...options, 'dependency:copy-dependencies']);
  },
  runs: [
    onMarathon('apps, groups, tasks and deployments', async ({ folder, source, execute, url }) => {
      await execute('java', ['-cp', join(folder, '*'), join(source, 'Exercise.java'), url]);
    }),
  ],
};
