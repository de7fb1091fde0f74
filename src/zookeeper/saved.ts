import { checkFormat, count, documentOf, list, members, text, unlike, whole } from '../mesos/process/stored.js';
import type { Acl } from './acl.js';
import type { Change } from './data-tree.js';
import type { Entry, SessionChange } from './journal.js';
import { isValidPath } from './paths.js';
import { NO_CHILDREN, type Znode } from './znode.js';

const FORMAT = 1;

export type SavedSession = Extract<SessionChange, { type: 'createSession' }>;
/** The first line of a snapshot. */
export interface Header {
  readonly format: number;
  readonly zxid: number;
  readonly sessions: readonly SavedSession[];
}

/** The first line of a snapshot that is written now. */
export const headerOf = (zxid: number, sessions: Iterable<SavedSession>): Header => ({
  ...{ format: FORMAT, zxid },
  sessions: [...sessions],
});

/** Reads the first line of a snapshot. What is not as it was written is an `Error` that says what, here and below. */
export function readHeader(value: unknown): Header {
  const { format, zxid, sessions } = documentOf(value);
  checkFormat(format, FORMAT);
  return { format: FORMAT, zxid: count('zxid', zxid), sessions: list('sessions', sessions).map(readSession) };
}

/** Reads a znode of a snapshot, with its path. */
export function readNode(value: unknown): [path: string, node: Znode] {
  const given = documentOf(value);
  const node: Znode = {
    data: dataOf(given),
    acl: aclOf(given),
    owner: long('owner', given['owner']),
    createdBy: count('createdBy', given['createdBy']),
    modifiedBy: count('modifiedBy', given['modifiedBy']),
    childrenChangedBy: count('childrenChangedBy', given['childrenChangedBy']),
    createdAt: count('createdAt', given['createdAt']),
    modifiedAt: count('modifiedAt', given['modifiedAt']),
    version: whole('version', given['version']),
    aclVersion: whole('aclVersion', given['aclVersion']),
    creations: count('creations', given['creations']),
    children: NO_CHILDREN,
  };
  return [pathOf(given), node];
}

/** Reads a line of the log. */
export function readEntry(value: unknown): Entry {
  const { zxid, time, changes } = documentOf(value);
  return { zxid: count('zxid', zxid), time: count('time', time), changes: list('changes', changes).map(readChange) };
}

function readChange(value: unknown): Change | SessionChange {
  const given = documentOf(value);
  switch (given['type']) {
    case 'createSession':
      return readSession(value);
    case 'closeSession':
      return { type: 'closeSession', session: long('session', given['session']) };
    case 'create':
      return {
        type: 'create',
        path: pathOf(given),
        data: dataOf(given),
        acl: aclOf(given),
        owner: long('owner', given['owner']),
      };
    case 'delete':
      return { type: 'delete', path: pathOf(given) };
    case 'setData':
      return { type: 'setData', path: pathOf(given), data: dataOf(given), version: whole('version', given['version']) };
    case 'setAcl':
      return { type: 'setAcl', path: pathOf(given), acl: aclOf(given), version: whole('version', given['version']) };
    default:
      return unlike('type', 'one of a change');
  }
}

function readSession(value: unknown): SavedSession {
  const { session, password, timeoutMs } = documentOf(value);
  if (!Buffer.isBuffer(password)) return unlike('password', 'binary');
  return { type: 'createSession', session: long('session', session), password, timeoutMs: count('timeoutMs', timeoutMs) };
}

/** As wide as what travels to clients. */
const long = (name: string, value: unknown): bigint =>
  typeof value === 'bigint' && BigInt.asIntN(64, value) === value ? value : unlike(name, 'a number of 64 bits');

function pathOf({ path }: Readonly<Record<string, unknown>>): string {
  const given = text('path', path);
  return isValidPath(given) ? given : unlike('path', 'the path of a znode');
}

function dataOf({ data }: Readonly<Record<string, unknown>>): Buffer | undefined {
  if (data === undefined || data === null) return undefined;
  return Buffer.isBuffer(data) ? data : unlike('data', 'binary');
}

const aclOf = ({ acl }: Readonly<Record<string, unknown>>): Acl =>
  list('acl', acl).map((rule) => {
    const { permissions, scheme, id } = members('acl', rule);
    return { permissions: whole('permissions', permissions), scheme: text('scheme', scheme), id: text('id', id) };
  });
