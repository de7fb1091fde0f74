import { isAllowed, permissions, requireAllowed, userOf } from './acl.js';
import { Refusal } from './error-codes.js';
import type { JuteReader } from './jute.js';
import { operations } from './operations.js';
import { errorResult, type MultiResult, readMulti, writeAcl, writeMulti, writeStat } from './records.js';
import type { Body, Caller, Handler } from './requests.js';
import { watchModes } from './watches.js';
import { statOf, type Znode } from './znode.js';

/** The znode, if there is one and the caller has one of these permissions. */
function nodeFor({ database, identities }: Caller, path: string, permission: number = permissions.READ): Znode {
  const node = database.tree.get(path);
  if (!node) throw new Refusal('NO_NODE');
  requireAllowed(node.acl, permission, identities);
  return node;
}

const exists: Handler = (caller, reader) => {
  const { tree, watches } = caller.database;
  const path = reader.string();
  const watch = reader.boolean();
  if (path.includes('\0')) throw new Refusal('BAD_ARGUMENTS');
  const node = tree.get(path);
  if (node) requireAllowed(node.acl, permissions.READ, caller.identities);
  // Also where there is no znode: that it appears is what is waited for.
  if (watch) watches.data.add(path, caller.watcher, watchModes.standard);
  if (!node) throw new Refusal('NO_NODE');
  const stat = statOf(node);
  return (writer) => writeStat(writer, stat);
};

const getData = (caller: Caller, path: string, watch: boolean): Body => {
  const node = nodeFor(caller, path);
  if (watch) caller.database.watches.data.add(path, caller.watcher, watchModes.standard);
  const { data } = node;
  const stat = statOf(node);
  return (writer) => writeStat(writer.buffer(data), stat);
};

const getChildren = (caller: Caller, path: string, watch: boolean, withStat: boolean): Body => {
  const node = nodeFor(caller, path);
  if (watch) caller.database.watches.children.add(path, caller.watcher, watchModes.standard);
  const children = [...node.children];
  const stat = statOf(node);
  return (writer) => {
    writer.strings(children);
    if (withStat) writeStat(writer, stat);
  };
};

const getAcl: Handler = (caller, reader) => {
  const node = nodeFor(caller, reader.string(), permissions.READ | permissions.ADMIN);
  const stat = statOf(node);
  const acl = isAllowed(node.acl, permissions.ADMIN, caller.identities) ? node.acl : node.acl.map(withoutDigest);
  return (writer) => {
    writeAcl(writer, acl);
    writeStat(writer, stat);
  };
};

/** Who may only read sees whom a rule is about, and not the digest of a password. */
const withoutDigest = (entry: Znode['acl'][number]) =>
  entry.scheme === 'digest' ? { ...entry, id: entry.id.replace(/:.*/, ':x') } : entry;

const sync: Handler = (_caller, reader) => {
  const path = reader.string();
  return (writer) => writer.string(path);
};

const getAllChildrenNumber: Handler = (caller, reader) => {
  const path = reader.string();
  nodeFor(caller, path);
  return (writer) => writer.int(caller.database.tree.countUnder(path));
};

const getEphemerals: Handler = ({ database, session }, reader) => {
  const prefix = reader.string();
  const all = database.tree.ephemeralsOf(session);
  const matching = ['', '/'].includes(prefix.trim()) ? all : all.filter((path) => path.startsWith(prefix));
  return (writer) => writer.strings(matching);
};

const whoAmI: Handler = ({ identities }) => {
  return (writer) => writer.vector(identities, (identity) => writer.string(identity.scheme).string(userOf(identity)));
};

const multiRead: Handler = (caller, reader) => {
  const reads = readMulti(reader, (type) => readsOf(caller, reader)[type]);
  const results = reads.map((read) => read());
  return (writer) => writeMulti(writer, results);
};

/** What several reads may consist of: reads the request, and returns what answers it. */
function readsOf(caller: Caller, reader: JuteReader): Record<number, () => () => MultiResult> {
  const read = (type: number, perform: (path: string) => Body) => () => {
    const path = reader.string();
    reader.boolean(); // watches are not left by them
    return () => resultOf(type, () => perform(path));
  };
  return {
    [operations.getData]: read(operations.getData, (path) => getData(caller, path, false)),
    [operations.getChildren]: read(operations.getChildren, (path) => getChildren(caller, path, false, false)),
  };
}

function resultOf(type: number, perform: () => Body): MultiResult {
  try {
    return { type, body: perform() };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return errorResult(error.code);
  }
}

/** Requests that change nothing but, perhaps, who watches. */
export const readHandlers: Readonly<Record<number, Handler>> = {
  [operations.exists]: exists,
  [operations.getData]: (caller, reader) => getData(caller, reader.string(), reader.boolean()),
  [operations.getChildren]: (caller, reader) => getChildren(caller, reader.string(), reader.boolean(), false),
  [operations.getChildren2]: (caller, reader) => getChildren(caller, reader.string(), reader.boolean(), true),
  [operations.getAcl]: getAcl,
  [operations.getAllChildrenNumber]: getAllChildrenNumber,
  [operations.getEphemerals]: getEphemerals,
  [operations.multiRead]: multiRead,
  [operations.sync]: sync,
  [operations.whoAmI]: whoAmI,
  [operations.ping]: () => undefined,
};
