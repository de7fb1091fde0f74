// Curator and its recipes, which Java programs use instead of ZooKeeper's own client.
import { join } from 'node:path';
import { onZooKeepers } from '../on-zookeepers.mjs';

export default {
  name: 'Curator 5.9.0',
  needs: [
    ['java', '-version'],
    ['javac', '-version'],
    ['mvn', '--version'],
  ],
  async install({ folder, source, execute }) {
    const options = ['--batch-mode', '--quiet', '-f', join(source, 'pom.xml'), `-DoutputDirectory=${folder}`];
    await execute('mvn', [...options, 'dependency:copy-dependencies']);
  },
  runs: onZooKeepers('its recipes', async ({ folder, source, connectString, please, execute }) => {
    const program = ['-cp', join(folder, '*'), join(source, 'Recipes.java'), connectString];
    return (await execute('java', program, { please })).stdout;
  }),
};
