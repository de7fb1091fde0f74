import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterDirectory } from '../../src/cli/directory.js';
import { type ServerRecord, writeServerFile } from '../../src/host/server-file.js';
import { startTime } from '../../src/mesos/process/process-mark.js';
import { replaceInFs } from '../failing-files.js';

let cwd: string;
let directory: ClusterDirectory;
const before = process.env['MINIMESOS_HOME'];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'cli-test-'));
  process.env['MINIMESOS_HOME'] = join(cwd, 'home');
  directory = new ClusterDirectory(cwd);
});
afterEach(() => {
  if (before === undefined) delete process.env['MINIMESOS_HOME'];
  else process.env['MINIMESOS_HOME'] = before;
  rmSync(cwd, { recursive: true });
});

const own = { pid: process.pid, startedAt: startTime(process.pid) };
const server: ServerRecord = { ...own, url: 'http://127.0.0.1:1', token: 'secret', version: '0', clusters: ['blue'] };
const cluster = { name: 'blue', id: 'id-of-blue' };
const file = (name: string) => join(cwd, '.minimesos', name);

describe('the directory of a cluster', () => {
  it('remembers it, wherever host processes are looked for', () => {
    expect(directory.state()).toEqual({ kind: 'none' });
    writeServerFile(server);
    directory.write(cluster, own);
    process.env['MINIMESOS_HOME'] = join(cwd, 'another');
    expect(directory.state()).toMatchObject({ kind: 'running', record: cluster, server });
  });

  it('holds no secret and is not committed', () => {
    writeServerFile(server);
    directory.write(cluster, own);
    expect(readFileSync(file('cluster.json'), 'utf8')).not.toContain('secret');
    expect(statSync(file('cluster.json')).mode & 0o777).toBe(0o600);
    expect(readFileSync(file('.gitignore'), 'utf8')).toBe('*\n');
  });

  it('knows a host process that is gone, or another one by now', () => {
    directory.write(cluster, own);
    // It lives, but has no server.
    expect(directory.state()).toMatchObject({ kind: 'stale', record: cluster });
    writeServerFile(server);
    directory.write(cluster, { ...own, startedAt: own.startedAt + 1 });
    expect(directory.state()).toMatchObject({ kind: 'stale' });
  });

  it.each(['', 'nonsense', '3', 'null', '{}', '{"name":"x","id":"y","pid":"z"}'])('knows when it is damaged: %j', (text) => {
    mkdirSync(join(cwd, '.minimesos'));
    writeFileSync(file('cluster.json'), text);
    expect(directory.state()).toEqual({ kind: 'damaged' });
  });

  it('is gone when there is nothing to remember, unless somebody put something there', () => {
    directory.write(cluster, own);
    directory.clean('id-of-another');
    expect(existsSync(file('cluster.json'))).toBe(true);
    directory.clean('id-of-blue');
    expect(existsSync(file(''))).toBe(false);
    directory.write(cluster, own);
    writeFileSync(file('notes.txt'), '');
    directory.clean();
    expect(readdirSync(join(cwd, '.minimesos'))).toContain('notes.txt');
  });

  it('is claimed by one at a time', () => {
    const claim = directory.claim();
    expect(claim).toHaveProperty('release');
    expect(directory.claim()).toEqual({ holder: process.pid });
    if ('release' in claim) claim.release();
    expect(existsSync(file(''))).toBe(false);
    expect(directory.claim()).toHaveProperty('release');
  });

  it.each([
    ['.gitignore', 'claimed', () => expect(directory.claim()).toHaveProperty('release')],
    ['up.lock', 'claimed', () => expect(directory.claim()).toHaveProperty('release')],
    ['cluster.json', 'written', () => directory.write(cluster, own)],
  ])('that another command removes just before %s is there is %s all the same', (name, _, act) => {
    let times = 3;
    const end = replaceInFs<typeof writeFileSync>('writeFileSync', (real) => (path, ...rest) => {
      if (String(path).includes(name) && times-- > 0) rmSync(file(''), { recursive: true });
      real(path, ...rest);
    });
    try {
      act();
    } finally {
      end();
    }
    expect(times).toBeLessThanOrEqual(0);
    expect(readdirSync(file(''))).toEqual(['.gitignore', name === 'cluster.json' ? name : 'up.lock']);
  });

  it.each(['{"pid":4194303,"startedAt":1}', 'nonsense', ''])('is not held for ever by what is left of a claim: %j', (text) => {
    mkdirSync(join(cwd, '.minimesos'));
    writeFileSync(file('up.lock'), text);
    expect(directory.claim()).toHaveProperty('holder');
    expect(directory.claim()).toHaveProperty('release');
  });

  it('says when it cannot be written', () => {
    writeFileSync(join(cwd, '.minimesos'), '');
    expect(() => directory.claim()).toThrow(expect.objectContaining({ code: 'FILE_NOT_WRITABLE' }));
  });
});
