import { type Entry, indented, known, nearest } from './entry.js';

const MOST_SHOWN = 5;

/** Of apps that are installed by Marathon. */
export const appErrors = {
  NO_MARATHON: {
    when: 'A cluster was asked where its Marathon is, and has none yet.',
    happened: ({ cluster }: { cluster: string }) => `Cluster ${cluster} has no Marathon.`,
    remedy: 'Describe the cluster with marathon: true, or install an app, which starts one.',
  },
  MARATHON_UNREACHABLE: {
    when: 'The Marathon of a cluster does not answer, or has no leader; it may be a container of the cluster that has ended.',
    happened: ({ url, reason }: { url: string; reason: string }) => `Marathon does not answer at ${url}: ${reason}`,
    remedy: 'Look at its container and its log with minimesos containers, or cluster.containers.',
  },
  MARATHON_STATE_UNREADABLE: {
    when: 'What a Marathon is to go on with lies in a ZooKeeper and is not as a Marathon of minimesos has written it. It was not touched.',
    happened: ({ path, znodes }: { path: string; znodes: readonly string[] }) => {
      const shown = znodes.slice(0, MOST_SHOWN);
      const more = znodes.length > shown.length ? [`and ${znodes.length - shown.length} more`] : [];
      return `What lies in the ZooKeeper below ${path} is not what a Marathon of minimesos has kept:${indented([...shown, ...more])}`;
    },
    remedy: 'Start with a ZooKeeper that has no such data, or correct or delete these znodes with a client of ZooKeeper.',
  },
  UNKNOWN_TOKEN: {
    when: 'An app or group has tokens of minimesos that stand for nothing on this cluster; nothing was installed.',
    happened: ({
      source,
      tokens,
      known: names,
    }: {
      source: string;
      tokens: readonly { token: string; suggestion?: string | undefined }[];
      known: readonly string[];
    }) => {
      const lines = tokens.map(({ token, suggestion }) => `\${${token}} stands for nothing.${nearest(suggestion)}`);
      return `${source} cannot be installed as it is:${indented(lines)}\n${known(names)}`;
    },
    remedy: 'Correct the tokens, or describe a cluster that has what they are about, such as zookeeper: true.',
  },
  UNKNOWN_FIELD: {
    when: 'An app or group has fields that Marathon would ignore, though they look like some that it knows; nothing was installed.',
    happened: ({ source, fields }: { source: string; fields: readonly { path: string; suggestion: string }[] }) => {
      const lines = fields.map(({ path, suggestion }) => `${path} is no field.${nearest(suggestion)}`);
      return `${source} cannot be installed as it is:${indented(lines)}`;
    },
    remedy: 'Correct the names of the fields; docs/marathon.md lists all.',
  },
  APP_REJECTED: {
    when: 'Marathon has not taken an app or group; nothing was installed.',
    happened: ({ source, status, reasons }: { source: string; status: number; reasons: readonly string[] }) =>
      `Marathon does not take ${source} (${status}):${indented(reasons)}`,
    remedy: 'Correct it as Marathon says; docs/marathon.md lists all fields.',
  },
  APP_EXISTS: {
    when: 'An app or group was to be installed whose id is taken, and not to be updated.',
    happened: ({ source, reason }: { source: string; reason: string }) => `${source} is not installed: ${reason}`,
    remedy: 'Install it with update (--update) to change what is there, or uninstall that before.',
  },
  UNKNOWN_APP: {
    when: 'There is no app or group of that id.',
    happened: ({
      id,
      kind,
      apps,
      suggestion,
    }: {
      id: string;
      kind: 'app' | 'group';
      apps: readonly string[];
      suggestion?: string | undefined;
    }) => `There is no ${kind} ${id}.${nearest(suggestion)} ${known(apps)}`,
    remedy: 'Look for its id with cluster.apps(), or minimesos apps.',
  },
} satisfies Record<string, Entry>;
