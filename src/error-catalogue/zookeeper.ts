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
  ZOOKEEPER_UNREACHABLE: {
    when: 'A ZooKeeper did not answer in time.',
    happened: ({ servers, timeout, reason }: { servers: string; timeout: string; reason?: string | undefined }) =>
      `No ZooKeeper answered at ${servers} within ${timeout}${reason === undefined ? '' : `: ${reason}`}.`,
    remedy: 'See that it runs and can be reached from here; one that stands still or only reads has to go on first.',
  },
  ZOOKEEPER_PATH_TAKEN: {
    when: 'The masters of another cluster are in the path of an external ZooKeeper that the masters of this one were to use.',
    happened: ({ zookeeper, master }: { zookeeper: string; master: string }) =>
      `${zookeeper} has a master of another cluster already: ${master}.`,
    remedy: 'Give each cluster a path of its own, or end the other one.',
  },
  UNKNOWN_ZNODE: {
    when: 'A ZooKeeper has no znode of that path.',
    happened: ({ path, nearest, children }: { path: string; nearest: string; children: readonly string[] }) =>
      `There is no znode ${path}. ${nearest} is there, with ${children.length === 0 ? 'no znodes' : `these znodes: ${children.join(', ')}`}.`,
    remedy: 'Look for it with minimesos zk ls --recursive, or see it come with minimesos zk watch.',
  },
  ZNODE_NOT_READABLE: {
    when: 'A znode may not be read: its access control list is for others.',
    happened: ({ path }: { path: string }) => `The znode ${path} may not be read.`,
    remedy: 'Show who you are: by credentials in the URL of the description, or with --auth user:password on the command line.',
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
