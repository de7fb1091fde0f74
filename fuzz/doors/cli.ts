import type { Command } from '../../src/cli/command.js';
import { commands, findCommand, secondWords } from '../../src/cli/commands.js';
import { readArguments } from '../../src/cli/options.js';
import { wrap } from '../../src/cli/text.js';
import { readAssignments } from '../../src/cli/values.js';
import { each } from '../answers.js';
import type { Door } from '../engine/door.js';

const known = new Map<string, Command>();

/** The words of a command line, each on a line, as far as they are read before anything is done. */
const door: Door = {
  name: 'cli',
  corpus: [
    'up\n--agents=2\n--masters\n3\n--json\n--name\nblue',
    'run\n--config\nminimesos.yaml\n--\nmake\ntest',
    'task\nkill\nt\n--framework\nf',
    'fault\nadd\ndrop\n--call\nACCEPT\n--times=2',
    'agent\nadd\n--resources\ncpus:4;mem:4096',
    'timeline\n--follow\n--limit\n10\n-h',
    'zk\nget\n/a\n--zookeeper=masters',
    'wait\ntasks\n--count\n-1\n--timeout=1mins',
  ],
  words: Object.keys(commands),
  async open() {
    for (const [name, entry] of Object.entries(commands)) known.set(name, await entry.load());
  },
  run(input) {
    const argv = Buffer.from(input).toString().split('\n');
    each([
      () => secondWords(argv[0] ?? ''),
      () => {
        const { name, args } = findCommand(argv);
        const { options, arguments: places, rest, help } = known.get(name) as Command;
        readArguments({ command: `minimesos ${name}`, options, arguments: places ?? [], rest }, args);
        help(Number(argv.at(-1)) || 80);
      },
      () => readAssignments('--env', argv),
      () => wrap(argv.join(' '), 20, 4),
    ]);
  },
};

export default door;
