import { Clock } from '../../src/mesos/process/clock.js';
import { seededRandom } from '../../src/mesos/process/random.js';
import { framed } from '../../src/zookeeper/jute.js';
import { operations } from '../../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { asError } from '../answers.js';
import type { Door } from '../engine/door.js';
import { send } from '../send.js';

/** A connection that is still open then is given up. */
const PATIENCE_MS = 100;
const WORLD_ACL = 31;
/** More than everything has that stands before a list. */
const HEADS_BYTES = 256;

const connecting = framed((writer) => writer.int(0).long(0).int(10_000).long(0n).buffer(Buffer.alloc(16)).boolean(false));
type Write = Parameters<typeof framed>[0];
const request = (operation: number, body: Write = () => {}) =>
  framed((writer) => {
    writer.int(1).int(operation);
    body(writer);
  });
const onPath = (operation: number, path: string) => request(operation, (writer) => writer.string(path).boolean(true));
const create = (path: string, flags = 0) =>
  request(operations.create, (writer) => {
    writer.string(path).buffer(Buffer.from('data')).int(1).int(WORLD_ACL).string('world').string('anyone').int(flags);
  });
/** The numbers of as many as there is room for, each of which takes about so many bytes. */
const many = (bytes: number, each: number): number[] => [
  ...Array.from({ length: Math.max(1, Math.floor((bytes - HEADS_BYTES) / each)) }).keys(),
];
const session = (...requests: Buffer[]) => Buffer.concat([connecting, ...requests]);

const failures: Error[] = [];
let server: ZooKeeperServer;

/** The bytes of a connection to ZooKeeper. */
const door: Door = {
  name: 'zookeeper',
  corpus: [
    ...['ruok', 'stat', 'mntr', 'wchp', 'dump', 'srvr', 'isro', 'conf', 'cons', 'envi'],
    session(create('/a'), onPath(operations.getData, '/a'), onPath(operations.getChildren2, '/'), request(operations.ping)),
    session(
      create('/a', 3),
      onPath(operations.exists, '/b'),
      request(operations.delete, (writer) => writer.string('/a').int(-1)),
    ),
    session(
      request(operations.setData, (writer) => writer.string('/').buffer(Buffer.from('x')).int(0)),
      onPath(operations.getAcl, '/'),
    ),
    session(
      request(operations.auth, (writer) => writer.int(0).string('digest').buffer(Buffer.from('u:p'))),
      request(operations.whoAmI),
    ),
    session(
      request(operations.multi, (writer) => {
        writer.int(operations.check).boolean(false).int(-1).string('/').int(0);
        writer.int(-1).boolean(true).int(-1);
      }),
    ),
    session(
      request(operations.addWatch, (writer) => writer.string('/').int(1)),
      onPath(operations.sync, '/'),
      request(operations.closeSession),
    ),
    session(request(operations.setWatches, (writer) => writer.long(0).int(1).string('/a').int(0).int(0))),
    session(
      request(operations.removeWatches, (writer) => writer.string('/').int(1)),
      onPath(operations.getEphemerals, ''),
    ),
    session(
      request(operations.createTtl, (writer) => {
        writer.string('/t').buffer(Buffer.alloc(0)).int(1).int(WORLD_ACL).string('world').string('anyone').int(5).long(1000n);
      }),
    ),
    session(
      request(operations.reconfig),
      onPath(operations.getAllChildrenNumber, '/zookeeper'),
      onPath(operations.checkWatches, '/'),
    ),
  ],
  long: [
    (bytes) => {
      const entries = many(bytes, 30);
      const created = request(operations.create, (writer) => {
        writer.string('/a').buffer(Buffer.from('x')).int(entries.length);
        for (const number of entries) writer.int(WORLD_ACL).string('digest').string(`${number}:x`);
        writer.int(0);
      });
      return session(created);
    },
    (bytes) => {
      const paths = many(bytes, 12).map((number) => `/${number}`);
      return session(request(operations.setWatches, (writer) => writer.long(0).strings(paths).int(0).int(0)));
    },
    (bytes) => {
      const creations = request(operations.multi, (writer) => {
        for (const number of many(bytes, 80)) {
          writer.int(operations.create).boolean(false).int(-1).string(`/${number}`).buffer(Buffer.from('x'));
          writer.int(1).int(WORLD_ACL).string('world').string('anyone').int(0);
        }
        writer.int(-1).boolean(true).int(-1);
      });
      return session(creations);
    },
    (bytes) => session(...many(bytes, 90).map((number) => create(`/${number}`))),
    (bytes) => session(...many(bytes, 20).map(() => onPath(operations.getData, '/a'))),
  ],
  async open() {
    const clock = new Clock({ virtual: true, beginsAt: 1_700_000_000_000 });
    server = await ZooKeeperServer.start({ clock, random: seededRandom(1), onFailure: (error) => failures.push(asError(error)) });
  },
  close: () => server.stop(),
  async run(input) {
    await send(server.port, input, PATIENCE_MS);
    server.reset();
    const [failure] = failures.splice(0);
    if (failure !== undefined) throw failure;
  },
};

export default door;
