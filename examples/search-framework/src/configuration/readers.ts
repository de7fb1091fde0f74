import { isAbsolute } from 'node:path';
import { ZooKeeperUrl } from '../zookeeper/zookeeper-url.js';

/** Makes a value of what was given, in a file as it stands there, otherwise as text; throws {@link Unfit} with a reason. */
export type Reader<T> = (given: unknown) => T;

export class Unfit extends Error {}

export const text = (given: unknown): string => {
  if (typeof given !== 'string' || given.trim() === '') throw new Unfit('is not a text');
  return given;
};

/** A text of this form; `description` ends the sentence "it is not ...". */
export const matching =
  (pattern: RegExp, description: string): Reader<string> =>
  (given) => {
    if (typeof given !== 'string' || !pattern.test(given)) throw new Unfit(`is not ${description}`);
    return given;
  };

export const number =
  (least: number, most: number, { whole = false } = {}): Reader<number> =>
  (given) => {
    const value = typeof given === 'string' && given.trim() !== '' ? Number(given) : given;
    const fits = typeof value === 'number' && value >= least && value <= most && (!whole || Number.isInteger(value));
    if (!fits) throw new Unfit(`is not a ${whole ? 'whole ' : ''}number from ${least} to ${most}`);
    return value;
  };

export const yesOrNo: Reader<boolean> = (given) => {
  const value = { true: true, false: false, '1': true, '0': false }[`${given as string}`];
  if (value === undefined) throw new Unfit('is neither true nor false');
  return value;
};

export const absolutePath: Reader<string> = (given) => {
  if (typeof given !== 'string' || !isAbsolute(given)) throw new Unfit('is not an absolute path');
  return given;
};

const webAddress: Reader<URL> = (given) => {
  const url = typeof given === 'string' && URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new Unfit('is not a URL that begins with http://, https:// or zk://');
  return url;
};

/** Where it begins with `zk://`, it has to be all that Mesos writes there; everything else is left to another reader. */
const orZooKeeper =
  <T>(other: Reader<T>): Reader<T | ZooKeeperUrl> =>
  (given) => {
    if (typeof given !== 'string' || !given.startsWith('zk://')) return other(given);
    const url = ZooKeeperUrl.parse(given);
    if (!url) throw new Unfit('is not of the form zk://user:password@host:port,host:port/path');
    return url;
  };

/** Several of a kind: a list in a file, otherwise separated by commas. */
export const several =
  <T>(reader: Reader<T>): Reader<T[]> =>
  (given) => {
    const items: unknown[] = Array.isArray(given) ? given : typeof given === 'string' ? given.split(',') : [given];
    if (items.length === 0) throw new Unfit('is empty');
    return items.map((item) => reader(typeof item === 'string' ? item.trim() : item));
  };

/** Masters by their addresses, or where in ZooKeeper they register. */
export const masters: Reader<URL[] | ZooKeeperUrl> = (given) => {
  const value = orZooKeeper(several(webAddress))(given);
  if (value instanceof ZooKeeperUrl && value.path === '') throw new Unfit('has no path, such as /mesos');
  return value;
};

export const fileOrZooKeeper: Reader<string | ZooKeeperUrl> = orZooKeeper(text);
