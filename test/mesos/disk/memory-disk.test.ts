import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Disk } from '../../../src/mesos/disk/disk.js';
import { MemoryDisk } from '../../../src/mesos/disk/memory-disk.js';
import { realDisk } from '../../../src/mesos/disk/real-disk.js';
import { memoryDirectory } from '../../memory-directory.js';
import { propertyRuns } from '../../property-runs.js';

/** Files `a` and `b` in two directories; what an agent does to them. */
const path = fc.constantFrom('one/a', 'one/b', 'two/a', 'two/deep/a');
const change = fc.oneof(
  fc.record({ what: fc.constant('write' as const), path, text: fc.string() }),
  fc.record({ what: fc.constant('append' as const), path, text: fc.string() }),
  fc.record({ what: fc.constant('truncate' as const), path, bytes: fc.nat(3) }),
  fc.record({ what: fc.constant('remove' as const), path: fc.oneof(path, fc.constantFrom('one', 'two', 'none')) }),
);

async function apply(disk: Disk, root: string, step: typeof change extends fc.Arbitrary<infer Step> ? Step : never) {
  const at = join(root, step.path);
  if (step.what === 'write') await disk.write(at, step.text);
  else if (step.what === 'append') await disk.append(at, step.text);
  else if (step.what === 'remove') await disk.remove(at);
  else if (disk.exists(at)) disk.truncate(at, Math.min(step.bytes, disk.read(at).length));
}

const FILES = ['one/a', 'one/b', 'two/a', 'two/deep/a'];

const contents = (disk: Disk, root: string) =>
  FILES.map((each) => join(root, each)).map((file) => (disk.exists(file) ? disk.read(file) : undefined));

describe('a disk in memory', () => {
  it('has the files that a real one has after the same changes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(change, { maxLength: 12 }), async (steps) => {
        const root = mkdtempSync(join(memoryDirectory, 'minimesos-disk-'));
        const memory = new MemoryDisk();
        try {
          for (const step of steps) {
            await apply(realDisk, root, step);
            await apply(memory, '/root', step);
            expect(contents(memory, '/root')).toEqual(contents(realDisk, root));
          }
        } finally {
          rmSync(root, { recursive: true });
        }
      }),
      propertyRuns(50),
    );
  });

  it('lists names, follows links, and renames', async () => {
    const disk = new MemoryDisk();
    await disk.write('/meta/slaves/S1/slave.info', 'info');
    await disk.write('/meta/slaves/S0/slave.info', 'info');
    await disk.link('/meta/slaves/latest', '/meta/slaves/S1');
    expect(disk.names('/meta/slaves')).toEqual(['S0', 'S1', 'latest']);
    expect(disk.names('/meta/nothing')).toEqual([]);
    expect(disk.exists('/meta/slaves')).toBe(true);
    expect(disk.linkTarget('/meta/slaves/latest')).toBe('/meta/slaves/S1');
    await disk.rename('/meta/slaves/S0/slave.info', '/meta/slaves/S1/slave.info');
    expect(disk.exists('/meta/slaves/S0')).toBe(false);
  });

  it('says what is not there as a real one does', async () => {
    const disk = new MemoryDisk();
    expect(() => disk.read('/none')).toThrow(expect.objectContaining({ code: 'ENOENT' }));
    expect(disk.linkTarget('/none')).toBeUndefined();
    expect(realDisk.linkTarget('/none')).toBeUndefined();
    await expect(disk.rename('/none', '/other')).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
