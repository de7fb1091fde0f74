import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { errorCodes } from '../../src/zookeeper/error-codes.js';
import type { JuteWriter } from '../../src/zookeeper/jute.js';
import { operations } from '../../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { type Event, WireClient } from './wire-client.js';

let server: ZooKeeperServer;
let client: WireClient;
let other: WireClient;
beforeEach(async () => {
  server = await ZooKeeperServer.start();
  [client, other] = [await WireClient.start(server.port), await WireClient.start(server.port)];
});
afterEach(() => server.stop());

const CREATED = 1;
const DELETED = 2;
const CHANGED = 3;
const CHILDREN = 4;

/** What the client was told of since it last asked; answers come after events. */
async function events(): Promise<string[]> {
  await client.request(operations.ping);
  const told = client.seen.splice(0).filter((each): each is Event => typeof each === 'object');
  return told.map(({ type, path }) => `${type} ${path}`);
}

const addWatch = (path: string, mode: number) => client.request(operations.addWatch, (writer) => writer.string(path).int(mode));
const select = (operation: number, path: string, type: number) =>
  client.request(operation, (writer) => writer.string(path).int(type)).then(({ error }) => error);

describe('addWatch', () => {
  it('lasts', async () => {
    expect((await addWatch('/a', 0)).body.int()).toBe(0);
    await other.create('/a');
    await other.create('/a/b');
    await other.create('/a/b/c');
    await other.setData('/a', '1');
    await other.setData('/a', '2');
    await other.delete('/a/b/c');
    await other.delete('/a/b');
    await other.delete('/a');
    expect(await events()).toEqual([
      ...[`${CREATED} /a`, `${CHILDREN} /a`, `${CHANGED} /a`, `${CHANGED} /a`, `${CHILDREN} /a`, `${DELETED} /a`],
    ]);
  });

  it('reaches everything under a path', async () => {
    await addWatch('/a', 1);
    for (const path of ['/a', '/a/b', '/b']) await other.create(path);
    await other.setData('/a/b', '1');
    await other.delete('/a/b');
    expect(await events()).toEqual([`${CREATED} /a`, `${CREATED} /a/b`, `${CHANGED} /a/b`, `${DELETED} /a/b`]);
    expect(await select(operations.removeWatches, '/a', 5)).toBe(0);
    await other.delete('/a');
    expect(await events()).toEqual([]);
  });

  it('knows two modes', async () => {
    expect((await addWatch('/a', 2)).error).toBe(errorCodes.MARSHALLING_ERROR);
  });
});

describe('checkWatches and removeWatches', () => {
  it('find what there is', async () => {
    await client.exists('/a', true);
    expect(await select(operations.checkWatches, '/a', 1)).toBe(errorCodes.NO_WATCHER);
    expect(await select(operations.checkWatches, '/a', 2)).toBe(0);
    expect(await select(operations.checkWatches, '/a', 9)).toBe(errorCodes.MARSHALLING_ERROR);
    expect(await select(operations.removeWatches, '/a', 3)).toBe(0);
    expect(await select(operations.removeWatches, '/a', 3)).toBe(errorCodes.NO_WATCHER);
    await other.create('/a');
    expect(await events()).toEqual([]);
  });
});

describe('setWatches', () => {
  const setWatches = (operation: number, since: number, ...lists: string[][]) =>
    client.request(operation, (writer: JuteWriter) => {
      writer.long(since);
      for (const list of lists) writer.strings(list);
    });

  it('tells of what was missed, and watches on what was not', async () => {
    for (const path of ['/old', '/new', '/grown']) await other.create(path);
    const { zxid } = await other.exists('/');
    await other.setData('/new', 'x');
    await other.create('/grown/x');
    await setWatches(
      operations.setWatches,
      zxid,
      ['/old', '/new', '/missing'],
      ['/new', '/never'],
      ['/old', '/grown', '/missing'],
    );
    expect(client.seen.slice(0, -1)).toMatchObject([
      { type: CHANGED, path: '/new', zxid: -1 },
      { type: DELETED, path: '/missing' },
      { type: CREATED, path: '/new' },
      { type: CHILDREN, path: '/grown' },
      { type: DELETED, path: '/missing' },
    ]);
    await events();
    await other.setData('/old', 'x');
    await other.create('/never');
    await other.create('/old/x');
    expect(await events()).toEqual([`${CHANGED} /old`, `${CREATED} /never`, `${CHILDREN} /old`]);
  });

  it('also brings back those that last', async () => {
    await setWatches(operations.setWatches2, 0, [], [], [], ['/a'], ['/b']);
    for (const path of ['/a', '/a/x', '/b', '/b/x']) await other.create(path);
    expect(await events()).toEqual([`${CREATED} /a`, `${CHILDREN} /a`, `${CREATED} /b`, `${CREATED} /b/x`]);
  });
});

describe('who may not read', () => {
  it('is not told', async () => {
    await client.exists('/secret', true);
    await other.request(operations.auth, (writer) => writer.int(0).string('digest').buffer(Buffer.from('me:x')));
    await other.create('/secret', { acl: [{ permissions: 31, scheme: 'auth', id: '' }] });
    expect(await events()).toEqual([]);
    expect((await client.exists('/secret')).error).toBe(errorCodes.NO_AUTH);
  });
});
