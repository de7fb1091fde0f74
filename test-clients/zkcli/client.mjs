// The shell that comes with Apache ZooKeeper: as Debian packages it, zkCli.sh, and of a newer version.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { converse } from '../converse.mjs';
import { asOn } from '../on-zookeepers.mjs';
import { apache, apacheClasspath } from '../zookeeper/apache.mjs';

const DEBIAN = '/usr/share/zookeeper/bin/zkCli.sh';

/** Without what is another one each time, and what the shell tells of itself. */
const normalized = (text) =>
  text
    .split('\n')
    .map((line) =>
      line
        .replace(/\r|^\[zk:.*?\] /g, '')
        .replace(/^(ctime|mtime) = (?!Thu Jan 01 00:00:00).*/, '$1 = some time')
        .replace(/^\[(.*, .*)\]$/, (_, names) => `[${names.split(', ').sort().join(', ')}]`),
    )
    .filter((line) => line !== '' && !/^\d{4}-\d\d-\d\d |^log4j:|SLF4J/.test(line));

const run = (name, start) =>
  asOn(apache, name, async ({ source, connectString }) => {
    const commands = readFileSync(join(source, 'commands.txt'), 'utf8').split('\n').filter(Boolean);
    const [file, ...args] = [...start, '-server', connectString];
    const marker = { command: 'sync /', printed: 'Sync is OK\n' };
    const answers = await converse(file, args, { commands, marker, last: 'quit' });
    // Events and results are printed by different threads.
    return answers.map(([command, text]) => `> ${command}\n${normalized(text).sort().join('\n')}`).join('\n');
  });

export default {
  name: 'zkCli',
  needs: [['test', '-x', DEBIAN], ...apache.needs],
  install: ({ execute }) => apache.install(execute),
  runs: [
    run('zkCli.sh of 3.8.0, Debian,', [DEBIAN]),
    run('the shell of 3.9.3', ['java', '-cp', apacheClasspath, 'org.apache.zookeeper.ZooKeeperMain']),
  ],
};
