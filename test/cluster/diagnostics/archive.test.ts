import { describe, expect, it } from 'vitest';
import { Archive } from '../../../src/cluster/diagnostics/archive.js';
import { unpack } from './unpack.js';

describe('an archive', () => {
  it('gives back what was put in', async () => {
    const archive = await Archive.create('root', 0);
    const long = `${'directory/'.repeat(40)}ünïcode ✓.txt`;
    const contents: Record<string, Buffer> = {
      empty: Buffer.alloc(0),
      block: Buffer.alloc(512, 7),
      'a/binary': Buffer.from([0, 255, 10]),
      [long]: Buffer.from('text'),
    };
    for (const [path, content] of Object.entries(contents)) archive.add(path, content);
    const expected = Object.fromEntries(Object.entries(contents).map(([path, content]) => [`root/${path}`, content]));
    expect(await unpack(await archive.finish())).toEqual(expected);
  });
});
