import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { claimLock } from '../../../src/mesos/process/lock-file.js';
import { memoryDirectory } from '../../memory-directory.js';

let directory: string;
let path: string;
beforeEach(() => {
  directory = mkdtempSync(join(memoryDirectory, 'minimesos-lock-'));
  path = join(directory, 'lock');
});
afterEach(() => rmSync(directory, { recursive: true }));

describe('a lock', () => {
  it('is one process at a time, and leaves nothing', () => {
    const claim = claimLock(path);
    expect(claimLock(path)).toEqual({ holder: process.pid });
    expect(readdirSync(directory)).toEqual(['lock']);
    if ('release' in claim) claim.release();
    expect(readdirSync(directory)).toEqual([]);
    expect(claimLock(path)).toHaveProperty('release');
  });

  it.each([
    ['{"pid":4194303,"startedAt":1}', 4_194_303],
    [JSON.stringify({ pid: process.pid, startedAt: 1 }), process.pid],
    ['nonsense', 0],
    ['', 0],
  ])('of what is gone is removed, and can be taken then: %j', (text, holder) => {
    writeFileSync(path, text);
    expect(claimLock(path)).toEqual({ holder });
    expect(claimLock(path)).toHaveProperty('release');
  });
});
