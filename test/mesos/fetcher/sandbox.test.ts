import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Sandbox, within } from '../../../src/mesos/fetcher/sandbox.js';
import { temporaryDirectory, write } from './helpers.js';

async function* bytes(...pieces: (string | Error)[]) {
  for (const piece of pieces) {
    if (piece instanceof Error) throw piece;
    yield Buffer.from(piece);
  }
}

function setUp() {
  const top = temporaryDirectory();
  const directory = join(top, 'sandbox');
  const outside = join(top, 'outside');
  mkdirSync(directory);
  mkdirSync(outside);
  return { directory, outside, sandbox: new Sandbox(directory) };
}

describe('within', () => {
  it.each([
    ['a', 'a'],
    ['./a//b/', 'a/b'],
    ['', ''],
    ['.', ''],
    ['..a/b..', '..a/b..'],
  ])('makes %s to %s', (path, normalised) => expect(within(path)).toBe(normalised));

  it.each(['/a', '..', '../a', 'a/../b', 'a/..'])('refuses %s', (path) =>
    expect(() => within(path)).toThrow('not within the sandbox'),
  );

  it('refuses what the system cannot name', () => {
    expect(() => within('a/b\0')).toThrow('path "a/b\\u0000" has a null character');
  });
});

describe('Sandbox', () => {
  it('makes no link to what the system cannot name', async () => {
    const { sandbox } = setUp();
    await expect(sandbox.makeSymbolicLink('link', 'a\0b')).rejects.toThrow('has a null character');
  });

  it('writes files with directories, mode and time', async () => {
    const { directory, sandbox } = setUp();
    const modified = new Date('2001-02-03T04:05:06Z');
    await sandbox.writeFile('a/b/c', bytes('some ', 'content'), { mode: 0o4751, modified });
    expect(readFileSync(join(directory, 'a/b/c'), 'utf8')).toBe('some content');
    const status = statSync(join(directory, 'a/b/c'));
    expect(status.mode & 0o7777).toBe(0o751);
    expect(status.mtime).toEqual(modified);
    expect(readdirSync(join(directory, 'a/b'))).toEqual(['c']);
  });

  it('replaces a file, but leaves the former when writing fails', async () => {
    const { directory, sandbox } = setUp();
    await sandbox.writeFile('file', bytes('first'));
    await expect(sandbox.writeFile('file', bytes('half', new Error('broken')))).rejects.toThrow('broken');
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('first');
    await sandbox.writeFile('file', bytes('second'));
    expect(readFileSync(join(directory, 'file'), 'utf8')).toBe('second');
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('refuses names that are none', async () => {
    const { directory, sandbox } = setUp();
    for (const name of ['', '.', './', '..', '../x', '/x']) await expect(sandbox.writeFile(name, bytes(''))).rejects.toThrow();
    mkdirSync(join(directory, 'taken'));
    await expect(sandbox.writeFile('taken', bytes(''))).rejects.toThrow();
    expect(readdirSync(directory)).toEqual(['taken']);
  });

  it('replaces a symbolic link instead of writing to where it leads', async () => {
    const { directory, outside, sandbox } = setUp();
    write(outside, { file: 'untouched' });
    symlinkSync(join(outside, 'file'), join(directory, 'file'));
    symlinkSync(join(outside, 'file'), join(directory, '.fetching-1'));
    await sandbox.writeFile('file', bytes('new'));
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('untouched');
    expect(lstatSync(join(directory, 'file')).isFile()).toBe(true);
  });

  it('does not go through a symbolic link on the way', async () => {
    const { directory, outside, sandbox } = setUp();
    write(outside, { file: 'untouched' });
    symlinkSync(outside, join(directory, 'out'));
    const refused = "'out' is a symbolic link, which is not followed";
    await expect(sandbox.writeFile('out/file', bytes('new'))).rejects.toThrow(refused);
    await expect(sandbox.writeFile('out/sub/file', bytes('new'))).rejects.toThrow(refused);
    await expect(sandbox.makeDirectory('out')).rejects.toThrow(refused);
    await expect(sandbox.makeSymbolicLink('out/link', 'file')).rejects.toThrow(refused);
    await expect(sandbox.makeHardLink('link', 'out/file')).rejects.toThrow(refused);
    await expect(sandbox.setDirectory('out', { mode: 0o700 })).rejects.toThrow(refused);
    expect(readdirSync(outside)).toEqual(['file']);
    expect(readFileSync(join(outside, 'file'), 'utf8')).toBe('untouched');
  });

  it('does not take a file for a directory', async () => {
    const { sandbox } = setUp();
    await sandbox.writeFile('file', bytes(''));
    await expect(sandbox.writeFile('file/below', bytes(''))).rejects.toThrow("'file' exists and is not a directory");
  });

  it.each([
    ['link', 'a/b'],
    ['d/link', '../a'],
    ['d/e/link', './../../a/./b'],
  ])('makes symbolic link %s to %s', async (path, target) => {
    const { directory, sandbox } = setUp();
    await sandbox.makeSymbolicLink(path, target);
    expect(readlinkSync(join(directory, path))).toBe(target);
  });

  it.each([
    ['link', '..'],
    ['link', '/etc'],
    ['d/link', '../../etc'],
    ['d/link', 'inside/../../../etc'],
    ['link', 'inside/../file'],
  ])('refuses symbolic link %s to %s', async (path, target) => {
    const { directory, sandbox } = setUp();
    await expect(sandbox.makeSymbolicLink(path, target)).rejects.toThrow('leads out of the sandbox');
    expect(existsSync(join(directory, path))).toBe(false);
  });

  it('makes hard links to files of the sandbox only', async () => {
    const { directory, outside, sandbox } = setUp();
    write(outside, { file: 'secret' });
    symlinkSync(join(outside, 'file'), join(directory, 'symbolic'));
    await sandbox.writeFile('a/file', bytes('content'));
    await sandbox.makeHardLink('b/other', 'a/file');
    await sandbox.makeHardLink('a/file', './a/file');
    expect(statSync(join(directory, 'b/other')).ino).toBe(statSync(join(directory, 'a/file')).ino);
    await expect(sandbox.makeHardLink('c', 'symbolic')).rejects.toThrow('not a file in the sandbox');
    await expect(sandbox.makeHardLink('c', 'missing')).rejects.toThrow('not a file in the sandbox');
    await expect(sandbox.makeHardLink('c', '../outside/file')).rejects.toThrow('not within the sandbox');
    await expect(sandbox.makeHardLink('c', join(outside, 'file'))).rejects.toThrow('not within the sandbox');
  });

  it('gives everything to the owner', async (context) => {
    context.skip(process.getuid?.() !== 0, 'only root may change to another user');
    const { directory } = setUp();
    const sandbox = new Sandbox(directory, { uid: 1234, gid: 4321 });
    await sandbox.writeFile('a/b/file', bytes('content'));
    await sandbox.makeSymbolicLink('link', 'a');
    for (const path of ['a', 'a/b', 'a/b/file', 'link'])
      expect(lstatSync(join(directory, path))).toMatchObject({ uid: 1234, gid: 4321 });
  });

  it('stops when aborted', async () => {
    const { directory } = setUp();
    const abort = new AbortController();
    const sandbox = new Sandbox(directory, undefined, abort.signal);
    async function* endless() {
      for (let count = 0; ; count++) {
        if (count === 3) abort.abort();
        yield Buffer.from('x');
      }
    }
    await expect(sandbox.writeFile('file', endless())).rejects.toThrow('aborted');
    await expect(sandbox.writeFile('other', bytes('x'))).rejects.toThrow('aborted');
    expect(readdirSync(directory)).toEqual([]);
  });
});
