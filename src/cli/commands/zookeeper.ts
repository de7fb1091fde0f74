import { MASTERS_ZOOKEEPER } from '../../cluster/cluster-zookeeper.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, withCluster } from '../connection.js';
import { EXIT } from '../exit-codes.js';
import { ZOOKEEPER_OPTION } from '../names.js';
import { writeJson, writeList } from '../output.js';

/** A session, as the remote API shows it. */
interface SessionInfo {
  readonly id: string;
  readonly timeoutMs: number;
  readonly client: string | null;
  readonly ephemerals: readonly string[];
}

const OPTIONS = { ...ZOOKEEPER_OPTION, ...CLUSTER_OPTION } as const;
const SESSION_ARGUMENT = {
  name: 'SESSION',
  about: 'the id of a session, the address of its client, or the path of an ephemeral znode that it has',
};

const pathOf = (zookeeper = MASTERS_ZOOKEEPER) => `/zookeepers/${encodeURIComponent(zookeeper)}`;

/** `minimesos zookeeper sessions` */
export const sessions: Command = defineCommand({
  name: 'zookeeper sessions',
  about: 'Lists the sessions with ZooKeeper that have not ended, connected or not. Other commands take their ids.',
  options: OPTIONS,
  run: (context, { options }) =>
    withCluster(context, options.cluster, async (connection) => {
      writeList(context, await connection.json<SessionInfo[]>('GET', `${pathOf(options.zookeeper)}/sessions`), {
        json: options.json,
        columns: [
          { title: 'SESSION', cell: ({ id }) => id, whole: true },
          { title: 'CLIENT', cell: ({ client }) => client ?? 'not connected', whole: true },
          { title: 'TIMEOUT', cell: ({ timeoutMs }) => `${timeoutMs / 1000} s`, align: 'right' },
          { title: 'EPHEMERAL ZNODES', cell: ({ ephemerals }) => ephemerals.join(' ') },
        ],
        none: 'There are no sessions.',
      });
      return EXIT.ok;
    }),
});

/** `minimesos zookeeper expire SESSION` */
export const expire: Command = onSession('expire', 'has ended', {
  name: 'zookeeper expire',
  about:
    'Ends a session as if its client had been silent for too long: its ephemeral znodes are gone, its connection is cut, and ' +
    'the client learns it when it connects again.',
});

/** `minimesos zookeeper drop SESSION` */
export const drop: Command = onSession('drop-connection', 'is not connected any more', {
  name: 'zookeeper drop',
  about: 'Cuts the connection of a session. The session goes on when its client connects again in time.',
});

/** `minimesos zookeeper freeze` */
export const freeze: Command = act('freeze', 'stands still', {
  name: 'zookeeper freeze',
  about: 'Has ZooKeeper stand still, as a process that is stopped: connections stay, nothing is answered, no session ends.',
});

/** `minimesos zookeeper thaw` */
export const thaw: Command = act('thaw', 'goes on', {
  name: 'zookeeper thaw',
  about: 'Has a ZooKeeper that stands still go on. Sessions whose time is over by then end.',
});

/** `minimesos zookeeper restart` */
export const restart: Command = act('restart', 'runs again', {
  name: 'zookeeper restart',
  about: 'Stops ZooKeeper and starts it again on the same port, with all data and sessions; these have their whole time again.',
});

/** `minimesos zookeeper read-only` */
export const readOnly: Command = defineCommand({
  name: 'zookeeper read-only',
  about:
    'Has ZooKeeper only read, as a server that has lost its quorum: all connections are cut, only clients that are content with ' +
    'that are let in, and no session ends. With --off, it writes again.',
  options: { off: { about: 'has it write again' }, ...OPTIONS },
  run: (context, { options: { off = false, zookeeper, cluster, json } }) =>
    withCluster(context, cluster, async (connection) => {
      await connection.json('POST', `${pathOf(zookeeper)}/read-only`, { body: { readOnly: !off } });
      if (json) writeJson(context, { readOnly: !off });
      else context.stdout.write(off ? 'ZooKeeper writes again.\n' : 'ZooKeeper only reads.\n');
      return EXIT.ok;
    }),
});

/** @param done what is said then of ZooKeeper */
function act(name: 'freeze' | 'thaw' | 'restart', done: string, command: Pick<Command, 'name' | 'about'>): Command {
  return defineCommand({
    ...command,
    options: OPTIONS,
    run: (context, { options: { zookeeper = MASTERS_ZOOKEEPER, cluster, json } }) =>
      withCluster(context, cluster, async (connection) => {
        await connection.json('POST', `${pathOf(zookeeper)}/${name}`);
        if (json) writeJson(context, { zookeeper });
        else context.stdout.write(`ZooKeeper ${done}.\n`);
        return EXIT.ok;
      }),
  });
}

/**
 * @param act the last part of the route
 * @param done what is said then of the session
 */
function onSession(act: string, done: string, command: Pick<Command, 'name' | 'about'>): Command {
  return defineCommand({
    ...command,
    arguments: [SESSION_ARGUMENT],
    options: OPTIONS,
    run: (context, { options: { zookeeper, cluster, json }, arguments: [session = ''] }) =>
      withCluster(context, cluster, async (connection) => {
        await connection.json('POST', `${pathOf(zookeeper)}/sessions/${encodeURIComponent(session)}/${act}`);
        if (json) writeJson(context, { session });
        else context.stdout.write(`Session ${session} ${done}.\n`);
        return EXIT.ok;
      }),
  });
}
