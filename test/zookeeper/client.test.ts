import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { systemRandom } from '../../src/mesos/process/random.js';
import type { ZooKeeperClient, ZooKeeperEvent, ZooKeeperState } from '../../src/zookeeper/client.js';
import { type ZooKeeperOptions, ZooKeeperServer } from '../../src/zookeeper/server.js';
import { openTcpClient } from '../../src/zookeeper/tcp-client.js';

const FROM = { ip: '127.0.0.1', port: 5050 };
const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(options: ZooKeeperOptions = {}): Promise<ZooKeeperServer> {
  const server = await ZooKeeperServer.start({ minSessionTimeoutMs: 1, ...options });
  ends.push(() => server.stop());
  return server;
}

const openers = {
  'within the process': (server: ZooKeeperServer, timeoutMs: number) =>
    server.open({ timeoutMs, from: FROM, dispatch: queueMicrotask }),
  'over TCP': (server: ZooKeeperServer, timeoutMs: number) => openTcpClient(server.connectString, timeoutMs, systemRandom),
};

/** Resolves when the client is in this state, now or later. */
const reaches = (client: ZooKeeperClient, wanted: ZooKeeperState) =>
  new Promise<void>((resolve) => {
    const look = (state: ZooKeeperState) => state === wanted && resolve();
    client.onState(look);
    look(client.state);
  });

/** What a watch is told, one after the other. */
function watching() {
  const events: ZooKeeperEvent[] = [];
  let wake = () => {};
  const watch = (event: ZooKeeperEvent) => {
    events.push(event);
    wake();
  };
  const told = async (count: number) => {
    while (events.length < count) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return events.map(({ type, path }) => `${type} ${path}`);
  };
  return { watch, told };
}

describe.each(Object.entries(openers))('a client %s', (_, opener) => {
  async function open(server: ZooKeeperServer, timeoutMs = 10_000): Promise<ZooKeeperClient> {
    const client = opener(server, timeoutMs);
    ends.push(() => client.close());
    await reaches(client, 'connected');
    return client;
  }

  it('creates, reads and deletes', async () => {
    const client = await open(await start());
    expect(await client.create('/a')).toBe('/a');
    expect(await client.create('/a/n_', Buffer.from('one'), { sequential: true, ephemeral: true })).toBe('/a/n_0000000000');
    expect(await client.create('/a/n_', undefined, { sequential: true })).toBe('/a/n_0000000001');
    expect((await client.children('/a')).sort()).toEqual(['n_0000000000', 'n_0000000001']);
    expect(String(await client.data('/a/n_0000000000'))).toBe('one');
    await client.setData('/a', Buffer.from('two'));
    expect(String(await client.data('/a'))).toBe('two');
    const session = client.sessionId ?? '';
    expect(await client.exists('/a/n_0000000000')).toMatchObject({ version: 0, dataLength: 3, ephemeralOwner: BigInt(session) });
    expect(await client.exists('/b')).toBeUndefined();
    await client.delete('/a/n_0000000001');
    expect(await client.children('/a')).toEqual(['n_0000000000']);
  });

  it('says why a request was refused', async () => {
    const client = await open(await start());
    await client.create('/a');
    await expect(client.create('/a')).rejects.toMatchObject({ reason: 'NODE_EXISTS', message: 'To create /a: node exists' });
    await expect(client.data('/b')).rejects.toMatchObject({ reason: 'NO_NODE' });
    await expect(client.children('/b')).rejects.toMatchObject({ reason: 'NO_NODE' });
    await expect(client.authenticate('kerberos', '')).rejects.toMatchObject({ reason: 'AUTH_FAILED' });
  });

  it('is told once of what it watches', async () => {
    const server = await start();
    const client = await open(server);
    const other = await open(server);
    await client.create('/a');
    const { watch, told } = watching();
    await client.children('/a', watch);
    await client.data('/a', watch);
    await client.exists('/b', watch);
    await other.create('/a/x');
    await other.create('/a/y');
    await other.create('/b');
    await other.delete('/a/x');
    await other.delete('/a/y');
    await other.delete('/a');
    expect(await told(3)).toEqual(['childrenChanged /a', 'created /b', 'deleted /a']);
  });

  it('shows who it is, also on later connections', async () => {
    const server = await start();
    const acl = [{ permissions: 31, scheme: 'auth', id: '' }];
    const client = await open(server);
    await client.authenticate('digest', 'me:secret');
    await client.create('/mine', Buffer.from('x'), { acl });
    await expect((await open(server)).data('/mine')).rejects.toMatchObject({ reason: 'NO_AUTH' });
    server.dropConnection(client.sessionId ?? '');
    await reaches(client, 'disconnected');
    await reaches(client, 'connected');
    expect(String(await client.data('/mine'))).toBe('x');
  });

  it('goes on with its session and its watches on another connection', async () => {
    const server = await start();
    const client = await open(server);
    const other = await open(server);
    await client.create('/a', undefined, { ephemeral: true });
    const { watch, told } = watching();
    await client.exists('/a', watch);
    await client.exists('/b', watch);
    await client.children('/', watch);
    const session = client.sessionId ?? '';
    const seen: string[] = [];
    client.onState((state) => seen.push(state));
    server.dropConnection(session);
    const lost = expect(client.data('/a')).rejects.toMatchObject({ reason: 'CONNECTION_LOSS' });
    await other.create('/b');
    await lost;
    await reaches(client, 'connected');
    expect(seen).toEqual(['disconnected', 'connected']);
    expect(client.sessionId).toBe(session);
    expect((await told(2)).sort()).toEqual(['childrenChanged /', 'created /b']);
    await other.delete('/a');
    expect(await told(3)).toContain('deleted /a');
  });

  it('learns that its session has ended', async () => {
    const server = await start();
    const client = await open(server);
    await client.create('/a', undefined, { ephemeral: true });
    server.expireSession(client.sessionId ?? '');
    await reaches(client, 'expired');
    await expect(client.data('/a')).rejects.toMatchObject({ reason: 'SESSION_EXPIRED' });
    expect(await (await open(server)).exists('/a')).toBeUndefined();
  });

  it('finds a server that starts again, or writes again', async () => {
    const server = await start();
    const client = await open(server);
    await client.create('/a');
    await server.restart();
    await reaches(client, 'connected');
    server.setReadOnly(true);
    await reaches(client, 'disconnected');
    server.setReadOnly(false);
    await reaches(client, 'connected');
    expect(await client.exists('/a')).toBeDefined();
  });

  it('ends its session when it is closed, and leaves it when it is abandoned', async () => {
    const server = await start();
    const closed = await open(server);
    await closed.create('/closed', undefined, { ephemeral: true });
    await closed.close();
    expect(closed.state).toBe('closed');
    const abandoned = await open(server);
    await abandoned.create('/abandoned', undefined, { ephemeral: true });
    abandoned.abandon();
    expect(abandoned.state).toBe('closed');
    expect(await (await open(server)).children('/')).toEqual(expect.not.arrayContaining(['closed']));
    expect(server.sessions.map(({ id }) => id)).toContain(abandoned.sessionId);
    await abandoned.close();
    expect(server.sessions.map(({ id }) => id)).not.toContain(abandoned.sessionId);
    await abandoned.close();
  });

  it('says goodbye to nobody for long', async () => {
    const server = await start();
    const client = await open(server);
    const other = await open(server);
    server.freeze();
    client.abandon();
    await client.close();
    await server.stop();
    other.abandon();
    await other.close();
    expect([client.state, other.state]).toEqual(['closed', 'closed']);
  });

  it('can be closed before there is a server', async () => {
    const server = await start();
    await server.stop();
    const client = opener(server, 10_000);
    expect(client.state).toBe('connecting');
    expect(client.sessionId).toBeUndefined();
    await expect(client.create('/a')).rejects.toMatchObject({ reason: 'CONNECTION_LOSS' });
    await client.close();
    expect(client.state).toBe('closed');
  });

  it('gives up a server that stands still', async () => {
    const clock = new Clock({ virtual: true });
    const server = await start({ clock });
    const client = await open(server, 90);
    server.freeze();
    clock.advance(59);
    expect(client.state).toBe('connected');
    clock.advance(1);
    await reaches(client, 'disconnected');
    server.thaw();
    await reaches(client, 'connected');
  });
});

describe('a client within the process', () => {
  it('is there as long as it is connected, however silent it is', async () => {
    const clock = new Clock({ virtual: true });
    const server = await start({ clock });
    const client = server.open({ timeoutMs: 10_000, from: FROM, dispatch: queueMicrotask });
    await reaches(client, 'connected');
    await client.create('/a', undefined, { ephemeral: true });
    clock.advance(25_000);
    expect(server.sessions).toMatchObject([{ id: client.sessionId, client: '127.0.0.1:5050', ephemerals: ['/a'] }]);
    client.abandon();
    await new Promise(setImmediate);
    clock.advance(9_999);
    expect(server.sessions).toMatchObject([{ client: undefined }]);
    clock.advance(1);
    expect(server.sessions).toEqual([]);
  });

  it('has its messages put on their way by whoever wants to know of them', async () => {
    const server = await start();
    const waiting: (() => void)[] = [];
    const client = server.open({ timeoutMs: 10_000, from: FROM, dispatch: (action) => waiting.push(action) });
    for (let next = waiting.shift(); next; next = waiting.shift()) next();
    expect(client.state).toBe('connected');
    client.abandon();
    expect(waiting).not.toEqual([]);
  });
});

describe('a client over TCP', () => {
  it('is only made for what can be an address', () => {
    expect(() => openTcpClient('http://zoo1', 10_000, systemRandom)).toThrow('No ZooKeeper can be at http://zoo1');
  });

  it('tries one server after the other', async () => {
    const gone = await start();
    const there = await start();
    await gone.stop();
    const last = { ...systemRandom, number: () => 0 };
    const client = openTcpClient(`${gone.connectString},${there.connectString}`, 10_000, last);
    ends.push(() => client.close());
    await reaches(client, 'connected');
  });

  it('shows that it is there while it has nothing to say', async () => {
    const server = await start();
    const client = openTcpClient(server.connectString, 300, systemRandom);
    ends.push(() => client.close());
    await reaches(client, 'connected');
    const other = openTcpClient(server.connectString, 300, systemRandom);
    await reaches(other, 'connected');
    await other.create('/other', undefined, { ephemeral: true });
    const { watch, told } = watching();
    await client.exists('/other', watch);
    other.abandon();
    // Of its silence the other session ends.
    expect(await told(1)).toEqual(['deleted /other']);
    expect(server.sessions).toMatchObject([{ id: client.sessionId }]);
  });

  it('leaves a server that accepts connections and says nothing, or rubbish', async () => {
    const sockets = new Set<Socket>();
    const listen = (onConnection: (socket: Socket) => void) =>
      new Promise<Server>((resolve) => {
        const server = createServer((socket) => {
          sockets.add(socket.on('error', () => {}));
          onConnection(socket);
        });
        server.listen(0, '127.0.0.1', () => resolve(server));
        ends.push(() => server.close());
      });
    ends.push(() => {
      for (const socket of sockets) socket.destroy();
    });
    const portOf = (server: Server) => (server.address() as { port: number }).port;
    const mute = await listen(() => {});
    const mad = await listen((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const there = await start();
    const servers = `127.0.0.1:${portOf(mute)},127.0.0.1:${portOf(mad)},${there.connectString}`;
    const client = openTcpClient(servers, 60, { ...systemRandom, number: () => 0 });
    ends.push(() => client.close());
    await reaches(client, 'connected');
    expect(there.sessions).toMatchObject([{ id: client.sessionId }]);
  });
});
