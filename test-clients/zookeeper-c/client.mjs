// The client in C as Debian packages it: its library, and the shell that comes with it.
import { join } from 'node:path';
import { converse } from '../converse.mjs';
import { asOn, onZooKeepers } from '../on-zookeepers.mjs';
import { apache, debian } from '../zookeeper/apache.mjs';

const SHELL = '/usr/lib/zookeeper/bin/cli_mt';

async function observe({ folder, connectString, please, execute }) {
  const { stdout } = await execute(join(folder, 'observe'), [connectString], { please });
  return stdout;
}

export default {
  name: 'the C client of ZooKeeper 3.8.0',
  needs: [
    ['cc', '--version'],
    ['test', '-e', '/usr/include/zookeeper/zookeeper.h'],
    ['test', '-x', SHELL],
  ],
  async install({ folder, source, execute }) {
    const program = join(folder, 'observe');
    await execute('cc', ['-Wall', '-DTHREADED', '-o', program, join(source, 'observe.c'), '-lzookeeper_mt', '-lpthread']);
  },
  runs: [
    ...onZooKeepers('a program', observe),
    asOn(debian, 'a program', observe),
    asOn(apache, 'its shell', async ({ connectString }) => {
      const marker = { command: 'sync /marker', printed: '[/marker]: rc = 0\n\tname = /marker\n' };
      const answers = await converse(SHELL, ['-h', connectString], { commands: COMMANDS, marker, last: 'quit' });
      return answers.map(([command, text]) => `> ${command}\n${normalized(text)}`).join('\n');
    }),
  ],
};

const COMMANDS = [
  ...['create /a', 'create +s /s-', 'create +e /e', 'create +c /c', 'create +t=60000 /t', 'create2 /b', 'create /a'],
  ...['ls /', 'ls2 /', 'set /a hello', 'get /a', 'get /missing', 'wexists /a', 'set /a more', 'aset /a again'],
  ...['delete /b', 'delete /b', 'config'],
];

/** Without times, and with the children in order. */
function normalized(text) {
  const lines = text.split('\n').filter((line) => !line.startsWith('time = '));
  const times = /([cm]time ?= ?)(?!Thu Jan {2}1 00:00:00).*/;
  const children = lines.filter((line) => /^\t[^ =]+$/.test(line)).sort();
  return lines.map((line) => (/^\t[^ =]+$/.test(line) ? children.shift() : line.replace(times, '$1'))).join('\n');
}
