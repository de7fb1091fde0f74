// The native client of Node, which compiles the C client of ZooKeeper for itself.
import { join } from 'node:path';
import { onZooKeepers } from '../on-zookeepers.mjs';

const VERSION = '7.3.0';

export default {
  name: `zookeeper ${VERSION} of npm`,
  needs: ['cc', 'c++', 'make', 'python3'].map((program) => [program, '--version']),
  async install({ folder, execute }) {
    const options = ['--prefix', folder, '--no-audit', '--no-fund', '--no-save', '--foreground-scripts'];
    await execute('npm', ['install', ...options, `zookeeper@${VERSION}`]);
  },
  runs: onZooKeepers('a program', async ({ folder, source, connectString, please, execute }) => {
    const { stdout } = await execute(process.execPath, [join(source, 'program.cjs'), folder, connectString], { please });
    return stdout;
  }),
};
