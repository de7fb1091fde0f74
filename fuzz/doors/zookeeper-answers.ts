import { Clock } from '../../src/mesos/process/clock.js';
import { SessionClient, ZooKeeperError } from '../../src/zookeeper/client.js';
import { framed, type JuteWriter } from '../../src/zookeeper/jute.js';
import { writeStat } from '../../src/zookeeper/records.js';
import { eventTypes } from '../../src/zookeeper/watches.js';
import { MemoryWire } from '../../src/zookeeper/wire.js';
import { asError } from '../answers.js';
import type { Door } from '../engine/door.js';

const SERVER = { ip: '127.0.0.1', port: 2181 };
const CLIENT = { ip: '127.0.0.1', port: 1 };
/** So many connections an input has bytes for: the client comes again after it was cut. */
const MOST_CONNECTIONS = 4;
const STAT = {
  ...{ czxid: 1, mzxid: 1, ctime: 1, mtime: 1, version: 0, cversion: 0, aversion: 0 },
  ...{ ephemeralOwner: 0n, dataLength: 1, numChildren: 0, pzxid: 1 },
};

const welcome = framed((writer) => writer.int(0).int(10_000).long(7n).buffer(Buffer.alloc(16, 1)).boolean(false));
const answer = (xid: number, body: (writer: JuteWriter) => void = () => {}, error = 0) =>
  framed((writer) => body(writer.int(xid).long(1n).int(error)));
const event = (type: number, path: string) => answer(-1, (writer) => writer.int(type).int(3).string(path));
/** The client asks these in this order: exists, data, children, create, setData, delete. */
const answers = [
  answer(1, (writer) => writeStat(writer, STAT)),
  answer(2, (writer) => writeStat(writer.buffer(Buffer.from('data')), STAT)),
  answer(3, (writer) => writer.strings(['a', 'b'])),
  answer(4, (writer) => writer.string('/a/n_0000000001')),
  answer(5, (writer) => writeStat(writer, STAT)),
  answer(6),
];

/** What a ZooKeeper sends to our client, one connection after the other; a piece at a time, as the first byte says. */
const door: Door = {
  name: 'zookeeper-answers',
  corpus: [
    Buffer.concat([Buffer.from([255]), welcome, ...answers]),
    Buffer.concat([Buffer.from([3]), welcome, answer(-4), ...answers, event(eventTypes.dataChanged, '/a')]),
    Buffer.concat([
      Buffer.from([20]),
      welcome,
      answer(1, undefined, -101),
      answer(2, undefined, -102),
      event(eventTypes.created, '/a'),
    ]),
    Buffer.concat([
      Buffer.from([99]),
      welcome,
      ...answers,
      event(eventTypes.deleted, '/a'),
      event(eventTypes.childrenChanged, '/a'),
    ]),
    Buffer.concat([Buffer.from([255]), welcome, answer(-2), answer(-8), answer(99), Buffer.from('\xff\xff\xff\xff', 'latin1')]),
    Buffer.concat([Buffer.from([255]), framed((writer) => writer.int(0).int(0).long(0n).buffer(Buffer.alloc(16)).boolean(true))]),
  ],
  // Of which pieces of a byte are as many messages between here and there.
  limit: 1 << 17,
  async run(input) {
    const clock = new Clock({ virtual: true, beginsAt: 1_700_000_000_000 });
    const failures: unknown[] = [];
    const size = (input[0] ?? 0) + 1;
    let at = 1;
    let connections = 0;
    const connect = (connected: (wire: MemoryWire) => void) => {
      if (++connections > MOST_CONNECTIONS) return () => {};
      const { server, client } = MemoryWire.pair(SERVER, CLIENT, queueMicrotask);
      server.on('data', () => {
        for (let rest = at; rest < input.length; rest += size) server.write(Buffer.from(input.subarray(rest, rest + size)));
        at = input.length;
      });
      // What one connection has not taken when it is cut is for the next.
      connected(client);
      return () => {};
    };
    const client = new SessionClient({ connect }, clock, 10_000);
    const asked = () => {
      const watch = () => {};
      const calls = [
        client.exists('/a', watch),
        client.data('/a', watch),
        client.children('/a', watch),
        client.create('/a/n_', Buffer.from('x'), { sequential: true }),
        client.setData('/a', Buffer.from('y')),
        client.delete('/a'),
      ];
      for (const call of calls) {
        call.catch((error: unknown) => {
          if (!(error instanceof ZooKeeperError)) failures.push(error);
        });
      }
    };
    client.authenticate('digest', 'u:p').catch(() => {});
    client.onState((state) => {
      if (state === 'connected') asked();
    });
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(60_000);
    await new Promise((resolve) => setImmediate(resolve));
    client.abandon();
    clock.stop();
    if (failures.length > 0) throw asError(failures[0]);
  },
};

export default door;
