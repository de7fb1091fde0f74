// The native client of Node against a server: FOLDER, where it is installed, and HOST:PORT. Prints a line for each result and
// event; times and ids of sessions are left out. It asks for what is to be done to the server on its output.
const { once } = require('node:events');
const { join } = require('node:path');
const { createInterface } = require('node:readline');

const [, , folder, hosts] = process.argv;
const { constants, Promise: ZooKeeper } = require(join(folder, 'node_modules/zookeeper'));
const EVENT_DEADLINE_MS = 20_000;

const lines = createInterface({ input: process.stdin });
async function please(what) {
  console.log(`please ${what}`);
  await once(lines, 'line');
}

/** How events of a client come: those of its session, and those of what it watches. */
class Client {
  #events = [];
  #look = () => {};

  constructor(name) {
    this.name = name;
    // It gives up a session, whatever the server, when an answer takes more reads than this; 10 by default.
    const patience = { response_counter_limit: 10_000 };
    this.zk = new ZooKeeper({ connect: hosts, timeout: 6000, debug_level: 0, host_order_deterministic: true, ...patience });
    for (const event of ['connect', 'connecting', 'close']) this.zk.on(event, () => this.#note(event));
  }

  static async start(name) {
    const client = new Client(name);
    client.zk.init({});
    await client.until('connect');
    console.log(name, 'has', client.zk.timeout, 'ms');
    return client;
  }

  #note(event) {
    // So many attempts to connect as it takes are one.
    if (event !== 'connecting' || this.#events.at(-1) !== event) this.#events.push(event);
    this.#look();
  }

  watch = (type, state, path) => {
    if (type !== constants.ZOO_SESSION_EVENT) this.#note(`${type} ${state} ${path}`);
  };

  /** Prints all that it is told until it is told this. */
  async until(expected) {
    const timer = setTimeout(() => {
      console.log(this.name, 'was not told:', expected);
      process.exit(1);
    }, EVENT_DEADLINE_MS);
    for (let event; event !== expected; ) {
      while (this.#events.length === 0) {
        await new Promise((resolve) => {
          this.#look = resolve;
        });
      }
      event = this.#events.shift();
      console.log(this.name, 'is told:', event);
    }
    clearTimeout(timer);
  }

  /** Prints what comes of a request. */
  async ask(method, ...args) {
    const shown = args.filter((each) => typeof each !== 'function').map((each) => JSON.stringify(each));
    const result = await this.zk[method](...args).then(this.#show, ({ message }) => message);
    console.log(this.name, method, ...shown, '->', result);
  }

  #show = (result) => {
    if (result === undefined) return 'done';
    const plain = (value) => {
      if (Buffer.isBuffer(value)) return value.toString();
      if (Array.isArray(value)) return value.map(plain).sort();
      if (typeof value !== 'object' || value === null || !('czxid' in value)) return value;
      const { ctime, mtime, ephemeralOwner, createdInMillis, ...rest } = value;
      return { ...rest, owned: !/^0+$/.test(ephemeralOwner) };
    };
    return JSON.stringify(plain(result));
  };
}

async function changes(a, b) {
  const { ZOO_PERSISTENT, ZOO_EPHEMERAL, ZOO_SEQUENCE, ZOO_CONTAINER, ZOO_PERSISTENT_WITH_TTL } = constants;
  await a.ask('create', '/c', 'one', ZOO_PERSISTENT);
  await a.ask('create', '/c', 'one', ZOO_PERSISTENT);
  await a.ask('create', '/missing/c', 'one', ZOO_PERSISTENT);
  await a.ask('create', '/c/e', 'x', ZOO_EPHEMERAL);
  await a.ask('create', '/c/e/child', 'x', ZOO_PERSISTENT);
  await a.ask('create', '/c/s-', 'x', ZOO_SEQUENCE);
  await a.ask('create', '/c/es-', 'x', ZOO_SEQUENCE | ZOO_EPHEMERAL);
  await a.ask('create', '/c/container', 'x', ZOO_CONTAINER);
  await a.ask('create', '/c/ttl', 'x', ZOO_PERSISTENT_WITH_TTL, 60_000);
  await a.ask('create', '/c/empty', '', ZOO_PERSISTENT);
  for (const method of ['get_children', 'get_children2', 'get', 'exists', 'get_acl']) await b.ask(method, '/c', false);
  await b.ask('get', '/missing', false);
  await b.ask('exists', '/missing', false);
  await b.ask('set', '/c', 'second', 0);
  await b.ask('set', '/c', 'third', 0);
  await b.ask('delete_', '/c', -1);
  await b.ask('delete_', '/c/s-0000000001', 0);
  await b.ask('sync', '/c');
  await b.ask('getconfig', false);
  await b.ask('set_acl', '/c/e', -1, [constants.ZOO_READ_ACL_UNSAFE]);
  await b.ask('set', '/c/e', 'y', -1);
  await b.ask('get_acl', '/c/e');
  await new Promise((resolve, reject) => a.zk.add_auth('digest', 'me:secret', (rc) => (rc === 0 ? resolve() : reject(rc))));
  await a.ask('set_acl', '/c/empty', 0, [constants.ZOO_CREATOR_ALL_ACL]);
  await b.ask('get', '/c/empty', false);
  await a.ask('get_acl', '/c/empty');
  const large = 'x'.repeat(1_000_000);
  await a.zk.create('/large', large, ZOO_PERSISTENT);
  const [, data] = await b.zk.get('/large', false);
  console.log('large', data.toString() === large);
}

async function watches(a, b) {
  const { ZOO_CREATED_EVENT, ZOO_CHANGED_EVENT, ZOO_CHILD_EVENT, ZOO_DELETED_EVENT, ZOO_CONNECTED_STATE } = constants;
  const told = (type, path) => a.until(`${type} ${ZOO_CONNECTED_STATE} ${path}`);
  const watch = async () => {
    await a.ask('w_get', '/w', a.watch);
    await a.ask('w_get_children', '/w', a.watch);
  };
  await a.ask('w_exists', '/w', a.watch);
  await b.ask('create', '/w', '1', 0);
  await told(ZOO_CREATED_EVENT, '/w');
  await watch();
  await b.ask('set', '/w', '2', -1);
  await b.ask('set', '/w', '3', -1);
  await b.ask('create', '/w/child', '', 0);
  await told(ZOO_CHILD_EVENT, '/w');
  await watch();
  await please('cut');
  for (const client of [a, b]) await client.until('connect');
  await b.ask('set', '/w', '4', -1);
  await told(ZOO_CHANGED_EVENT, '/w');
  await a.ask('create', '/mine', '', constants.ZOO_EPHEMERAL);
  await a.ask('w_get', '/w', a.watch);
  await please('restart');
  for (const client of [a, b]) await client.until('connect');
  await b.ask('exists', '/mine', false);
  await b.ask('set', '/w', '5', -1);
  await told(ZOO_CHANGED_EVENT, '/w');
  await a.ask('w_get', '/w', a.watch);
  await b.ask('delete_', '/w/child', -1);
  await told(ZOO_CHILD_EVENT, '/w');
  await b.ask('delete_', '/w', -1);
  await told(ZOO_DELETED_EVENT, '/w');
}

/** A session that has ended takes with it what is its own. */
async function expiring(a, b) {
  const { ZOO_DELETED_EVENT, ZOO_CONNECTED_STATE } = constants;
  await b.ask('w_exists', '/mine', b.watch);
  await please(`expire ${a.zk.client_id}`);
  await a.until('close');
  await b.until(`${ZOO_DELETED_EVENT} ${ZOO_CONNECTED_STATE} /mine`);
}

async function main() {
  const [a, b] = [await Client.start('a'), await Client.start('b')];
  await changes(a, b);
  await watches(a, b);
  await expiring(a, b);
  b.zk.close();
  const c = await Client.start('c');
  await c.ask('exists', '/c/e', false);
  await c.ask('get_children', '/', false);
  c.zk.close();
  console.log('all done');
  lines.close();
}

main();
