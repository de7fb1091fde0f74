import { promisify } from 'node:util';
import library, { type Client, type Event, type Stat } from 'node-zookeeper-client';
import { afterEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { errorCodes } from '../../src/zookeeper/error-codes.js';
import { operations } from '../../src/zookeeper/operations.js';
import { type ZooKeeperOptions, ZooKeeperServer, type ZooKeeperSessionEvent } from '../../src/zookeeper/server.js';
import { eventTypes } from '../../src/zookeeper/watches.js';
import { askWord } from './ask-word.js';
import { WireClient } from './wire-client.js';

const { CreateMode, ACL } = library;
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options: ZooKeeperOptions = {}): Promise<ZooKeeperServer> {
  const server = await ZooKeeperServer.start(options);
  ends.push(() => server.stop());
  return server;
}

/** The widely used client of JavaScript, as it is installed. */
async function clientOf(server: ZooKeeperServer): Promise<Client> {
  const client = library.createClient(server.connectString, { sessionTimeout: 10_000, spinDelay: 10 });
  ends.push(() => client.close());
  const connected = new Promise<void>((resolve) => client.once('connected', resolve));
  client.connect();
  await connected;
  return client;
}

const create = (client: Client, path: string, data = '', mode = CreateMode.PERSISTENT, acl = ACL.OPEN_ACL_UNSAFE) =>
  promisify<string>((done) => client.create(path, Buffer.from(data), acl, mode, done))();
const setData = (client: Client, path: string, data: string, version = -1) =>
  promisify<Stat>((done) => client.setData(path, Buffer.from(data), version, done))();
const remove = (client: Client, path: string) => promisify<undefined>((done) => client.remove(path, -1, done))();
const exists = (client: Client, path: string, watcher?: (event: Event) => void) =>
  promisify<Stat | null>((done) => client.exists(path, watcher ?? null, done))();
const getData = (client: Client, path: string, watcher?: (event: Event) => void) =>
  promisify<{ data: string; stat: Stat }>((done) =>
    client.getData(path, watcher ?? null, (error, data, stat) => done(error, { data: String(data), stat })),
  )();
const getChildren = (client: Client, path: string) =>
  promisify<string[]>((done) => client.getChildren(path, null, (error, children) => done(error, children)))();

/** The session of a client, when the server knows it. */
const idOf = (client: Client) => `0x${client.getSessionId().toString('hex').replace(/^0+/, '')}`;

describe('the client of JavaScript', () => {
  it('creates, reads, changes and deletes', async () => {
    const client = await clientOf(await start());
    expect(await create(client, '/a', 'one')).toBe('/a');
    expect(await create(client, '/a/n-', '', CreateMode.EPHEMERAL_SEQUENTIAL)).toBe('/a/n-0000000000');
    expect(await create(client, '/a/n-', '', CreateMode.PERSISTENT_SEQUENTIAL)).toBe('/a/n-0000000001');
    expect((await getChildren(client, '/a')).sort()).toEqual(['n-0000000000', 'n-0000000001']);
    expect((await setData(client, '/a', 'second', 0)).version).toBe(1);
    const { data, stat } = await getData(client, '/a');
    expect(data).toBe('second');
    expect(stat).toMatchObject({ version: 1, cversion: 2, aversion: 0, dataLength: 6, numChildren: 2 });
    await expect(remove(client, '/a')).rejects.toMatchObject({ name: 'NOT_EMPTY' });
    await expect(setData(client, '/a', '', 0)).rejects.toMatchObject({ name: 'BAD_VERSION' });
    await expect(create(client, '/a')).rejects.toMatchObject({ name: 'NODE_EXISTS' });
    await expect(create(client, '/a/n-0000000000/x')).rejects.toMatchObject({ name: 'NO_CHILDREN_FOR_EPHEMERALS' });
    await remove(client, '/a/n-0000000001');
    expect(await exists(client, '/a/n-0000000001')).toBeNull();
  });

  it('is told once of what it watches', async () => {
    const server = await start();
    const [client, other] = [await clientOf(server), await clientOf(server)];
    const events: string[] = [];
    const watcher = ({ name, path }: Event) => events.push(`${name} ${path}`);
    await exists(client, '/w', watcher);
    await create(other, '/w');
    await expect.poll(() => events).toEqual(['NODE_CREATED /w']);
    await getData(client, '/w', watcher);
    await setData(other, '/w', 'x');
    await setData(other, '/w', 'y');
    await getData(client, '/w', watcher);
    await remove(other, '/w');
    await expect.poll(() => events).toEqual(['NODE_CREATED /w', 'NODE_DATA_CHANGED /w', 'NODE_DELETED /w']);
  });

  it('changes several things or none', async () => {
    const client = await clientOf(await start());
    const commit = (transaction: ReturnType<Client['transaction']>) =>
      new Promise<[number | undefined, unknown[]]>((resolve) =>
        transaction.commit((error, results) => resolve([error?.code, results])),
      );
    const [, results] = await commit(client.transaction().create('/t').setData('/t', Buffer.from('x')).check('/t', 1));
    expect(results).toMatchObject([{ path: '/t' }, { stat: { version: 1 } }, {}]);
    const [code] = await commit(client.transaction().create('/u').remove('/missing').create('/v'));
    expect(code).toBe(errorCodes.NO_NODE);
    expect(await exists(client, '/u')).toBeNull();
  });

  it('is kept out by lists it is not on', async () => {
    const server = await start();
    const [client, other] = [await clientOf(server), await clientOf(server)];
    client.addAuthInfo('digest', Buffer.from('me:secret'));
    await create(client, '/mine', 'x', CreateMode.PERSISTENT, ACL.CREATOR_ALL_ACL);
    await expect(getData(other, '/mine')).rejects.toMatchObject({ name: 'NO_AUTH' });
    other.addAuthInfo('digest', Buffer.from('me:secret'));
    expect((await getData(other, '/mine')).data).toBe('x');
    expect(await promisify<unknown[]>((done) => client.getACL('/mine', done as never))()).toMatchObject([
      { permission: 31, id: { scheme: 'digest', id: expect.stringMatching(/^me:.{28}$/) } },
    ]);
  });

  it('keeps its session when its connection is lost, and its watches', async () => {
    const server = await start();
    const client = await clientOf(server);
    await create(client, '/e', '', CreateMode.EPHEMERAL);
    const events: string[] = [];
    await getData(client, '/e', ({ name }) => events.push(name));
    const id = idOf(client);
    const again = new Promise<void>((resolve) => client.once('connected', resolve));
    server.dropConnection(id);
    await again;
    expect(idOf(client)).toBe(id);
    await setData(client, '/e', 'x');
    await expect.poll(() => events).toEqual(['NODE_DATA_CHANGED']);
  });

  it('learns that its session has expired', async () => {
    const server = await start();
    const [client, other] = [await clientOf(server), await clientOf(server)];
    await create(client, '/e', '', CreateMode.EPHEMERAL);
    const expired = new Promise<void>((resolve) => client.once('expired', resolve));
    server.expireSession(idOf(client));
    expect(await exists(other, '/e')).toBeNull();
    await expired;
  });

  it('finds everything again after a restart', async () => {
    const server = await start();
    const client = await clientOf(server);
    await create(client, '/e', 'x', CreateMode.EPHEMERAL);
    const { port } = server;
    const again = new Promise<void>((resolve) => client.once('connected', resolve));
    await server.restart();
    await again;
    expect(server.port).toBe(port);
    expect((await getData(client, '/e')).data).toBe('x');
  });
});

describe('sessions', () => {
  it('last as long as was negotiated', async () => {
    const server = await start({ tickTimeMs: 1000 });
    expect((await WireClient.start(server.port, { timeoutMs: 1 })).timeoutMs).toBe(2000);
    expect((await WireClient.start(server.port, { timeoutMs: 5000 })).timeoutMs).toBe(5000);
    expect((await WireClient.start(server.port, { timeoutMs: 1_000_000 })).timeoutMs).toBe(20_000);
  });

  it('end after silence on the clock they are given, and what is ephemeral with them', async () => {
    const clock = new Clock({ virtual: true });
    const server = await start({ clock, worldClock: clock });
    const [silent, other] = [await WireClient.start(server.port), await WireClient.start(server.port)];
    await silent.create('/e', { flags: 1 });
    await other.exists('/e', true);
    clock.advance(9999);
    await other.request(operations.ping);
    expect(server.sessions.map(({ id }) => id)).toEqual([silent.id, other.id]);
    clock.advance(1);
    expect(server.sessions.map(({ id }) => id)).toEqual([other.id]);
    await silent.closed;
    expect((await other.exists('/e')).error).toBe(errorCodes.NO_NODE);
    expect(other.seen).toContainEqual({ type: eventTypes.deleted, path: '/e', zxid: 4 });
  });

  it('move to the connection that knows the password', async () => {
    const server = await start();
    const first = await WireClient.start(server.port);
    await first.create('/e', { flags: 1 });
    const second = await WireClient.start(server.port, { of: first });
    expect(second.sessionId).toBe(first.sessionId);
    await first.closed;
    expect((await second.exists('/e')).error).toBe(0);
    second.password = Buffer.alloc(16);
    expect(await WireClient.start(server.port, { of: second })).toMatchObject({ sessionId: 0n, timeoutMs: 0 });
    expect((await second.exists('/e')).error).toBe(0);
  });

  it('are refused to a client that knows more than the server', async () => {
    const { port } = await start();
    await expect(WireClient.start(port, { lastZxid: 1 })).rejects.toThrow('hung up');
  });

  it('end when the client says so', async () => {
    const server = await start();
    const client = await WireClient.start(server.port);
    await client.create('/e', { flags: 1 });
    expect(await client.request(operations.closeSession)).toMatchObject({ error: 0, zxid: 3 });
    await client.closed;
    expect(server.sessions).toEqual([]);
  });
});

describe('faults', () => {
  it('freeze everything until it goes on', async () => {
    const clock = new Clock({ virtual: true });
    const server = await start({ clock });
    const client = await WireClient.start(server.port);
    server.freeze();
    const answer = client.exists('/');
    clock.advance(60_000);
    expect(server.sessions).toHaveLength(1);
    expect(client.seen).toEqual([]);
    server.thaw();
    await expect(answer).rejects.toThrow('hung up');
    expect(server.sessions).toEqual([]);
  });

  it('answer what arrived meanwhile', async () => {
    const server = await start();
    const client = await WireClient.start(server.port);
    server.freeze();
    const answer = client.exists('/');
    server.thaw();
    expect((await answer).error).toBe(0);
  });

  it('let only readers in while there is nothing to be written', async () => {
    const server = await start();
    const writer = await WireClient.start(server.port);
    await writer.create('/a');
    server.setReadOnly(true);
    await writer.closed;
    await expect(WireClient.start(server.port)).rejects.toThrow('hung up');
    const reader = await WireClient.start(server.port, { readOnly: true });
    expect((await reader.exists('/a')).error).toBe(0);
    expect((await reader.delete('/a')).error).toBe(errorCodes.NOT_READ_ONLY);
    expect(await askWord(server, 'isro')).toBe('ro');
    server.setReadOnly(false);
    const again = await WireClient.start(server.port, { of: writer });
    expect((await again.delete('/a')).error).toBe(0);
  });

  it('keep sessions and containers while there is nothing to be written, and while the server stands still', async () => {
    const clock = new Clock({ virtual: true });
    const server = await start({ clock, containerCheckIntervalMs: 1000 });
    const client = await WireClient.start(server.port);
    await client.create('/ttl', { type: operations.createTtl, flags: 5, ttl: 1 });
    server.setReadOnly(true);
    server.freeze();
    clock.advance(60_000);
    server.thaw();
    clock.advance(60_000);
    const reader = await WireClient.start(server.port, { of: client, readOnly: true });
    expect((await reader.exists('/ttl')).error).toBe(0);
    server.freeze();
    server.setReadOnly(false);
    clock.advance(60_000);
    expect(server.sessions).toHaveLength(1);
    await server.restart();
    clock.advance(9999);
    expect(server.sessions).toHaveLength(1);
    expect((await (await WireClient.start(server.port)).exists('/ttl')).error).toBe(errorCodes.NO_NODE);
    clock.advance(1);
    expect(server.sessions.map(({ id }) => id)).not.toContain(client.id);
  });

  it('are told to whoever wants to know what becomes of sessions', async () => {
    const seen: ZooKeeperSessionEvent[] = [];
    const server = await start({ onSession: (event) => seen.push(event) });
    const client = await WireClient.start(server.port);
    const { id, timeoutMs } = client;
    const at = `127.0.0.1:${client.socket.localPort}`;
    await client.create('/e', { flags: 1 });
    server.dropConnection(id);
    const back = await WireClient.start(server.port, { of: client });
    const then = `127.0.0.1:${back.socket.localPort}`;
    server.expireSession(id);
    const late = await WireClient.start(server.port, { of: client });
    const ephemerals = ['/e'];
    expect(seen).toEqual([
      { what: 'opened', id, timeoutMs, client: at, ephemerals: [] },
      { what: 'disconnected', id, timeoutMs, client: at, ephemerals },
      { what: 'reconnected', id, timeoutMs, client: then, ephemerals },
      { what: 'expired', id, timeoutMs, client: then, ephemerals },
      { what: 'refused', id, client: `127.0.0.1:${late.socket.localPort}` },
    ]);
    const other = await WireClient.start(server.port);
    seen.length = 0;
    await other.request(operations.closeSession);
    expect(seen).toEqual([
      { what: 'closed', id: other.id, timeoutMs, client: `127.0.0.1:${other.socket.localPort}`, ephemerals: [] },
    ]);
  });

  it('end with a reset, as all sessions and data', async () => {
    const seen: ZooKeeperSessionEvent[] = [];
    const server = await start({ onSession: (event) => seen.push(event) });
    const client = await clientOf(server);
    await create(client, '/a', 'data');
    server.setReadOnly(true);
    server.freeze();
    seen.length = 0;
    server.reset();
    expect([server.sessions, seen]).toEqual([[], []]);
    const again = await clientOf(server);
    expect(await exists(again, '/a')).toBeNull();
    await create(again, '/a', 'other');
  });

  it('are of sessions that exist', async () => {
    const server = await start();
    expect(() => server.expireSession('0x1')).toThrow('ZooKeeper has no session 0x1. There are none.');
  });
});

describe('a server', () => {
  it('says so when its port is taken', async () => {
    const { port } = await start();
    await expect(start({ port })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
  });

  it('that is stopped while it starts again stays stopped, and nothing happens to it by its clock', async () => {
    const clock = new Clock({ virtual: true });
    const server = await start({ clock });
    const restarting = server.restart();
    const [, restarted] = await Promise.allSettled([server.stop(), restarting]);
    expect(restarted).toMatchObject({ status: 'rejected', reason: { message: 'The ZooKeeper server was stopped.' } });
    server.thaw();
    server.setReadOnly(true);
    server.setReadOnly(false);
    expect(clock.nextDeadline).toBe(Number.POSITIVE_INFINITY);
    expect((await start({ port: server.port })).port).toBe(server.port);
  });

  it('that is to start again several times at once does so one after another', async () => {
    const server = await start();
    const { port } = server;
    await Promise.all([server.restart(), server.restart(), server.restart()]);
    expect(server.port).toBe(port);
    await create(await clientOf(server), '/a', 'data');
  });

  it('hangs up on rubbish, and only on its sender', async () => {
    const server = await start();
    const bystander = await WireClient.start(server.port);
    for (const rubbish of [Buffer.from('GET / HTTP/1.1\r\n\r\n'), Buffer.alloc(4, 0xff), Buffer.from([0, 0, 0, 1, 7])]) {
      const client = await WireClient.open(server.port);
      client.socket.write(rubbish);
      await client.closed;
    }
    const client = await WireClient.start(server.port);
    expect((await client.request(operations.getData, (writer) => writer.int(99))).error).toBe(errorCodes.MARSHALLING_ERROR);
    expect((await client.request(999)).error).toBe(errorCodes.UNIMPLEMENTED);
    await client.closed;
    expect((await bystander.exists('/')).error).toBe(0);
  });

  it('hangs up on who has closed its session and does not read what it asked for', async () => {
    const worldClock = new Clock({ virtual: true });
    const server = await start({ worldClock });
    const client = await WireClient.start(server.port);
    const connection = `:${client.socket.localPort}[`;
    await client.create('/large', { data: 'x'.repeat(1_000_000) });
    client.socket.pause();
    // More than the system keeps on its way.
    for (let count = 0; count < 60; count++) {
      client.request(operations.getData, (writer) => writer.string('/large').boolean(false)).catch(() => {});
    }
    client.request(operations.closeSession).catch(() => {});
    await expect.poll(() => server.sessions).toEqual([]);
    expect(await askWord(server, 'cons')).toContain(connection);
    await expect
      .poll(() => {
        worldClock.advance(5000);
        return askWord(server, 'cons');
      })
      .not.toContain(connection);
    await client.close();
  });

  it('takes messages of up to 1 MB', async () => {
    const server = await start();
    const client = await WireClient.start(server.port);
    expect((await client.create('/large', { data: 'x'.repeat(1_000_000) })).error).toBe(0);
    await expect(client.create('/larger', { data: 'x'.repeat(1_048_576) })).rejects.toThrow('hung up');
  });
});
