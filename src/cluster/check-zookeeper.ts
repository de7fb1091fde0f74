import { resolve } from 'node:path';
import { MASTERS_ZOOKEEPER, type OwnZooKeeper, type ZooKeeperDescription } from '../drivers/description.js';
import { type Problems, showUrl } from '../problem.js';
import { credentialsProblem, formatZooKeeperUrl, parseZooKeeperUrl } from '../zookeeper/url.js';
import { type Check, type Checked, isObject, object } from './check.js';
import { type ContainerInput, containerKeys, containerOf } from './check-container.js';
import { type Entry, port } from './members.js';

/** A ZooKeeper that the cluster runs, as users write it. */
export interface OwnZooKeeperInput extends ContainerInput {
  /** Where it listens. Default: a free port. */
  port?: number;
  /**
   * Where its data is kept, for the next cluster with the same directory; only one at a time. A relative path begins where the
   * description is, or else at the working directory. Default: in memory.
   */
  dataDirectory?: string;
  /** `user:password`: what masters and frameworks that are given its URL show it (scheme `digest`). Default: none. */
  credentials?: string;
}

/**
 * Whether there is a ZooKeeper, as users write it: one that the cluster runs, or with `url` (`zk://host:2181,host:2181/path`,
 * with a path, and perhaps `user:password@` before the hosts) one that is there already.
 */
export type ZooKeeperInput = boolean | OwnZooKeeperInput | { url: string };

const OWN = "an object such as { port: 2181, dataDirectory: 'zookeeper', credentials: 'user:password' }";
const URL_EXPECTED = 'where a ZooKeeper is, such as zk://10.0.0.1:2181,10.0.0.2:2181/mesos';

const dataDirectory: Check<string> = (value, path, problems) => {
  if (typeof value === 'string' && value !== '' && !value.includes('\0')) return resolve(value);
  return problems.invalid(path, value, 'the path of a directory');
};

// What is secret is not shown.
const credentials: Check<string> = (value, path, problems) => {
  const expected = 'a user and a password, as user:password';
  if (typeof value !== 'string') return problems.invalid(path, value, expected);
  const reason = credentialsProblem(value);
  return reason === undefined ? value : problems.invalid(path, value, expected, { reason, came: 'something else' });
};

const url: Check<string> = (value, path, problems) => {
  if (typeof value !== 'string') return problems.invalid(path, value, URL_EXPECTED);
  const read = parseZooKeeperUrl(value);
  const reason = 'problem' in read ? read.problem : read.path === '' ? "it has no path, and Mesos refuses '/'" : undefined;
  if (!('problem' in read) && reason === undefined) return formatZooKeeperUrl(read);
  return problems.invalid(path, value, URL_EXPECTED, { reason, came: showUrl(value) });
};

const ownKeys = { port, dataDirectory, credentials, ...containerKeys };
const own = object('a ZooKeeper', ownKeys);
const external = object('a ZooKeeper that is there already', { url });

/** That of the masters; false where it was said that there is none. */
export const zookeeper: Check<ZooKeeperDescription | false> = (value, path, problems) => {
  if (value === false) return false;
  if (isObject(value) && 'url' in value) return external(value, path, problems) as ZooKeeperDescription | undefined;
  return ownZooKeeper(value, path, problems, `true, false, { url: 'zk://host:2181/mesos' }, or ${OWN}`);
};

/** Further ones, by name. */
export const zookeepers: Check<Readonly<Record<string, OwnZooKeeper>>> = (value, path, problems) => {
  if (!isObject(value)) return problems.invalid(path, value, 'an object with a ZooKeeper for each name, such as { state: true }');
  const checked = Object.entries(value).flatMap(([name, member]): [string, OwnZooKeeper][] => {
    if (member === undefined || !isName(name, path, problems)) return [];
    const described = ownZooKeeper(member, `${path}.${name}`, problems, `true, or ${OWN}`);
    return described ? [[name, described]] : [];
  });
  return Object.fromEntries(checked);
};

const DEFAULT: OwnZooKeeper = { port: undefined, dataDirectory: undefined, credentials: undefined };

/**
 * That of the masters, once it is known how many there are: several find their leader by it.
 * @param usual whether there is one unless it is said that there is none
 */
export function zooKeeperOfMasters(
  given: ZooKeeperDescription | false | undefined,
  masters: number,
  usual: boolean,
  problems: Problems,
): ZooKeeperDescription | undefined {
  if (given === undefined) return usual || masters > 1 ? DEFAULT : undefined;
  if (given !== false) return given;
  if (masters > 1) problems.invalid('zookeeper', false, 'true, or left out', { reason: `${masters} masters need one` });
  return undefined;
}

/** All that the cluster is to run, each with its place in the description. */
export function ownEntries(
  ofMasters: ZooKeeperDescription | undefined,
  further: Readonly<Record<string, OwnZooKeeper>> = {},
): Entry<typeof ownKeys>[] {
  const entries = Object.entries(further).map(([name, each]) => ({ path: `zookeepers.${name}`, count: 1, keys: given(each) }));
  return ofMasters && !('url' in ofMasters) ? [{ path: 'zookeeper', count: 1, keys: given(ofMasters) }, ...entries] : entries;
}

/** Reports directories that more than one would keep its data in. */
export function reportSharedDirectories(entries: readonly Entry<typeof ownKeys>[], problems: Problems): void {
  const owners = new Map<string, string>();
  for (const { path, keys } of entries) {
    if (keys.dataDirectory === undefined) continue;
    const owner = owners.get(keys.dataDirectory);
    const reason = `${owner} has it already`;
    if (owner !== undefined) problems.invalid(`${path}.dataDirectory`, keys.dataDirectory, 'a directory of its own', { reason });
    else owners.set(keys.dataDirectory, `${path}.dataDirectory`);
  }
}

const given = ({ port, dataDirectory, container }: OwnZooKeeper) =>
  ({
    ...(port !== undefined && { port }),
    ...(dataDirectory !== undefined && { dataDirectory }),
    ...container,
  }) as Checked<typeof ownKeys>;

function ownZooKeeper(value: unknown, path: string, problems: Problems, expected: string): OwnZooKeeper | undefined {
  if (value !== true && !isObject(value)) return problems.invalid(path, value, expected);
  const given = value === true ? {} : own(value, path, problems);
  const container = given && containerOf(given);
  return (
    given && {
      ...{ port: given.port, dataDirectory: given.dataDirectory, credentials: given.credentials },
      ...(container && { container }),
    }
  );
}

/** Names are parts of variables: MINIMESOS_ZOOKEEPER_STATE_PORT. */
function isName(name: string, path: string, problems: Problems): boolean {
  const expected = 'a name of 1 to 63 small letters, digits and -';
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(name)) problems.invalid(path, name, expected);
  else if (/(^|-)(ip|port)$/.test(name)) {
    problems.invalid(path, name, expected, { reason: 'the ends ip and port are for the names of variables' });
  } else if (name === MASTERS_ZOOKEEPER) {
    problems.invalid(path, name, expected, { reason: 'that of the masters is called so' });
  } else return true;
  return false;
}
