import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FetcherCache } from '../../../src/mesos/fetcher/cache.js';
import { FetchError } from '../../../src/mesos/fetcher/errors.js';
import { type FetchOptions, fetchUris } from '../../../src/mesos/fetcher/fetcher.js';
import { Clock } from '../../../src/mesos/process/clock.js';
import type { CommandInfo } from '../../../src/mesos/wire/messages.js';
import { serve, temporaryDirectory, write } from './helpers.js';
import { rawTar, rawZip } from './raw-archives.js';

/** A directory with files, a server for it, and a sandbox to fetch into. */
async function setUp() {
  const top = temporaryDirectory();
  const [files, sandbox] = [join(top, 'files'), join(top, 'sandbox')];
  mkdirSync(files);
  mkdirSync(sandbox);
  const server = await serve((request, response) => {
    const path = join(files, request.url?.split('?')[0] ?? '');
    if (request.url === '/moved') response.writeHead(302, { Location: '/plain.txt' }).end();
    else if (existsSync(path)) response.end(readFileSync(path));
    else response.writeHead(404).end();
  });
  const log: string[] = [];
  const fetch = (uris: CommandInfo.URI[], options: Partial<FetchOptions> = {}) =>
    fetchUris({
      containerId: 'c1',
      uris,
      sandbox,
      stallTimeoutMs: 60_000,
      clock: new Clock(),
      log: (line) => log.push(line),
      ...options,
    });
  const read = (path: string) => readFileSync(join(sandbox, path), 'utf8');
  return { top, files, sandbox, ...server, log, fetch, read };
}

const STATUS_1 = "Failed to fetch all URIs for container 'c1': exited with status 1";

describe('fetchUris', () => {
  it('fetches every kind, as Mesos lays it out', async () => {
    const { files, sandbox, url, requests, fetch, read, log } = await setUp();
    write(files, { 'plain.txt': 'plain', 'script.sh': '#!/bin/sh' });
    const tarred = (name: string) => rawTar([{ path: `from-${name}.txt`, content: name }]);
    for (const name of ['archive.tar', 'archive.tgz', 'archive.tar.gz', 'kept.tar.gz'])
      writeFileSync(join(files, name), name.endsWith('gz') ? gzipSync(tarred(name)) : tarred(name));
    writeFileSync(join(files, 'archive.zip'), rawZip([{ path: 'from-archive.zip.txt', content: 'zipped' }]));
    writeFileSync(join(files, 'single.gz'), gzipSync('single'));
    await fetch(
      [
        { value: join(files, 'plain.txt') },
        { value: `file://${files}/plain.txt`, output_file: 'by-file-uri.txt' },
        { value: 'plain.txt', output_file: 'relative.txt' },
        { value: `${url}/plain.txt`, output_file: 'sub/by-http.txt' },
        { value: `${url}/plain.txt?query=1` },
        { value: `${url}/moved`, output_file: 'redirected.txt' },
        { value: `${url}/script.sh`, executable: true },
        { value: `${url}/archive.tgz`, executable: true, output_file: 'executable.tgz' },
        { value: `${url}/archive.tar.gz`, output_file: 'sub/renamed.tar.gz' },
        { value: `${url}/archive.tgz`, output_file: 'not-by-output-file' },
        { value: join(files, 'archive.tar') },
        { value: `${url}/kept.tar.gz`, extract: false },
        { value: `${url}/archive.zip` },
        { value: `${url}/single.gz` },
      ],
      { frameworksHome: files },
    );
    expect(readdirSync(sandbox, { recursive: true }).sort()).toEqual(
      [
        'archive.tar',
        'archive.zip',
        'by-file-uri.txt',
        'executable.tgz',
        'from-archive.tar.gz.txt',
        'from-archive.tar.txt',
        'from-archive.zip.txt',
        'kept.tar.gz',
        'not-by-output-file',
        'plain.txt',
        'plain.txt?query=1',
        'redirected.txt',
        'relative.txt',
        'script.sh',
        'single',
        'single.gz',
        'sub',
        'sub/by-http.txt',
        'sub/renamed.tar.gz',
      ].sort(),
    );
    for (const name of ['plain.txt', 'by-file-uri.txt', 'relative.txt', 'sub/by-http.txt', 'plain.txt?query=1', 'redirected.txt'])
      expect(read(name)).toBe('plain');
    expect(statSync(join(sandbox, 'script.sh')).mode & 0o777).toBe(0o755);
    expect(statSync(join(sandbox, 'plain.txt')).mode & 0o777).toBe(0o644);
    expect(requests).toContain('/plain.txt?query=1');
    expect(log).toContain(`Fetched '${join(files, 'plain.txt')}' to '${sandbox}/plain.txt'`);
    expect(log.at(-1)).toBe(`Successfully fetched all URIs into '${sandbox}'`);
  });

  it('does nothing without URIs', async () => {
    const { fetch, log } = await setUp();
    await fetch([]);
    expect(log).toEqual([]);
  });

  it.each<[string, (url: string) => CommandInfo.URI, string]>([
    ['missing file', () => ({ value: '/no/such/file' }), 'ENOENT'],
    ['HTTP 404', (url) => ({ value: `${url}/missing` }), 'HTTP status 404'],
    ['connection refused', () => ({ value: 'http://127.0.0.1:1/x' }), 'ECONNREFUSED'],
    ['unknown scheme', () => ({ value: 'gopher://127.0.0.1/x' }), 'supported: http, https, file'],
    ['relative path', () => ({ value: 'some/file' }), '--frameworks_home'],
    ['empty URI', () => ({ value: '' }), '--frameworks_home'],
    ['no file name', (url) => ({ value: `${url}/sub/` }), 'not the name of a file'],
    ['output file above the sandbox', (url) => ({ value: `${url}/plain.txt`, output_file: '../x' }), 'not within the sandbox'],
    ['damaged archive', (url) => ({ value: `${url}/plain.txt`, output_file: 'x.tar' }), 'TAR_'],
  ])('fails: %s', async (_, uri, reason) => {
    const { top, files, url, fetch, log } = await setUp();
    write(files, { 'plain.txt': 'plain' });
    const error = await fetch([uri(url)]).catch((error: unknown) => error);
    expect(error).toBeInstanceOf(FetchError);
    expect((error as FetchError).message).toBe(STATUS_1);
    expect(log.at(-1)).toContain(`Failed to fetch '${uri(url).value}': `);
    expect(log.at(-1)).toContain(reason);
    expect(readdirSync(top).sort()).toEqual(['files', 'sandbox']);
  });

  it.each([
    [{ value: '/x', output_file: '/tmp/x' }, 'Could not fetch: URI output file must be within the sandbox directory'],
    [{ value: "/it's" }, 'Could not fetch: Illegal characters in URI'],
    [{ value: 'http://host' }, 'Could not fetch: Malformed URI (missing path): http://host'],
  ])('refuses %j before anything is fetched', async (uri, message) => {
    const { files, sandbox, fetch } = await setUp();
    write(files, { 'plain.txt': 'plain' });
    await expect(fetch([{ value: join(files, 'plain.txt') }, uri])).rejects.toThrow(new FetchError(message));
    expect(readdirSync(sandbox)).toEqual([]);
  });

  it('stops at the first failure and leaves no half file', async () => {
    const { sandbox, fetch } = await setUp();
    const { url, requests } = await serve((request, response) => {
      if (request.url === '/good') response.end('good');
      else {
        response.writeHead(200, { 'Content-Length': 100_000 }).write('half');
        setImmediate(() => response.destroy());
      }
    });
    await expect(fetch([{ value: `${url}/good` }, { value: `${url}/bad` }, { value: `${url}/never` }])).rejects.toThrow(STATUS_1);
    expect(requests).toEqual(['/good', '/bad']);
    expect(readdirSync(sandbox)).toEqual(['good']);
  });

  it('fails when the server stalls', async () => {
    const { sandbox, fetch, log } = await setUp();
    const { url } = await serve((_, response) => response.write('half'));
    await expect(fetch([{ value: `${url}/x` }], { stallTimeoutMs: 50 })).rejects.toThrow(STATUS_1);
    expect(log.at(-1)).toContain('stall timeout');
    expect(readdirSync(sandbox)).toEqual([]);
  });

  it('ends as killed when aborted', async () => {
    const { sandbox, fetch } = await setUp();
    const abort = new AbortController();
    const { url } = await serve((_, response) => {
      response.write('half');
      abort.abort();
    });
    await expect(fetch([{ value: `${url}/x` }], { signal: abort.signal })).rejects.toThrow(
      new FetchError("Failed to fetch all URIs for container 'c1': terminated with signal Killed"),
    );
    expect(readdirSync(sandbox)).toEqual([]);
  });

  it('does not write through a symbolic link that is in the sandbox', async () => {
    const { top, files, sandbox, fetch, log } = await setUp();
    write(files, { 'plain.txt': 'plain' });
    symlinkSync(top, join(sandbox, 'out'));
    await expect(fetch([{ value: join(files, 'plain.txt'), output_file: 'out/escaped' }])).rejects.toThrow(STATUS_1);
    expect(log.at(-1)).toContain("'out' is a symbolic link");
    expect(existsSync(join(top, 'escaped'))).toBe(false);
  });

  it('gives what it fetches to the user', async (context) => {
    context.skip(process.getuid?.() !== 0, 'only root may change to another user');
    const { files, sandbox, url, fetch } = await setUp();
    writeFileSync(join(files, 'a.tar'), rawTar([{ path: 'sub/file', content: 'x' }]));
    await fetch([{ value: `${url}/a.tar`, output_file: 'd/a.tar' }], { user: { uid: 1234, gid: 4321 } });
    for (const path of ['d', 'd/a.tar', 'sub', 'sub/file'])
      expect(lstatSync(join(sandbox, path))).toMatchObject({ uid: 1234, gid: 4321 });
  });

  it('fetches through the cache: once, and archives unpacked only', async () => {
    const { top, files, sandbox, url, requests, fetch, read, log } = await setUp();
    write(files, { 'plain.txt': 'plain', 'script.sh': '#!/bin/sh' });
    writeFileSync(join(files, 'a.tgz'), gzipSync(rawTar([{ path: 'from-archive', content: 'x' }])));
    writeFileSync(join(files, 'single.gz'), gzipSync('single'));
    const cache = new FetcherCache(join(top, 'cache'), 1000);
    const uris = [
      { value: `${url}/plain.txt`, cache: true },
      { value: `${url}/plain.txt`, cache: true, output_file: 'sub/again.txt' },
      { value: `${url}/script.sh`, cache: true, executable: true },
      { value: `${url}/a.tgz`, cache: true },
      { value: `${url}/a.tgz`, cache: true, extract: false, output_file: 'kept.tgz' },
      { value: `${url}/single.gz`, cache: true },
    ];
    const other = join(top, 'other');
    mkdirSync(other);
    await Promise.all([fetch(uris, { cache }), fetch(uris, { cache, sandbox: other })]);
    expect(requests.sort()).toEqual(['/a.tgz', '/plain.txt', '/script.sh', '/single.gz']);
    const expected = ['from-archive', 'kept.tgz', 'plain.txt', 'script.sh', 'single', 'sub', 'sub/again.txt'];
    for (const directory of [sandbox, other]) expect(readdirSync(directory, { recursive: true }).sort()).toEqual(expected);
    expect(read('sub/again.txt')).toBe('plain');
    expect(statSync(join(sandbox, 'script.sh')).mode & 0o777).toBe(0o755);
    expect(log).toContain('Fetching from the cache');
    expect(cache.usedBytes).toBeGreaterThan(0);
  });

  it('fails when a download into the cache fails, and tries again the next time', async () => {
    const { top, files, url, requests, fetch, read } = await setUp();
    const cache = new FetcherCache(join(top, 'cache'), 1000);
    const uris = [{ value: `${url}/late.txt`, cache: true }];
    await expect(fetch(uris, { cache })).rejects.toThrow(STATUS_1);
    write(files, { 'late.txt': 'here' });
    await fetch(uris, { cache });
    expect(read('late.txt')).toBe('here');
    expect(requests).toHaveLength(2);
  });
});
