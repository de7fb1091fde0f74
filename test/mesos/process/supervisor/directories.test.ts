import { existsSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  claimDirectory,
  deleteClaimedDirectory,
  deleteTree,
  disclaimDirectory,
} from '../../../../src/mesos/process/supervisor/directories.js';

describe('a directory that is deleted', () => {
  let directory = '';
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'directories-test-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('keeps the file that says whose it is until all else is gone, so that somebody else can go on', async () => {
    claimDirectory(directory, '1-owner');
    for (let number = 0; number < 500; number++) writeFileSync(join(directory, `file-${number}`), '');
    let deleted = false;
    const deleting = deleteTree(directory).finally(() => {
      deleted = true;
    });
    while (!deleted) {
      if (existsSync(directory)) {
        const names = readdirSync(directory);
        expect(names.length === 0 || names.includes('.minimesos-owner')).toBe(true);
      }
      await turn();
    }
    await deleting;
    expect(existsSync(directory)).toBe(false);
  });

  it('is deleted by somebody else when whoever did so died over the last step', async () => {
    const claimed = claimDirectory(directory, '1-owner');
    disclaimDirectory(directory, '1-owner');
    expect(await deleteClaimedDirectory(claimed, '1-owner')).toBeUndefined();
    expect(existsSync(directory)).toBe(false);
  });

  it('is left alone when it has been given up, with what is in it', async () => {
    const claimed = claimDirectory(directory, '1-owner');
    disclaimDirectory(directory, '1-owner');
    writeFileSync(join(directory, 'file'), '');
    expect(await deleteClaimedDirectory(claimed, '1-owner')).toContain('was not deleted');
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('is not followed when it is a link, nor are links in it', async () => {
    const link = join(directory, 'link');
    const target = join(directory, 'target');
    claimDirectory(target, '1-owner');
    writeFileSync(join(target, 'file'), '');
    symlinkSync(target, link);
    await deleteTree(link);
    expect(readdirSync(directory)).toEqual(['target']);
    expect(readdirSync(target)).toContain('file');
  });
});
