import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeOutputs, makeSandbox } from '../../../src/mesos/disk/sandbox-directory.js';

let folder: string;
let sandbox: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-directory-'));
  sandbox = join(folder, 'sandbox');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a sandbox', () => {
  it('is not for everybody, and may be there already', async () => {
    for (const _ of [1, 2]) await makeSandbox(sandbox, undefined, join(folder, 'latest'));
    expect(statSync(sandbox).mode & 0o777).toBe(0o750);
    expect(statSync(join(folder, 'latest')).isDirectory()).toBe(true);
  });

  it('has files for output, which are empty again when there was something before', async () => {
    mkdirSync(sandbox);
    writeFileSync(join(sandbox, 'stdout'), 'before');
    await makeOutputs(sandbox, undefined);
    expect(['stdout', 'stderr'].map((name) => readFileSync(join(sandbox, name), 'utf8'))).toEqual(['', '']);
  });

  it('has none where a task put a link in their place: neither what that leads to nor what it would make is touched', async () => {
    mkdirSync(sandbox);
    writeFileSync(join(folder, 'kept'), 'kept');
    symlinkSync(join(folder, 'kept'), join(sandbox, 'stdout'));
    symlinkSync(join(folder, 'made'), join(sandbox, 'stderr'));
    await expect(makeOutputs(sandbox, undefined)).rejects.toThrow('ELOOP');
    expect(readFileSync(join(folder, 'kept'), 'utf8')).toBe('kept');
    expect(existsSync(join(folder, 'made'))).toBe(false);
  });
});
