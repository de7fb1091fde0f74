import { Refusal } from './error-codes.js';
import { operations } from './operations.js';
import type { Caller, Handler } from './requests.js';
import { type EventType, eventTypes, NO_ZXID, watchModes } from './watches.js';
import type { Znode } from './znode.js';

/** What a client that was away watches: it is told at once of what it has missed, and watches the rest on. */
const setWatches =
  (withPersistent: boolean): Handler =>
  (caller, reader) => {
    const { watches } = caller.database;
    const seen = Number(reader.long());
    const dataPaths = reader.strings();
    const existsPaths = reader.strings();
    const childrenPaths = reader.strings();
    const persistent = withPersistent ? reader.strings() : [];
    const recursive = withPersistent ? reader.strings() : [];
    const { data, children } = watches;
    rewatch(caller, dataPaths, data, (node) => {
      if (!node) return eventTypes.deleted;
      return node.modifiedBy > seen ? eventTypes.dataChanged : undefined;
    });
    rewatch(caller, existsPaths, data, (node) => node && eventTypes.created);
    rewatch(caller, childrenPaths, children, (node) => {
      if (!node) return eventTypes.deleted;
      return node.childrenChangedBy > seen ? eventTypes.childrenChanged : undefined;
    });
    for (const path of persistent) watches.addPersistent(path, caller.watcher, false);
    for (const path of recursive) watches.addPersistent(path, caller.watcher, true);
    return undefined;
  };

/** @param missed what has happened to the znode since, if something has */
function rewatch(
  { database, watcher }: Caller,
  paths: readonly string[],
  table: Caller['database']['watches']['data'],
  missed: (node: Znode | undefined) => EventType | undefined,
): void {
  for (const path of paths) {
    const event = missed(database.tree.get(path));
    if (event === undefined) table.add(path, watcher, watchModes.standard);
    else watcher.notify(event, path, NO_ZXID);
  }
}

const addWatch: Handler = ({ database, watcher }, reader) => {
  const path = reader.string();
  const mode = reader.int();
  if (mode !== 0 && mode !== 1) throw new Refusal('MARSHALLING_ERROR');
  database.watches.addPersistent(path, watcher, mode === 1);
  return (writer) => writer.int(0);
};

const select =
  (method: 'has' | 'remove'): Handler =>
  ({ database, watcher }, reader) => {
    const path = reader.string();
    const found = database.watches[method](path, watcher, reader.int());
    if (found === undefined) throw new Refusal('MARSHALLING_ERROR');
    if (!found) throw new Refusal('NO_WATCHER');
    return undefined;
  };

/** Requests about watches alone. */
export const watchHandlers: Readonly<Record<number, Handler>> = {
  [operations.setWatches]: setWatches(false),
  [operations.setWatches2]: setWatches(true),
  [operations.addWatch]: addWatch,
  [operations.checkWatches]: select('has'),
  [operations.removeWatches]: select('remove'),
};
