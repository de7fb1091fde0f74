import { Clock } from '../../src/mesos/process/clock.js';
import { OPEN_ACL } from '../../src/zookeeper/acl.js';
import { Database } from '../../src/zookeeper/database.js';
import { Refusal } from '../../src/zookeeper/error-codes.js';
import { Frames } from '../../src/zookeeper/frames.js';
import { readConnect } from '../../src/zookeeper/handshake.js';
import { framed, JuteReader } from '../../src/zookeeper/jute.js';
import { multi } from '../../src/zookeeper/multi-request.js';
import { operations } from '../../src/zookeeper/operations.js';
import { readHandlers } from '../../src/zookeeper/read-requests.js';
import type { Handler } from '../../src/zookeeper/requests.js';
import { watchHandlers } from '../../src/zookeeper/watch-requests.js';
import { writeHandlers } from '../../src/zookeeper/write-requests.js';
import type { Door } from '../engine/door.js';
import zookeeper from './zookeeper.js';

const HANDLERS: Readonly<Record<number, Handler>> = {
  ...readHandlers,
  ...writeHandlers,
  ...watchHandlers,
  [operations.multi]: multi,
};
const identities = [{ scheme: 'ip', id: '127.0.0.1' }];

/** What a client of ZooKeeper sends, without a connection: far more inputs than over one. */
const door: Door = {
  name: 'jute',
  corpus: zookeeper.corpus,
  long: zookeeper.long ?? [],
  answers: (error) => error instanceof Refusal,
  run(input) {
    const database = new Database(new Clock({ virtual: true, beginsAt: 0 }));
    database.transact((transaction) =>
      transaction.apply({ type: 'create', path: '/a', data: Buffer.from('a'), acl: OPEN_ACL, owner: 0n }),
    );
    const frames = new Frames();
    frames.push(Buffer.from(input));
    let isFirst = true;
    for (let frame = frames.next(); frame !== undefined && frame !== 'too long'; frame = frames.next()) {
      const reader = new JuteReader(frame);
      if (isFirst) readConnect(reader);
      else answer(database, reader);
      isFirst = false;
    }
  },
};

function answer(database: Database, reader: JuteReader): void {
  reader.int();
  const handler = HANDLERS[reader.int()];
  if (!handler) return;
  try {
    const body = handler({ database, session: 1n, identities, watcher: { notify: () => {} } }, reader);
    framed((writer) => body?.(writer));
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
  }
}

export default door;
