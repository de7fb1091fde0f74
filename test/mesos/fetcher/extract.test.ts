import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { extract } from '../../../src/mesos/fetcher/extract.js';
import { Sandbox } from '../../../src/mesos/fetcher/sandbox.js';
import { tar, temporaryDirectory, write } from './helpers.js';
import { type RawTarEntry, type RawZipEntry, rawTar, rawZip } from './raw-archives.js';

function setUp() {
  const top = temporaryDirectory();
  const directory = join(top, 'sandbox');
  mkdirSync(directory);
  return { top, directory, sandbox: new Sandbox(directory), read: (path: string) => readFileSync(join(directory, path), 'utf8') };
}

/** Extracts an archive of these bytes; everything that was made is listed in `made`. */
async function extractBytes(bytes: Uint8Array, name = 'archive.tar') {
  const { top, directory, sandbox, read } = setUp();
  const path = join(top, name);
  writeFileSync(path, bytes);
  const outcome = await extract(path, name, sandbox).catch((error: Error) => error);
  return { outcome, directory, read, made: readdirSync(directory, { recursive: true }).sort(), beside: readdirSync(top).sort() };
}

describe('extract', () => {
  it.each([
    ['a.tar', '-cf'],
    ['a.tgz', '-czf'],
    ['a.tar.gz', '-czf'],
    ['a.tbz2', '-cjf'],
    ['a.tar.bz2', '-cjf'],
    ['a.txz', '-cJf'],
    ['a.tar.xz', '-cJf'],
    ['named-otherwise.tar.gz', '-cJf'],
    ['not-compressed.tar.gz', '-cf'],
  ])('unpacks %s (tar %s)', async (name, flags) => {
    const { top, sandbox, read } = setUp();
    const long = `${'directory/'.repeat(20)}file`;
    tar(join(top, name), flags, { 'one.txt': 'first', 'sub/two.txt': 'second', [long]: 'deep', empty: '' });
    expect(await extract(join(top, name), name, sandbox)).toBe(true);
    expect([read('one.txt'), read('sub/two.txt'), read(long), read('empty')]).toEqual(['first', 'second', 'deep', '']);
  });

  it('keeps modes, times and links of a tar archive', async () => {
    const { top, directory, sandbox } = setUp();
    const source = join(top, 'source');
    write(source, { 'bin/run': '#!/bin/sh', 'closed/file': 'content' });
    chmodSync(join(source, 'bin/run'), 0o4755);
    chmodSync(join(source, 'closed'), 0o500);
    symlinkSync('bin/run', join(source, 'link'));
    linkSync(join(source, 'closed/file'), join(source, 'same'));
    execFileSync('tar', ['--mtime=2001-02-03T04:05:06Z', '-cf', join(top, 'a.tar'), '-C', source, '.']);
    await extract(join(top, 'a.tar'), 'a.tar', sandbox);
    expect(statSync(join(directory, 'bin/run')).mode & 0o7777).toBe(0o755);
    expect(statSync(join(directory, 'closed')).mode & 0o7777).toBe(0o500);
    for (const path of ['bin/run', 'closed'])
      expect(statSync(join(directory, path)).mtime).toEqual(new Date('2001-02-03T04:05:06Z'));
    expect(readlinkSync(join(directory, 'link'))).toBe('bin/run');
    expect(statSync(join(directory, 'same')).ino).toBe(statSync(join(directory, 'closed/file')).ino);
    for (const parent of [source, directory]) chmodSync(join(parent, 'closed'), 0o700); // else only root could clean up
  });

  it('unpacks many and large entries', async () => {
    const { top, directory, sandbox } = setUp();
    const large = randomBytes(5_000_000);
    const source = join(top, 'source');
    mkdirSync(source);
    for (let index = 0; index < 400; index++) writeFileSync(join(source, `file-${index}`), `content ${index}`);
    writeFileSync(join(source, 'large'), large);
    execFileSync('tar', ['-czf', join(top, 'a.tgz'), '-C', source, '.']);
    await extract(join(top, 'a.tgz'), 'a.tgz', sandbox);
    expect(readdirSync(directory)).toHaveLength(401);
    expect(readFileSync(join(directory, 'large')).equals(large)).toBe(true);
    expect(readFileSync(join(directory, 'file-399'), 'utf8')).toBe('content 399');
  });

  it('unpacks zip archives, with the modes of those made on Unix', async () => {
    const { directory, read, made } = await extractBytes(
      rawZip([
        { path: 'sub/' },
        { path: 'sub/plain.txt', content: 'plain' },
        { path: 'other/run', content: '#!/bin/sh', mode: 0o100755 },
        { path: 'link', content: 'sub/plain.txt', mode: 0o120777 },
      ]),
      'a.zip',
    );
    expect(made).toEqual(['link', 'other', 'other/run', 'sub', 'sub/plain.txt']);
    expect(read('link')).toBe('plain');
    expect(statSync(join(directory, 'other/run')).mode & 0o777).toBe(0o755);
    expect(statSync(join(directory, 'sub/plain.txt')).mode & 0o777).toBe(0o644);
  });

  it('unpacks a lone gzipped file to the top of the sandbox', async () => {
    const { top, sandbox, directory, read } = setUp();
    writeFileSync(join(top, 'c1'), gzipSync('single'));
    expect(await extract(join(top, 'c1'), 'sub/single.gz', sandbox)).toBe(true);
    expect(readdirSync(directory)).toEqual(['single']);
    expect(read('single')).toBe('single');
  });

  it.each(['plain.txt', 'archive.jar', 'archive.TAR', 'tar', 'x.tar.gz?query'])('leaves %s alone', async (name) => {
    expect(await extractBytes(rawTar([{ path: 'x' }]), name)).toMatchObject({ outcome: false, made: [] });
  });

  it('overwrites what is there', async () => {
    const { outcome, read } = await extractBytes(
      rawTar([
        { path: 'a', content: 'old' },
        { path: 'a', content: 'new' },
      ]),
    );
    expect(outcome).toBe(true);
    expect(read('a')).toBe('new');
  });

  it.each<[string, RawTarEntry[]]>([
    ['not within the sandbox', [{ path: '../escaped', content: 'x' }]],
    ['not within the sandbox', [{ path: 'a/../../escaped', content: 'x' }]],
    ['not within the sandbox', [{ path: '/tmp/escaped', content: 'x' }]],
    ['not within the sandbox', [{ path: '..', type: '5' }]],
    [
      'leads out of the sandbox',
      [
        { path: 'out', type: '2', link: '..' },
        { path: 'out/escaped', content: 'x' },
      ],
    ],
    ['leads out of the sandbox', [{ path: 'out', type: '2', link: '/etc' }]],
    [
      'is a symbolic link',
      [
        { path: 'd/', type: '5' },
        { path: 'in', type: '2', link: 'd' },
        { path: 'in/file', content: 'x' },
      ],
    ],
    [
      'is a symbolic link',
      [
        { path: 'd/e/top', type: '2', link: '../..' },
        { path: 'd/e/top/out', type: '2', link: '../..' },
      ],
    ],
    [
      'is a symbolic link',
      [
        { path: 'in', type: '2', link: '.' },
        { path: 'in', type: '5', mode: 0o777 },
      ],
    ],
    ['not within the sandbox', [{ path: 'passwd', type: '1', link: '/etc/passwd' }]],
    ['not within the sandbox', [{ path: 'passwd', type: '1', link: '../../etc/passwd' }]],
    [
      'not a file in the sandbox',
      [
        { path: 's', type: '2', link: 'x' },
        { path: 'h', type: '1', link: 's' },
      ],
    ],
    ['neither a file', [{ path: 'zero', type: '3' }]],
    ['neither a file', [{ path: 'disk', type: '4' }]],
    ['neither a file', [{ path: 'pipe', type: '6' }]],
  ])('refuses a tar archive because of "%s": %j', async (reason, entries) => {
    const { outcome, beside } = await extractBytes(rawTar(entries));
    expect(outcome).toBeInstanceOf(Error);
    expect((outcome as Error).message).toContain(reason);
    expect(beside).toEqual(['archive.tar', 'sandbox']);
  });

  it.each<[string, RawZipEntry[]]>([
    ['../escaped', [{ path: '../escaped', content: 'x' }]],
    ['/tmp/escaped', [{ path: '/tmp/escaped', content: 'x' }]],
    ['..', [{ path: '..\\escaped', content: 'x' }]],
    ['leads out of the sandbox', [{ path: 'out', content: '/etc', mode: 0o120777 }]],
    [
      'is a symbolic link',
      [
        { path: 'in', content: 'd', mode: 0o120777 },
        { path: 'in/x', content: 'x' },
      ],
    ],
    ['too long a target', [{ path: 'out', content: 'x'.repeat(5000), mode: 0o120777 }]],
    ['neither a file', [{ path: 'device', mode: 0o060644 }]],
    ['checksum is wrong', [{ path: 'damaged', content: 'content', checksum: 1 }]],
  ])('refuses a zip archive because of "%s"', async (reason, entries) => {
    const { outcome, beside } = await extractBytes(rawZip(entries), 'archive.zip');
    expect(outcome).toBeInstanceOf(Error);
    expect((outcome as Error).message).toContain(reason);
    expect(beside).toEqual(['archive.zip', 'sandbox']);
  });

  it('fails on damaged archives and leaves no half file', async () => {
    const whole = rawTar([{ path: 'large', content: 'x'.repeat(200_000) }]);
    const damaged: [string, Uint8Array][] = [
      ['a.tar', whole.subarray(0, 100_000)],
      ['a.tar', Buffer.from('no archive at all')],
      ['a.tar', Buffer.alloc(0)],
      ['a.tar', Buffer.alloc(2048, 'x')],
      ['a.tgz', gzipSync(whole).subarray(0, 150)],
      ['a.tgz', Buffer.concat([gzipSync(whole).subarray(0, 100), Buffer.alloc(100)])],
      ['a.tbz2', Buffer.from('BZh9 no')],
      ['a.txz', Buffer.from('\xfd7zXZ\0 no', 'latin1')],
      ['a.zip', Buffer.from('PK no')],
      ['a.gz', gzipSync(randomBytes(50_000)).subarray(0, 30_000)],
      ['a.gz', Buffer.from('no')],
    ];
    for (const [name, bytes] of damaged) {
      const { outcome, made } = await extractBytes(bytes, name);
      expect(outcome, name).toBeInstanceOf(Error);
      expect(made, name).toEqual([]);
    }
  });

  it('ignores what follows the end of an archive', async () => {
    const bytes = gzipSync(Buffer.concat([rawTar([{ path: 'a', content: 'x' }]), Buffer.alloc(20_000_000, 'y')]));
    expect(await extractBytes(bytes, 'a.tgz')).toMatchObject({ outcome: true, made: ['a'] });
  });
});
