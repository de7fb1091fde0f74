import { type Entry, known } from './entry.js';

/** What goes wrong with ZooKeeper. */
export const zookeeperErrors = {
  NO_ZOOKEEPER: {
    when: 'A cluster was asked for a ZooKeeper that it does not have.',
    happened: ({ cluster, zookeeper, zookeepers }: { cluster: string; zookeeper: string; zookeepers: readonly string[] }) =>
      `Cluster ${cluster} has no ZooKeeper ${zookeeper}. ${known(zookeepers)}`,
    remedy: 'Describe the cluster with zookeeper: true, or with a further one under zookeepers.',
  },
  ZOOKEEPER_EXTERNAL: {
    when: 'Something was to go wrong with a ZooKeeper that the cluster uses, but does not run.',
    happened: ({ zookeeper, operation }: { zookeeper: string; operation: string }) =>
      `${operation} was asked of ${zookeeper}, which minimesos does not run.`,
    remedy: 'Describe the cluster with zookeeper: true, which has minimesos run one.',
  },
  UNKNOWN_SESSION: {
    when: 'A ZooKeeper has no session of that id, or no longer.',
    happened: ({ session, sessions }: { session: string; sessions: readonly string[] }) =>
      `ZooKeeper has no session ${session}. ${known(sessions)}`,
    remedy: 'Use one of the sessions named; cluster.zookeeper.sessions() and minimesos zookeeper sessions tell whose they are.',
  },
  ZOOKEEPER_DATA_UNREADABLE: {
    when: 'The directory that an embedded ZooKeeper server is to keep its data in cannot be used, or has files that it cannot read.',
    happened: ({ path, line, reason }: { path: string; line?: number | undefined; reason: string }) =>
      line === undefined ? `${path} cannot be used: ${reason}.` : `Line ${line} of ${path} cannot be read: ${reason}.`,
    remedy: 'Give the server a directory that it has written itself, or an empty one.',
  },
  ZOOKEEPER_DATA_IN_USE: {
    when: 'The directory that an embedded ZooKeeper server is to keep its data in is that of another one, which runs.',
    happened: ({ directory, pid }: { directory: string; pid: number }) =>
      `${directory} is in use by another ZooKeeper server, in process ${pid}.`,
    remedy: 'Destroy the cluster that has it, or give each a directory of its own.',
  },
} satisfies Record<string, Entry>;
