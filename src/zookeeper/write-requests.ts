import { type Acl, permissions, requireAllowed, resolveAcl } from './acl.js';
import type { Transaction } from './database.js';
import { Refusal } from './error-codes.js';
import type { JuteReader } from './jute.js';
import { operations } from './operations.js';
import { parentOf, RESERVED_PATHS, requireValidPath } from './paths.js';
import { readAcl, writeStat } from './records.js';
import type { Body, Caller, Handler } from './requests.js';
import { isEphemeral, LONGEST_TTL_MS, owners, statOf, type Znode } from './znode.js';

/** A write that has been read: what it does within a transaction, and how its result looks. */
export interface Write {
  /** How its result is marked among several. */
  readonly resultType: number;
  /** Whether it asks for what there is not: among several writes this counts as one that cannot be read. */
  readonly isUnknown?: boolean;
  perform(caller: Caller, transaction: Transaction): Body | undefined;
}

/** Modes of creation, by the number in the request. */
const createModes = [
  { sequential: false, ephemeral: false, ttl: false },
  { sequential: false, ephemeral: true, ttl: false },
  { sequential: true, ephemeral: false, ttl: false },
  { sequential: true, ephemeral: true, ttl: false },
  { sequential: false, ephemeral: false, ttl: false }, // a container
  { sequential: false, ephemeral: false, ttl: true },
  { sequential: true, ephemeral: false, ttl: true },
];

function nodeAt({ database }: Caller, path: string): Znode {
  const node = database.tree.get(path);
  if (!node) throw new Refusal('NO_NODE');
  return node;
}

/** The version after this one, if it is the expected one; -1 expects any. */
function nextVersion(current: number, expected: number): number {
  if (expected !== -1 && expected !== current) throw new Refusal('BAD_VERSION');
  const next = (current + 1) | 0;
  return next === -1 ? 0 : next; // -1 could not be expected by anybody
}

interface Creation {
  readonly type: number;
  readonly path: string;
  readonly data: Buffer | undefined;
  readonly acl: Acl;
  readonly flags: number;
  readonly ttl: number;
}

/** Refuses in ZooKeeper's order, on which the code depends that a client gets for what is wrong in several ways. */
function create(creation: Creation, caller: Caller, transaction: Transaction): { path: string; node: Znode } {
  const { identities, database } = caller;
  const mode = createModes[creation.flags];
  if (!mode) throw new Refusal('BAD_ARGUMENTS');
  const isTtl = creation.type === operations.createTtl;
  if (mode.ttl !== isTtl || (isTtl && !(creation.ttl > 0 && creation.ttl <= LONGEST_TTL_MS))) throw new Refusal('BAD_ARGUMENTS');
  const parentPath = parentOf(creation.path);
  const acl = resolveAcl(creation.acl, identities);
  const parent = nodeAt(caller, parentPath);
  requireAllowed(parent.acl, permissions.CREATE, identities);
  const path = mode.sequential ? creation.path + sequenceOf(parent) : creation.path;
  requireValidPath(path);
  if (database.tree.get(path)) throw new Refusal('NODE_EXISTS');
  if (isEphemeral(parent.owner)) throw new Refusal('NO_CHILDREN_FOR_EPHEMERALS');
  transaction.apply({ type: 'create', path, data: creation.data, acl, owner: ownerOf(creation, mode.ephemeral, caller.session) });
  return { path, node: nodeAt(caller, path) };
}

/** As Java formats it: a minus sign takes one of the ten places. */
const sequenceOf = ({ creations }: Znode) =>
  creations < 0 ? `-${String(-creations).padStart(9, '0')}` : String(creations).padStart(10, '0');

function ownerOf({ type, ttl }: Creation, ephemeral: boolean, session: bigint): bigint {
  if (type === operations.createTtl) return owners.ttl(ttl);
  if (type === operations.createContainer) return owners.container;
  return ephemeral ? session : owners.persistent;
}

const readCreate =
  (type: number) =>
  (reader: JuteReader): Write => {
    const common = { type, path: reader.string(), data: reader.buffer(), acl: readAcl(reader), flags: reader.int() };
    const creation = { ...common, ttl: type === operations.createTtl ? Number(reader.long()) : -1 };
    const withStat = type !== operations.create;
    return {
      isUnknown: (createModes[creation.flags]?.ttl ?? true) !== (type === operations.createTtl),
      resultType: withStat ? operations.create2 : operations.create,
      perform(caller, transaction) {
        const { path, node } = create(creation, caller, transaction);
        const stat = statOf(node);
        return (writer) => {
          writer.string(path);
          if (withStat) writeStat(writer, stat);
        };
      },
    };
  };

const readDelete = (reader: JuteReader): Write => {
  const path = reader.string();
  const version = reader.int();
  return {
    resultType: operations.delete,
    perform(caller, transaction) {
      const parentPath = parentOf(path);
      if (RESERVED_PATHS.includes(path)) throw new Refusal('BAD_ARGUMENTS');
      requireAllowed(nodeAt(caller, parentPath).acl, permissions.DELETE, caller.identities);
      const node = nodeAt(caller, path);
      nextVersion(node.version, version);
      if (node.children.size > 0) throw new Refusal('NOT_EMPTY');
      transaction.apply({ type: 'delete', path });
      return undefined;
    },
  };
};

const readSetData = (reader: JuteReader): Write => {
  const path = reader.string();
  const data = reader.buffer();
  const expected = reader.int();
  return {
    resultType: operations.setData,
    perform(caller, transaction) {
      requireValidPath(path);
      const node = nodeAt(caller, path);
      requireAllowed(node.acl, permissions.WRITE, caller.identities);
      transaction.apply({ type: 'setData', path, data, version: nextVersion(node.version, expected) });
      return statBody(node);
    },
  };
};

const readSetAcl = (reader: JuteReader): Write => {
  const path = reader.string();
  const given = readAcl(reader);
  const expected = reader.int();
  return {
    resultType: operations.setAcl,
    perform(caller, transaction) {
      requireValidPath(path);
      const acl = resolveAcl(given, caller.identities);
      const node = nodeAt(caller, path);
      requireAllowed(node.acl, permissions.ADMIN, caller.identities);
      transaction.apply({ type: 'setAcl', path, acl, version: nextVersion(node.aclVersion, expected) });
      return statBody(node);
    },
  };
};

const readCheck = (reader: JuteReader): Write => {
  const path = reader.string();
  const expected = reader.int();
  return {
    resultType: operations.check,
    perform(caller) {
      requireValidPath(path);
      const node = nodeAt(caller, path);
      requireAllowed(node.acl, permissions.READ, caller.identities);
      nextVersion(node.version, expected);
      return undefined;
    },
  };
};

function statBody(node: Znode): Body {
  const stat = statOf(node);
  return (writer) => writeStat(writer, stat);
}

/** What several writes may consist of. */
export const writeReaders: Readonly<Record<number, (reader: JuteReader) => Write>> = {
  [operations.create]: readCreate(operations.create),
  [operations.create2]: readCreate(operations.create2),
  [operations.createContainer]: readCreate(operations.createContainer),
  [operations.createTtl]: readCreate(operations.createTtl),
  [operations.delete]: readDelete,
  [operations.setData]: readSetData,
  [operations.check]: readCheck,
};

/** What cannot be read is refused before it costs a transaction. */
const single =
  (read: (reader: JuteReader) => Write): Handler =>
  (caller, reader) => {
    const write = read(reader);
    return caller.database.transact((transaction) => write.perform(caller, transaction));
  };

/** Requests that change one thing: each is a transaction. */
export const writeHandlers: Readonly<Record<number, Handler>> = {
  ...Object.fromEntries(Object.entries(writeReaders).map(([type, read]) => [type, single(read)])),
  [operations.setAcl]: single(readSetAcl),
  [operations.reconfig]: ({ database }) =>
    database.transact(() => {
      throw new Refusal('RECONFIG_DISABLED');
    }),
};
