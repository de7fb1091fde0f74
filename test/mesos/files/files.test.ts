import { execFileSync } from 'node:child_process';
import { appendFileSync, chmodSync, mkdirSync, rmSync, statSync, symlinkSync, truncateSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Files } from '../../../src/mesos/files/files.js';
import { groupName, userName } from '../../../src/mesos/files/owners.js';
import { Router } from '../../../src/mesos/process/http/router.js';
import { HttpServer } from '../../../src/mesos/process/http/server.js';
import { directoryWith } from './attached.js';

const LATEST = '/frameworks/f/executors/t1/runs/latest';

/** A sandbox as a task leaves it, and the files process of its agent behind a real port. */
async function sandbox() {
  const directory = directoryWith({ ten: '0123456789', empty: '', big: Buffer.alloc(100_000), stdout: '', stderr: '' });
  mkdirSync(join(directory, 'sub'));
  chmodSync(join(directory, 'ten'), 0o640);
  const files = new Files();
  files.attach(directory, directory);
  files.attach(LATEST, directory);
  const router = new Router('slave(1)');
  files.addRoutes(router);
  const failures: Error[] = [];
  const server = new HttpServer(router, (error) => failures.push(error));
  const { port } = await server.listen('127.0.0.1', 0);
  onTestFinished(async () => {
    await server.close();
    expect(failures).toEqual([]);
  });
  const url = `http://127.0.0.1:${port}`;
  const get = async (path: string, init?: RequestInit) => {
    const response = await fetch(url + path, init);
    const bytes = Buffer.from(await response.arrayBuffer());
    return {
      status: response.status,
      type: response.headers.get('content-type'),
      headers: response.headers,
      bytes,
      body: `${bytes}`,
    };
  };
  const at = (endpoint: string, path: string, query = '') => get(`/files/${endpoint}?path=${encodeURIComponent(path)}${query}`);
  return { directory, files, url, get, at };
}

const text = (status: number, body: string) => ({ status, type: 'text/plain; charset=utf-8', body });
const json = (document: unknown) => ({ status: 200, type: 'application/json', body: JSON.stringify(document) });

describe('every endpoint', () => {
  it.each(['browse', 'read', 'download'])('wants a path: %s', async (endpoint) => {
    const { get } = await sandbox();
    for (const query of ['', '?path=', '?offset=0', '?Path=/x']) {
      expect(await get(`/files/${endpoint}${query}`)).toMatchObject(text(400, "Expecting 'path=value' in query.\n"));
    }
    expect(await get(`/files/${endpoint}`, { method: 'POST', body: '' })).toMatchObject(
      text(400, "Expecting 'path=value' in query.\n"),
    );
  });

  it.each(['browse', 'read', 'download'])('shows nothing outside of what is attached: %s', async (endpoint) => {
    const { directory, at } = await sandbox();
    symlinkSync('/etc/passwd', join(directory, 'outside'));
    for (const path of ['/../..', '/outside', '/sub/../../..']) {
      const refused = text(400, `'${directory}${path}' is inaccessible.\n`);
      expect(await at(endpoint, directory + path)).toMatchObject(refused);
      expect(await at(endpoint, LATEST + path)).toMatchObject(refused);
    }
  });

  it('has no variant with an extension', async () => {
    const { directory, get } = await sandbox();
    expect(await get(`/files/browse.json?path=${directory}`)).toMatchObject(text(404, '404 Not Found.'));
  });
});

describe('/files/browse', () => {
  it('lists a directory, sorted by name', async () => {
    const { directory, at } = await sandbox();
    const { body, ...answer } = await at('browse', directory);
    const entries = JSON.parse(body) as Record<string, unknown>[];
    expect(answer).toMatchObject({ status: 200, type: 'application/json' });
    expect(entries.map(({ path }) => path)).toEqual(
      ['big', 'empty', 'stderr', 'stdout', 'sub', 'ten'].map((name) => join(directory, name)),
    );
    const { uid, gid, mtimeMs } = statSync(join(directory, 'ten'));
    expect(entries.at(-1)).toEqual({
      path: join(directory, 'ten'),
      nlink: 1,
      size: 10,
      mtime: Math.floor(mtimeMs / 1000),
      mode: '-rw-r-----',
      uid: userName(uid),
      gid: groupName(gid),
    });
    expect(entries.at(-2)).toMatchObject({ nlink: 2, mode: expect.stringMatching(/^drwx/) });
  });

  it('names entries by the path that was asked for', async () => {
    const { at } = await sandbox();
    for (const path of [LATEST, `${LATEST}/`]) {
      const entries = JSON.parse((await at('browse', path)).body) as { path: string }[];
      expect(entries.map(({ path }) => path)).toContain(`${LATEST}/ten`);
    }
  });

  it('lists nothing in an empty directory, and nothing in a file', async () => {
    const { directory, at } = await sandbox();
    expect(await at('browse', `${LATEST}/sub`)).toMatchObject(json([]));
    expect(await at('browse', join(directory, 'ten'))).toMatchObject(json([]));
  });

  it('shows what links lead to, and none that leads nowhere', async () => {
    const { directory, at } = await sandbox();
    symlinkSync('ten', join(directory, 'sub/link'));
    symlinkSync('../ten', join(directory, 'sub/up'));
    symlinkSync('..', join(directory, 'sub/directory'));
    const entries = JSON.parse((await at('browse', `${LATEST}/sub`)).body) as unknown[];
    expect(entries).toEqual([
      expect.objectContaining({ path: `${LATEST}/sub/directory`, mode: expect.stringMatching(/^d/) }),
      expect.objectContaining({ path: `${LATEST}/sub/up`, mode: '-rw-r-----', size: 10 }),
    ]);
  });

  it('shows names with any letters', async () => {
    const { directory, at } = await sandbox();
    const names = ['"quoted"', 'a b', 'grün €', 'line\nbreak'];
    for (const name of names) appendFileSync(join(directory, 'sub', name), name);
    const entries = JSON.parse((await at('browse', `${LATEST}/sub`)).body) as { path: string }[];
    expect(entries.map(({ path }) => path)).toEqual(names.map((name) => `${LATEST}/sub/${name}`));
    for (const name of names) {
      expect(JSON.parse((await at('read', `${LATEST}/sub/${name}`, '&offset=0')).body)).toEqual({ data: name, offset: 0 });
    }
  });

  it.each(['missing', '../missing', 'ten/x'])('does not find %s', async (name) => {
    const { directory, at } = await sandbox();
    expect(await at('browse', `${directory}/${name}`)).toMatchObject(text(404, ''));
  });

  it('does not find what is not attached', async () => {
    const { at } = await sandbox();
    for (const path of ['/etc', '/', 'ten', '\0']) expect(await at('browse', path)).toMatchObject(text(404, ''));
  });

  it('answers with a call when that is asked for', async () => {
    const { at } = await sandbox();
    expect(await at('browse', `${LATEST}/sub`, '&jsonp=f')).toMatchObject({
      status: 200,
      type: 'text/javascript',
      body: 'f([])',
    });
  });

  it.each([
    [0o000, '----------'],
    [0o124, '---x-w-r--'],
    [0o651, '-rw-r-x--x'],
    [0o777, '-rwxrwxrwx'],
  ])('shows a mode as it is: %i', async (mode, shown) => {
    const { directory, at } = await sandbox();
    chmodSync(join(directory, 'empty'), mode);
    const entries = JSON.parse((await at('browse', directory)).body) as { path: string; mode: string }[];
    expect(entries.find(({ path }) => path.endsWith('empty'))?.mode).toBe(shown);
  });
});

describe('/files/read', () => {
  it.each([
    ['whole', '', { data: '', offset: 10 }],
    ['offset 0', '&offset=0', { data: '0123456789', offset: 0 }],
    ['offset and length', '&offset=2&length=3', { data: '234', offset: 2 }],
    ['beyond the end', '&offset=20&length=3', { data: '', offset: 20 }],
    ['an offset with a sign', '&offset=%2B8', { data: '89', offset: 8 }],
    ['a hexadecimal offset', '&offset=0x8', { data: '89', offset: 8 }],
    ['at the end', '&offset=10', { data: '', offset: 10 }],
    ['length beyond the end', '&offset=8&length=100', { data: '89', offset: 8 }],
    ['length 0', '&offset=0&length=0', { data: '', offset: 0 }],
    ['offset -1 tells the size', '&offset=-1', { data: '', offset: 10 }],
    ['offset -1 tells the size, whatever the length', '&offset=-1&length=5', { data: '', offset: 10 }],
    ['length -1', '&offset=0&length=-1', { data: '0123456789', offset: 0 }],
    ['length only', '&length=5', { data: '', offset: 10 }],
  ])('gives what is asked for: %s', async (_, query, document) => {
    const { directory, at } = await sandbox();
    expect(await at('read', join(directory, 'ten'), query)).toMatchObject(json(document));
    expect(await at('read', `${LATEST}/ten`, query)).toMatchObject(json(document));
  });

  it.each([
    ['&offset=-2', 'Negative offset provided: -2.\n'],
    ['&offset=0&length=-2', 'Negative length provided: -2.\n'],
    ['&offset=+2', "Failed to parse offset: Failed to convert ' 2' to number.\n"],
    ['&offset=x', "Failed to parse offset: Failed to convert 'x' to number.\n"],
    ['&offset=', "Failed to parse offset: Failed to convert '' to number.\n"],
    ['&offset=1.5', "Failed to parse offset: Failed to convert '1.5' to number.\n"],
    ['&offset=99999999999999999999', "Failed to parse offset: Failed to convert '99999999999999999999' to number.\n"],
    ['&offset=0&length=x', "Failed to parse length: Failed to convert 'x' to number.\n"],
    ['&offset=y&length=x', "Failed to parse offset: Failed to convert 'y' to number.\n"],
  ])('refuses %s', async (query, body) => {
    const { at } = await sandbox();
    expect(await at('read', `${LATEST}/ten`, query)).toMatchObject(text(400, body));
    expect(await at('read', `${LATEST}/missing`, query)).toMatchObject(text(400, body));
  });

  it('refuses a directory and does not find what is missing', async () => {
    const { directory, at } = await sandbox();
    expect(await at('read', directory, '&offset=0')).toMatchObject(text(400, 'Cannot read a directory.\n'));
    expect(await at('read', directory)).toMatchObject(text(400, 'Cannot read a directory.\n'));
    expect(await at('read', `${directory}/missing`, '&offset=0')).toMatchObject(text(404, ''));
  });

  it('gives bytes that are not UTF-8 as they are', async () => {
    const { directory, at } = await sandbox();
    appendFileSync(join(directory, 'bytes'), Buffer.from([0x67, 0x72, 0xc3, 0xbc, 0x6e, 0xff]));
    const { bytes } = await at('read', `${LATEST}/bytes`, '&offset=0');
    expect(bytes.toString('hex')).toBe('7b2264617461223a226772c3bc6eff222c226f6666736574223a307d');
    expect((await at('read', `${LATEST}/bytes`, '&offset=0&length=3')).bytes).toContain(0xc3);
    const called = await at('read', `${LATEST}/bytes`, '&offset=5&jsonp=f');
    expect(called.bytes).toEqual(Buffer.concat([Buffer.from('f({"data":"'), Buffer.from([0xff]), Buffer.from('","offset":5})')]));
  });

  it('gives every byte in a way that is JSON', async () => {
    const { directory, at } = await sandbox();
    const ascii = Buffer.from(Array.from({ length: 128 }, (_, index) => index));
    appendFileSync(join(directory, 'ascii'), ascii);
    const { body } = await at('read', `${LATEST}/ascii`, '&offset=0');
    expect(JSON.parse(body)).toEqual({ data: ascii.toString(), offset: 0 });
  });

  it('gives at most 64 KiB at once', async () => {
    const { at } = await sandbox();
    for (const query of ['&offset=0&length=1000000', '&offset=0', '&offset=100']) {
      expect(JSON.parse((await at('read', `${LATEST}/big`, query)).body)).toMatchObject({ data: '\0'.repeat(65_536) });
    }
    expect(JSON.parse((await at('read', `${LATEST}/big`, '&offset=70000')).body).data).toHaveLength(30_000);
  });

  it('follows a file that grows, and one that is cut', async () => {
    const { directory, at } = await sandbox();
    const read = async (offset: number) => JSON.parse((await at('read', `${LATEST}/stdout`, `&offset=${offset}`)).body).data;
    expect(await read(0)).toBe('');
    appendFileSync(join(directory, 'stdout'), 'one\n');
    expect(await read(0)).toBe('one\n');
    appendFileSync(join(directory, 'stdout'), 'two\n');
    expect(await read(4)).toBe('two\n');
    truncateSync(join(directory, 'stdout'), 2);
    expect(await read(4)).toBe('');
    expect(JSON.parse((await at('read', `${LATEST}/stdout`)).body)).toEqual({ data: '', offset: 2 });
  });

  it('does not wait for the other end of a pipe, nor of a socket', async () => {
    const { directory, at } = await sandbox();
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(directory, 'pipe')]);
    const server = createServer().listen(join(directory, 'socket'));
    onTestFinished(() => void server.close());
    for (const name of ['pipe', 'socket']) {
      expect(await at('read', `${LATEST}/${name}`, '&offset=0&length=10')).toMatchObject(json({ data: '', offset: 0 }));
      expect(await at('download', `${LATEST}/${name}`)).toMatchObject({ status: 200, body: '' });
    }
  });

  it('says why a file cannot be opened', async (context) => {
    context.skip(process.getuid?.() === 0, 'root may read everything');
    const { directory, at } = await sandbox();
    chmodSync(join(directory, 'ten'), 0);
    for (const endpoint of ['read', 'download']) {
      expect(await at(endpoint, `${LATEST}/ten`, '&offset=0')).toMatchObject({
        status: 500,
        body: expect.stringContaining(`Failed to open file at '${join(directory, 'ten')}': `),
      });
    }
  });
});

describe('/files/download', () => {
  it('gives a whole file as it is', async () => {
    const { directory, at } = await sandbox();
    for (const path of [join(directory, 'ten'), `${LATEST}/ten`]) {
      const { headers, ...answer } = await at('download', path);
      expect(answer).toMatchObject({ status: 200, type: 'application/octet-stream', body: '0123456789' });
      expect(headers.get('content-disposition')).toBe('attachment; filename=ten');
      expect(headers.get('content-length')).toBe('10');
    }
  });

  it('gives an empty file', async () => {
    const { at } = await sandbox();
    const { headers, ...answer } = await at('download', `${LATEST}/empty`);
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(headers.get('content-length')).toBe('0');
  });

  it('names and types a file by what a link leads to', async () => {
    const { directory, at } = await sandbox();
    appendFileSync(join(directory, 'page.html'), '<html>');
    symlinkSync('page.html', join(directory, 'link.txt'));
    const { headers, type } = await at('download', `${LATEST}/link.txt`);
    expect(headers.get('content-disposition')).toBe('attachment; filename=page.html');
    expect(type).toBe('text/html');
  });

  it.each([
    ['grün €.log', 'grün €.log'],
    ['a "b"', 'a "b"'],
    ['line\r\nX-Injected: yes', 'line__X-Injected: yes'],
  ])('gives a file with the name %j', async (name, shown) => {
    const { directory, at } = await sandbox();
    appendFileSync(join(directory, name), 'content');
    const { headers, status, body } = await at('download', `${LATEST}/${name}`);
    expect({ status, body }).toEqual({ status: 200, body: 'content' });
    expect(headers.get('x-injected')).toBeNull();
    expect(Buffer.from(headers.get('content-disposition') ?? '', 'latin1').toString()).toBe(`attachment; filename=${shown}`);
  });

  it('gives a huge file piece by piece', async () => {
    const { directory, url } = await sandbox();
    const size = 100_000_000;
    truncateSync(join(directory, 'big'), size);
    const before = process.memoryUsage().arrayBuffers;
    let received = 0;
    let most = 0;
    const { body } = await fetch(`${url}/files/download?path=${LATEST}/big`);
    for await (const piece of body ?? []) {
      received += (piece as Uint8Array).length;
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(received).toBe(size);
    // What has been given already may wait for the garbage collector, so that there is no telling how little is enough.
    expect(most).toBeLessThan(size * 0.9);
  });

  it('gives a file that grows meanwhile up to the length announced', async () => {
    const { directory, at } = await sandbox();
    const grow = () => appendFileSync(join(directory, 'stdout'), 'x'.repeat(10_000));
    grow();
    const growing = setInterval(grow, 0);
    onTestFinished(() => clearInterval(growing));
    for (let count = 0; count < 20; count++) {
      const { headers, bytes } = await at('download', `${LATEST}/stdout`);
      expect(bytes).toHaveLength(Number(headers.get('content-length')));
    }
  });

  it('refuses a directory and does not find what is missing', async () => {
    const { directory, at } = await sandbox();
    const refused = await at('download', directory);
    expect(refused).toMatchObject(text(400, 'Cannot download a directory.\n'));
    expect(refused.headers.get('content-length')).toBe('29');
    const missing = await at('download', `${directory}/missing`);
    expect(missing).toMatchObject(text(404, '404 Not Found.'));
    expect(missing.headers.get('content-length')).toBe('14');
    expect(await at('download', '/etc/passwd')).toMatchObject(text(404, '404 Not Found.'));
  });
});

describe('/files/debug', () => {
  it('shows what is attached, and where', async () => {
    const { directory, get } = await sandbox();
    expect(JSON.parse((await get('/files/debug')).body)).toEqual({ [directory]: directory, [LATEST]: directory });
  });
});

describe('LIST_FILES', () => {
  it('lists a directory, with times in nanoseconds and modes as numbers', async () => {
    const { directory, files } = await sandbox();
    const listed = await files.listFiles(directory);
    const entry = 'status' in listed ? undefined : listed.file_infos.find(({ path }) => path === join(directory, 'ten'));
    const { uid, gid, mtimeMs } = statSync(join(directory, 'ten'));
    expect(entry).toEqual({
      path: join(directory, 'ten'),
      nlink: 1,
      size: 10,
      mtime: { nanoseconds: Math.floor(mtimeMs / 1000) * 1e9 },
      mode: 33184,
      uid: userName(uid),
      gid: groupName(gid),
    });
  });

  it('refuses what /files/browse refuses', async () => {
    const { files } = await sandbox();
    expect(await files.listFiles('/missing')).toMatchObject({ status: 404, body: '' });
    expect(await files.listFiles('')).toMatchObject({ status: 404, body: '' });
    expect(await files.listFiles(`${LATEST}/..`)).toMatchObject({ status: 400 });
  });
});

describe('READ_FILE', () => {
  it.each<[string, number, number | undefined, string]>([
    ['whole', 0, undefined, 'MDEyMzQ1Njc4OQ=='],
    ['offset and length', 2, 3, 'MjM0'],
    ['beyond the end', 20, undefined, ''],
    ['far beyond the end', 2 ** 53, 2 ** 53, ''],
    ['length 0', 0, 0, ''],
  ])('gives size and bytes: %s', async (_, offset, length, data) => {
    const { files } = await sandbox();
    expect(await files.readFile(`${LATEST}/ten`, offset, length)).toEqual({ size: 10, data });
  });

  it('refuses what /files/read refuses', async () => {
    const { files } = await sandbox();
    expect(await files.readFile('/missing', 0)).toMatchObject({ status: 404, body: '' });
    expect(await files.readFile(LATEST, 0)).toMatchObject({ status: 400, body: 'Cannot read a directory.\n' });
    expect(await files.readFile(`${LATEST}/..`, 0)).toMatchObject({ status: 400 });
  });
});

describe('a sandbox that is removed', () => {
  it('is not found any more', async () => {
    const { directory, at } = await sandbox();
    rmSync(directory, { recursive: true });
    expect(await at('browse', LATEST)).toMatchObject(text(404, ''));
    expect(await at('read', `${LATEST}/ten`)).toMatchObject(text(404, ''));
    expect(await at('download', `${LATEST}/ten`)).toMatchObject(text(404, '404 Not Found.'));
  });
});
