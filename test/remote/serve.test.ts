import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiClient } from '../../src/drivers/host/api-client.js';
import { Lease } from '../../src/drivers/host/lease.js';
import { readServerFiles, type ServerRecord } from '../../src/host/server-file.js';
import { type ServeOptions, serve } from '../../src/remote/serve.js';

const ends: (() => unknown)[] = [];
let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'serve-'));
  vi.stubEnv('MINIMESOS_HOME', home);
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

/** What `serve` is given, with all that it tells. */
function world() {
  let signal: (name: NodeJS.Signals) => void = () => {};
  const told: string[] = [];
  let ready: (server: ServerRecord) => void;
  const server = new Promise<ServerRecord>((resolve) => {
    ready = resolve;
  });
  const listen = (listener: typeof signal) => {
    signal = listener;
  };
  const context = {
    signals: { listen },
    onReady: (record: ServerRecord) => ready(record),
    onEnding: (clusters: number) => void told.push(`ending ${clusters}`),
    onFailure: (text: string) => void told.push(text),
    exit: (name: NodeJS.Signals) => void told.push(`exit ${name}`),
  };
  return { context, told, server, signal: (name: NodeJS.Signals) => signal(name) };
}

async function served(options: ServeOptions = {}) {
  const { context, told, server, signal } = world();
  const ended = serve(options, context);
  ends.push(async () => {
    signal('SIGTERM');
    await ended;
  });
  const record = await Promise.race([server, ended.then(() => expect.unreachable('ended'))]);
  const client = new ApiClient(record);
  ends.push(() => client.close());
  const create = (name: string, more: object = {}) =>
    client.json('POST', '/v1/clusters', { body: { description: { name }, ...more } });
  return { record, told, ended, signal, client, create };
}

const clusters = () => readServerFiles().map((record) => record.clusters);
const hasEnded = (ended: Promise<void>) => ended.then(() => expect(readServerFiles()).toEqual([]));

describe('a host process', () => {
  it('tells others where it is and which clusters it has, as long as it lives', async () => {
    const { record, client, create, ended, signal, told } = await served();
    expect(readServerFiles()).toEqual([record]);
    await create('blue');
    await create('green');
    expect(clusters()).toEqual([['blue', 'green']]);
    await client.json('DELETE', '/v1/clusters/blue');
    expect(clusters()).toEqual([['green']]);
    signal('SIGINT');
    await hasEnded(ended);
    expect(told).toEqual(['ending 1']);
  });

  it('ends at once for a second signal', async () => {
    const { ended, signal, told } = await served();
    signal('SIGTERM');
    signal('SIGHUP');
    await hasEnded(ended);
    expect(told).toEqual(['ending 0', 'exit SIGHUP']);
  });

  it('ends when a client tells it to', async () => {
    const { client, create, ended } = await served();
    await create('blue');
    await client.json('POST', '/v1/shutdown');
    await hasEnded(ended);
  });

  it('ends when it is signalled before it is ready', async () => {
    const { context, signal } = world();
    const ended = serve({}, context);
    signal('SIGTERM');
    await hasEnded(ended);
  });

  it('can end with its last cluster', async () => {
    const { client, create, ended, told } = await served({ untilEmpty: true });
    await create('blue');
    await create('green');
    await client.json('DELETE', '/v1/clusters/blue');
    expect(told).toEqual([]);
    await client.json('DELETE', '/v1/clusters/green');
    await hasEnded(ended);
  });
});

describe('a host process that cannot write its file any more', () => {
  it('says so, and has the same clusters, answers and end', async () => {
    const { client, create, ended, told } = await served({ untilEmpty: true });
    const other = await Lease.take(client);
    // As when the directory for such files is gone, or its disk is full.
    vi.stubEnv('MINIMESOS_HOME', join(home, 'file'));
    writeFileSync(join(home, 'file'), '');
    await create('leased', { lease: other.id });
    expect(await client.json('GET', '/v1/clusters')).toMatchObject([{ name: 'leased', kept: false }]);
    expect(told).toEqual([expect.stringContaining('Telling others of the clusters failed: ')]);
    await create('blue');
    expect(await client.json('DELETE', '/v1/clusters/blue')).toBeUndefined();
    other.release();
    await ended;
    expect(told).toContain('ending 0');
  });
});

describe('a host process with an owner', () => {
  it('ends with it, with all clusters', async () => {
    const lease = new PassThrough();
    const { create, ended, told } = await served({ lease });
    await create('blue');
    await create('green', { keep: true });
    lease.end();
    await hasEnded(ended);
    expect(told).toHaveLength(1);
  });

  it('lives on without clusters', async () => {
    const lease = new PassThrough();
    const { client, create } = await served({ lease });
    await create('blue');
    await client.json('DELETE', '/v1/clusters/blue');
    await create('green');
    expect(clusters()).toEqual([['green']]);
  });

  it('lives on without it while others hold a cluster', async () => {
    const lease = new PassThrough();
    const { client, create, ended, told } = await served({ lease });
    const other = await Lease.take(client);
    await create('mine');
    await create('others', { lease: other.id, keep: false });
    lease.destroy();
    await vi.waitFor(() => expect(clusters()).toEqual([['others']]), 30_000);
    expect(told).toEqual([]);
    other.release();
    await hasEnded(ended);
  });
});

describe('the token', () => {
  it('is written to a file for this user alone where there is none', async () => {
    const tokenFile = join(home, 'token');
    const { record } = await served({ tokenFile });
    expect(readFileSync(tokenFile, 'utf8')).toBe(`${record.token}\n`);
    expect(statSync(tokenFile).mode & 0o777).toBe(0o600);
  });

  it('is that of the file', async () => {
    const tokenFile = join(home, 'token');
    writeFileSync(tokenFile, 'from-the-file\n');
    expect((await served({ tokenFile, token: 'other' })).record.token).toBe('from-the-file');
  });

  it('is warned of when others may read its file', async () => {
    const tokenFile = join(home, 'token');
    for (const [mode, warnings] of [
      [0o644, [`others may read the token in ${tokenFile}, or write another one: chmod 600 it`]],
      [0o600, []],
    ] as const) {
      writeFileSync(tokenFile, 'of-the-file\n');
      chmodSync(tokenFile, mode);
      expect((await served({ tokenFile })).told).toEqual(warnings);
    }
  });

  it('is not shown when it is none', async () => {
    writeFileSync(join(home, 'token'), 'two words', { mode: 0o600 });
    await expect(serve({ tokenFile: join(home, 'token') }, world().context)).rejects.toThrow(
      'The token has to be letters, digits and signs, without spaces, but is something else',
    );
  });

  it.each([
    ['INVALID_FILE', () => writeFileSync(join(home, 'token'), '\n')],
    ['INVALID_ARGUMENT', () => writeFileSync(join(home, 'token'), 'two words')],
  ])('is refused with %s when it is none', async (code, write) => {
    write();
    await expect(serve({ tokenFile: join(home, 'token') }, world().context)).rejects.toMatchObject({ code });
    await expect(serve({ tokenFile: home }, world().context)).rejects.toMatchObject({ code: 'FILE_NOT_READABLE' });
  });

  it('is needed where others can reach the server', async () => {
    await expect(serve({ listen: '0.0.0.0:0' }, world().context)).rejects.toMatchObject({ code: 'TOKEN_REQUIRED' });
    expect(readServerFiles()).toEqual([]);
  });
});
