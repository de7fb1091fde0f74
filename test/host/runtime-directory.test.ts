import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { privateDirectory, runtimeDirectory } from '../../src/host/runtime-directory.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'runtime-directory-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('runtimeDirectory', () => {
  it('is what MINIMESOS_HOME says, at the time it is asked', () => {
    const before = process.env['MINIMESOS_HOME'];
    try {
      process.env['MINIMESOS_HOME'] = join(folder, 'later');
      expect(runtimeDirectory()).toBe(join(folder, 'later'));
    } finally {
      if (before === undefined) delete process.env['MINIMESOS_HOME'];
      else process.env['MINIMESOS_HOME'] = before;
    }
  });

  it('is among those of the session, or else in the one for temporary files', () => {
    expect(runtimeDirectory({ XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/run/user/7/minimesos');
    expect(runtimeDirectory({ MINIMESOS_HOME: '/home', XDG_RUNTIME_DIR: '/run/user/7' })).toBe('/home');
    expect(runtimeDirectory({})).toBe(join(tmpdir(), `minimesos-${process.getuid?.()}`));
  });
});

describe('privateDirectory', () => {
  const make = (home: string) => privateDirectory('servers', { MINIMESOS_HOME: home });
  const refused = (reason: string) =>
    expect.objectContaining({ code: 'HOME_UNUSABLE', message: expect.stringContaining(reason) as string }) as Error;

  it('is for this user alone', () => {
    const directory = make(join(folder, 'new', 'home'));
    expect(directory).toBe(join(folder, 'new', 'home', 'servers'));
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    expect(statSync(join(folder, 'new', 'home')).mode & 0o777).toBe(0o700);
    expect(make(join(folder, 'new', 'home'))).toBe(directory);
  });

  it('is refused where others may write', () => {
    const open = join(folder, 'open');
    mkdirSync(open);
    chmodSync(open, 0o777);
    expect(() => make(open)).toThrow(refused(`others may write to ${open}`));
  });

  it('is refused when it belongs to somebody else', (context) => {
    context.skip(process.getuid?.() !== 0, 'only root gives away what is its own');
    const theirs = join(folder, 'theirs');
    mkdirSync(theirs, { mode: 0o700 });
    chownSync(theirs, 65534, 65534);
    expect(() => privateDirectory('servers', { MINIMESOS_HOME: theirs })).toThrow('belongs to another user');
  });

  it('is refused when it is a link, a file, or cannot be made', () => {
    symlinkSync(folder, join(folder, 'link'));
    writeFileSync(join(folder, 'file'), '');
    expect(() => make(join(folder, 'link'))).toThrow(refused('is no directory'));
    expect(() => make(join(folder, 'file'))).toThrow(refused('EEXIST'));
    expect(() => make(join(folder, 'file', 'below'))).toThrow(refused('ENOTDIR'));
  });
});
