// The Go client: as it was first published, and as it is developed on elsewhere, under another name.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onZooKeepers } from '../on-zookeepers.mjs';

const FIRST = 'github.com/samuel/go-zookeeper/zk';
const MODULES = { samuel: FIRST, 'go-zookeeper': 'github.com/go-zookeeper/zk' };

const run = (name) =>
  onZooKeepers(`a program on ${MODULES[name]}`, async ({ folder, connectString, please, execute }) => {
    const { stdout } = await execute(join(folder, 'bin', name), [connectString], { please });
    return stdout;
  });

export default {
  name: 'the Go client of ZooKeeper',
  needs: [['go', 'version']],
  async install({ folder, source, execute }) {
    for (const name of ['go.mod', 'go.sum']) cpSync(join(source, name), join(folder, name));
    // The same program on each.
    for (const [name, module] of Object.entries(MODULES)) {
      mkdirSync(join(folder, name));
      writeFileSync(join(folder, name, 'main.go'), readFileSync(join(source, 'observe.go'), 'utf8').replace(FIRST, module));
    }
    await execute('go', ['build', '-mod=readonly', '-o', `${join(folder, 'bin')}/`, './...'], { cwd: folder });
  },
  runs: Object.keys(MODULES).flatMap(run),
};
