import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { operations } from '../../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { WireClient } from './wire-client.js';

const { createContainer, createTtl } = operations;
let clock: Clock;
let server: ZooKeeperServer;
let client: WireClient;
beforeEach(async () => {
  clock = new Clock({ virtual: true });
  server = await ZooKeeperServer.start({ clock, containerCheckIntervalMs: 1000, maxSessionTimeoutMs: 1e9 });
  client = await WireClient.start(server.port, { timeoutMs: 1e9 });
});
afterEach(() => server.stop());

const isThere = async (path: string) => (await client.exists(path)).error === 0;

describe('at every look', () => {
  it('containers go that have become empty', async () => {
    for (const path of ['/unused', '/used', '/full']) await client.create(path, { type: createContainer, flags: 4 });
    for (const path of ['/used/x', '/full/x', '/full/y']) await client.create(path);
    await client.delete('/used/x');
    await client.delete('/full/x');
    await client.exists('/used', true);
    clock.advance(999);
    expect(await isThere('/used')).toBe(true);
    clock.advance(1);
    expect([await isThere('/unused'), await isThere('/used'), await isThere('/full')]).toEqual([true, false, true]);
    expect(client.seen).toContainEqual({ type: 2, path: '/used', zxid: 10 });
  });

  it('znodes go that have outlived their time, unless they have children', async () => {
    for (const path of ['/short', '/long', '/parent']) {
      await client.create(path, { type: createTtl, flags: 5, ttl: path === '/long' ? 5000 : 1500 });
    }
    await client.create('/parent/x');
    clock.advance(1000);
    await client.setData('/long', 'again');
    clock.advance(1000);
    expect([await isThere('/short'), await isThere('/long'), await isThere('/parent')]).toEqual([false, true, true]);
    clock.advance(4000);
    expect(await isThere('/long')).toBe(true);
    clock.advance(1000);
    expect(await isThere('/long')).toBe(false);
  });

  it('nothing goes while the server stands still', async () => {
    await client.create('/short', { type: createTtl, flags: 5, ttl: 10 });
    server.freeze();
    clock.advance(5000);
    server.thaw();
    expect(await isThere('/short')).toBe(true);
    clock.advance(1000);
    expect(await isThere('/short')).toBe(false);
  });
});
