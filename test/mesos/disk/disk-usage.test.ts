import { execFileSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { diskUsage } from '../../../src/mesos/disk/disk-usage.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'minimesos-disk-usage-test-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What the program says that Mesos has run. */
const du = (path: string) => Number(execFileSync('du', ['-k', '-s', path], { encoding: 'utf8' }).split('\t')[0]) * 1024;

describe('what a directory takes up', () => {
  it('is what du says, with directories below, several names of one file, and links', async () => {
    mkdirSync(join(directory, 'below/further'), { recursive: true });
    writeFileSync(join(directory, 'file'), Buffer.alloc(300_000));
    writeFileSync(join(directory, 'below/further/small'), 'x');
    linkSync(join(directory, 'file'), join(directory, 'below/again'));
    symlinkSync('/usr', join(directory, 'elsewhere'));
    symlinkSync(directory, join(directory, 'around'));
    expect(await diskUsage(directory)).toBe(du(directory));
    expect(await diskUsage(directory)).toBeGreaterThanOrEqual(300_000);
  });

  it('is that of what it leads to when it is a link itself', async () => {
    writeFileSync(join(directory, 'file'), Buffer.alloc(100_000));
    symlinkSync(directory, `${directory}.link`);
    expect(await diskUsage(`${directory}.link`)).toBe(du(directory));
    rmSync(`${directory}.link`);
  });

  it('is an error when there is nothing', async () => {
    await expect(diskUsage(join(directory, 'none'))).rejects.toThrow('ENOENT');
  });
});
