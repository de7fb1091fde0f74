import type { MasterInfo } from '../cluster-info.js';
import { type Command, defineCommand } from '../command.js';
import { CLUSTER_OPTION, NO_DEADLINE, withCluster } from '../connection.js';
import type { CliContext } from '../context.js';
import { EXIT } from '../exit-codes.js';
import { writeJson } from '../output.js';

const MASTER_ARGUMENT = {
  name: 'MASTER',
  about: 'the number of a master, counted from 0, or its URL. Default: the leader',
  optional: true,
};

/** `minimesos master kill` */
export const masterKill: Command = defineCommand({
  name: 'master kill',
  about:
    'Has a master end at once, as if its process had crashed: connections are cut. Tasks run on. Where there is a ZooKeeper, ' +
    'another one takes over when its session is over, after 10 s by default; minimesos failover does not wait for that.',
  arguments: [MASTER_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given] }) => operate(context, { ...options, given, verb: 'kill' }),
});

/** `minimesos master pause` */
export const masterPause: Command = defineCommand({
  name: 'master pause',
  about:
    'Has a master that is a process of its own (ownProcess in the description) stand still: connections stay, and nobody answers on ' +
    'them.',
  arguments: [MASTER_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given] }) => operate(context, { ...options, given, verb: 'pause' }),
});

/** `minimesos master resume` */
export const masterResume: Command = defineCommand({
  name: 'master resume',
  about: 'Lets a master that was paused go on.',
  arguments: [MASTER_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given] }) => operate(context, { ...options, given, verb: 'resume' }),
});

/** `minimesos master restart` */
export const masterRestart: Command = defineCommand({
  name: 'master restart',
  about:
    'Starts a new master at the same port; one that runs is killed first. It knows the agents, and what operators have ' +
    'ordered; agents register again with their tasks, and schedulers have to subscribe again.',
  arguments: [MASTER_ARGUMENT],
  options: { ...CLUSTER_OPTION },
  run: (context, { options, arguments: [given] }) => operate(context, { ...options, given, verb: 'restart' }),
});

const DONE = { kill: 'was killed', pause: 'stands still', resume: 'goes on', restart: 'runs again' } as const;

interface Operation {
  readonly verb: keyof typeof DONE;
  /** The master, as the user names it. */
  readonly given: string | undefined;
  readonly cluster?: string;
  readonly json?: boolean;
}

function operate(context: CliContext, { verb, given = 'leader', cluster, json }: Operation): Promise<number> {
  return withCluster(context, cluster, async (connection) => {
    const master = await connection.json<MasterInfo>('POST', `/masters/${encodeURIComponent(given)}/${verb}`, NO_DEADLINE);
    if (json) writeJson(context, master);
    else context.stdout.write(`The master at ${master.url} ${DONE[verb]}.\n`);
    return EXIT.ok;
  });
}
