import type { Entry } from './entry.js';

/** Of clusters that minimesos does not run itself, or not as its own Mesos. */
export const driverErrors = {
  UNSUPPORTED_BY_DRIVER: {
    when: 'Something was asked of a cluster that what runs it cannot do. docs/drivers.md tells what each driver can.',
    happened: ({ driver, operation, reason }: { driver: string; operation: string; reason: string }) =>
      `${operation} is not possible with the driver ${driver}: ${reason}.`,
    remedy: 'Do it where the cluster is run, or run the test on the driver embedded; cluster.can() tells beforehand.',
  },
  MASTER_UNREACHABLE: {
    when: 'No leading master of a cluster that is there already was found in time.',
    happened: ({ master, timeout, reason }: { master: string; timeout: string; reason: string }) =>
      `No leading master was found by ${master} within ${timeout}: ${reason}.`,
    remedy: 'See that the cluster runs and that its masters can be reached from here under the addresses that they tell.',
  },
  MESOS_NOT_FOUND: {
    when: 'The programs of Mesos that the driver native runs are not on this machine, or not where they were said to be.',
    happened: ({ programs, where, folders }: { programs: readonly string[]; where: string; folders: readonly string[] }) =>
      `There is no ${programs.join(' and no ')} by ${where}. It was looked for in ${folders.length === 0 ? 'no folder at all' : folders.join(', ')}.`,
    remedy: 'Say where Mesos is, by mesosHome or MINIMESOS_MESOS_HOME, or put it on the PATH; the driver embedded needs none.',
  },
  NOT_A_MASTER: {
    when: 'What answers at the address of a master is no master of Mesos.',
    happened: ({ master, reason }: { master: string; reason: string }) => `There is no master of Mesos at ${master}: ${reason}.`,
    remedy: 'Give the address of a master, http://ip:port, or that of its ZooKeeper, zk://ip:port/mesos.',
  },
  CREDENTIALS_REFUSED: {
    when: 'A master does not let in whoever has these credentials, or none.',
    happened: ({ master, principal, status }: { master: string; principal?: string | undefined; status: number }) =>
      principal === undefined
        ? `The master ${master} asks who minimesos is (${status}), and the description has no credentials.`
        : `The master ${master} does not let in the principal ${principal} with its secret (${status}).`,
    remedy:
      'Give credentials that the master knows and that are allowed to see the cluster: credentials, or MINIMESOS_CREDENTIALS.',
  },
} satisfies Record<string, Entry>;
