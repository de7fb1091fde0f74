import { type ZooKeeperClient, ZooKeeperError } from '../../zookeeper/client.js';
import { childOf } from '../../zookeeper/paths.js';
import { type Command, defineCommand } from '../command.js';
import type { CliContext } from '../context.js';
import { EXIT, exitCodeOfSignal } from '../exit-codes.js';
import { writeJson } from '../output.js';
import { readerGone } from '../reader.js';
import { EndingSignals } from '../signals.js';
import { printable } from '../table.js';
import { fitTerminal } from '../text.js';
import { type TreeChange, TreeWatch } from '../tree-watch.js';
import { formatData, formatStat, isText, statJson } from '../znode-text.js';
import { ask, CLIENT_OPTIONS, readPath, withZooKeeper } from '../zookeeper-client.js';

const PATH_ARGUMENT = { name: 'PATH', about: 'the path of a znode, such as /mesos' };
const OPTIONAL_PATH = { name: 'PATH', about: `${PATH_ARGUMENT.about}. Default: /`, optional: true };

/** `minimesos zk ls [PATH]` */
export const zkLs: Command = defineCommand({
  name: 'zk ls',
  about: 'Lists the znodes below a path: their names, or with --recursive the paths of all, that of the path first.',
  arguments: [OPTIONAL_PATH],
  options: { recursive: { short: 'R', about: 'also what is below them' }, ...CLIENT_OPTIONS },
  async run(context, { options, arguments: [given = '/'] }) {
    const path = readPath(given);
    return withZooKeeper(context, options, async (client) => {
      const children = (await ask(client, path, client.children(path))).sort();
      const shown = options.recursive ? [path, ...(await below(client, path, children))] : children;
      if (options.json) writeJson(context, shown);
      else for (const each of shown) context.stdout.write(`${printable(each)}\n`);
      return EXIT.ok;
    });
  },
});

/** `minimesos zk get PATH` */
export const zkGet: Command = defineCommand({
  name: 'zk get',
  about: 'Shows the data of a znode: text as it is, anything else in hexadecimal. With --json, also what ZooKeeper keeps of it.',
  arguments: [PATH_ARGUMENT],
  options: {
    stat: { short: 's', about: 'also what ZooKeeper keeps of it: times, versions, whose it is' },
    ...CLIENT_OPTIONS,
  },
  async run(context, { options, arguments: [given = ''] }) {
    const path = readPath(given);
    return withZooKeeper(context, options, async (client) => {
      const data = await ask(client, path, client.data(path));
      const stat = await client.exists(path);
      if (options.json) writeJson(context, { path, ...dataJson(data), stat: stat && statJson(stat) });
      else {
        context.stdout.write(formatData(data));
        if (options.stat && stat) context.stdout.write(formatStat(stat));
      }
      return EXIT.ok;
    });
  },
});

/** `minimesos zk watch [PATH]` */
export const zkWatch: Command = defineCommand({
  name: 'zk watch',
  about:
    'Shows what changes at and below a path, until Ctrl-C: znodes that are created, changed and deleted. The path need not be ' +
    'there yet. Of changes that follow each other at once, only the last may be seen.',
  arguments: [OPTIONAL_PATH],
  options: CLIENT_OPTIONS,
  async run(context, { options, arguments: [given = '/'] }) {
    const path = readPath(given);
    const signals = new EndingSignals(context.signals);
    const gone = readerGone(context.stdout);
    const stopped = Promise.race([
      signals.next().then(exitCodeOfSignal),
      new Promise<never>((_, reject) => gone.addEventListener('abort', () => reject(gone.reason))),
    ]);
    stopped.catch(() => {}); // it is looked at only while there is a session
    const watch = new TreeWatch(path, (change) => context.stdout.write(`${changeLine(context, change, options.json)}\n`));
    let isFirst = true;
    try {
      for (;;) {
        const code = await withZooKeeper(context, options, async (client) => {
          const { ended } = await watch.follow(client);
          if (isFirst) sayStart(context, path, watch.there, options.json);
          isFirst = false;
          return Promise.race([stopped, ended]);
        });
        // A session that has expired is followed by another one.
        if (code !== undefined) return code;
      }
    } finally {
      signals.stop();
    }
  },
});

function sayStart(context: CliContext, path: string, there: boolean, json = false): void {
  if (json) context.stdout.write(`${JSON.stringify({ what: 'watching', path, there })}\n`);
  else context.stderr.write(`Watching ${path}${there ? '' : ', which is not there yet'}. Ctrl-C ends this.\n`);
}

function changeLine({ stdout }: CliContext, { at, what, path, data, stat }: TreeChange, json = false): string {
  if (json) return JSON.stringify({ at, what, path, ...(data && dataJson(data)), ...(stat && { stat: statJson(stat) }) });
  const shown = data?.length ? `  ${isText(data) ? data.toString() : `0x${data.toString('hex')}`}` : '';
  return fitTerminal(printable(`${new Date(at).toISOString().slice(11, -1)}  ${what.padEnd(7)}  ${path}${shown}`), stdout);
}

/** All paths below one, in the order of their names, each followed by what is below it. */
async function below(client: ZooKeeperClient, path: string, children: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    children.map(async (name) => {
      const child = childOf(path, name);
      try {
        return [child, ...(await below(client, child, (await client.children(child)).sort()))];
      } catch (error) {
        if (!(error instanceof ZooKeeperError)) throw error;
        // It has gone meanwhile, or what is below is not for everybody.
        if (error.reason === 'NO_NODE') return [];
        if (error.reason === 'NO_AUTH') return [child];
        throw error;
      }
    }),
  );
  return lists.flat();
}

/** Text where it is some, and base64 in any case. */
const dataJson = (data: Buffer) => ({ data: isText(data) ? data.toString() : null, base64: data.toString('base64') });
