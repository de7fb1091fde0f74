import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Clock } from '../../src/mesos/process/clock.js';
import { native } from '../../src/mesos/process/native.js';
import { operations } from '../../src/zookeeper/operations.js';
import { ZooKeeperServer } from '../../src/zookeeper/server.js';
import { Store } from '../../src/zookeeper/store.js';
import { nearlyFullDisk } from '../failing-files.js';
import { memoryDirectory } from '../memory-directory.js';
import { WireClient } from './wire-client.js';

const ENOUGH = 1e6;

let directory: string;
let clock: Clock;
let failures: string[];
let server: ZooKeeperServer;
let client: WireClient;
let disk: ReturnType<typeof nearlyFullDisk>;
beforeEach(async () => {
  directory = mkdtempSync(join(memoryDirectory, 'minimesos-full-disk-'));
  clock = new Clock({ virtual: true });
  failures = [];
  disk = nearlyFullDisk(ENOUGH);
  const onFailure = (error: unknown) => failures.push((error as { code: string }).code);
  server = await ZooKeeperServer.start({ directory, clock, worldClock: clock, onFailure });
  client = await WireClient.start(server.port);
});
afterEach(async () => {
  disk.end();
  await server.stop();
  rmSync(directory, { recursive: true });
});

/** What a later server finds. */
async function kept(): Promise<{ paths: string[]; sessions: number; zxid: number }> {
  await server.stop();
  const store = new Store(directory);
  store.close();
  const paths = Array.from(store.tree.entries(), ([path]) => path).filter((path) => !path.startsWith('/zookeeper'));
  return { paths, sessions: store.sessions.size, zxid: store.zxid };
}

describe('a server whose disk is full', () => {
  it('keeps a session whose time is over, until its end can be written', async () => {
    await client.create('/e', { flags: 1 });
    await client.close();
    disk.fill();
    clock.advance(10_000);
    expect([failures, server.sessions.map(({ ephemerals }) => ephemerals)]).toEqual([['ENOSPC'], [['/e']]]);
    clock.advance(10_000);
    expect(failures).toHaveLength(2);
    disk.grow(ENOUGH);
    clock.advance(9_999);
    expect(server.sessions).toHaveLength(1);
    clock.advance(1);
    expect(server.sessions).toEqual([]);
    expect(await kept()).toEqual({ paths: ['/'], sessions: 0, zxid: 3 });
  });

  it('deletes what has outlived its time as soon as that can be written', async () => {
    await client.create('/ttl', { flags: 5, type: operations.createTtl, ttl: 10 });
    disk.fill();
    clock.advance(60_000);
    expect(failures).toContain('ENOSPC');
    disk.grow(ENOUGH);
    clock.advance(60_000);
    expect((await kept()).paths).toEqual(['/']);
  });

  it('cuts off who writes, and goes on with the numbers that clients have seen', async () => {
    await client.create('/before');
    disk.fill();
    await expect(client.create('/lost')).rejects.toThrow('hung up');
    await expect(WireClient.start(server.port)).rejects.toThrow('hung up');
    const back = await WireClient.start(server.port, { of: client, lastZxid: 2 });
    expect(await back.exists('/lost')).toMatchObject({ error: -101, zxid: 2 });
    await expect(back.delete('/missing')).rejects.toThrow('hung up');
    expect([failures, server.sessions.length]).toEqual([['ENOSPC', 'ENOSPC', 'ENOSPC'], 1]);
    disk.grow(ENOUGH);
    const again = await WireClient.start(server.port, { of: client, lastZxid: 2 });
    expect(await again.create('/after')).toMatchObject({ error: 0, zxid: 3 });
    expect(await kept()).toEqual({ paths: ['/', '/before', '/after'], sessions: 1, zxid: 3 });
  });

  it('lets clients of its own process in after a while, which would be back at once and so for ever', async () => {
    const local = server.open({ timeoutMs: 10_000, from: { ip: '127.0.0.1', port: 1 }, dispatch: native.queueMicrotask });
    const states: string[] = [];
    const tried: Promise<string>[] = [];
    local.onState((state) => {
      states.push(state);
      // More would keep everything else from being done.
      if (state === 'connected' && tried.length < 10) tried.push(local.create('/local').catch(({ reason }) => reason));
    });
    await expect.poll(() => states).toEqual(['connected']);
    expect(await tried[0]).toBe('/local');
    await local.delete('/local');
    disk.fill();
    await expect(local.create('/local')).rejects.toMatchObject({ reason: 'CONNECTION_LOSS' });
    await expect.poll(() => states.slice(1)).toEqual(['disconnected']);
    disk.grow(ENOUGH);
    clock.advance(1000);
    await expect.poll(() => states.slice(2)).toEqual(['connected']);
    expect(await tried[1]).toBe('/local');
  });
});
