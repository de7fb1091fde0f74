import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MetaWriter } from '../../../../src/mesos/agent/meta/writer.js';
import { realDisk } from '../../../../src/mesos/disk/real-disk.js';

let directory: string;
let problems: string[];
let writer: MetaWriter;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'minimesos-writer-test-'));
  problems = [];
  writer = new MetaWriter(
    realDisk,
    () => {},
    ({ message }) => problems.push(message),
  );
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const at = (path: string) => join(directory, path);

describe('the writer of a checkpoint', () => {
  it('does one thing after another', async () => {
    writer.write(at('a/b/file'), 'one');
    writer.append(at('a/b/file'), ' two');
    writer.rename(at('a/b/file'), at('a/b/other'));
    writer.link(at('latest'), at('a'));
    writer.link(at('latest'), at('a/b'));
    writer.write(at('gone'), 'x');
    writer.remove(at('gone'));
    await writer.settled();
    expect([readFileSync(at('a/b/other'), 'utf8'), readlinkSync(at('latest')), existsSync(at('gone'))]).toEqual([
      ...['one two', at('a/b'), false],
    ]);
    expect(problems).toEqual([]);
  });

  it('writes nothing any more when it could not write something', async () => {
    writeFileSync(at('blocked'), '');
    writer.write(at('before'), 'x');
    writer.write(at('blocked/file'), 'x');
    writer.write(at('after'), 'x');
    await writer.settled();
    writer.write(at('later'), 'x');
    await writer.settled();
    expect(['before', 'after', 'later'].map((name) => existsSync(at(name)))).toEqual([true, false, false]);
    expect(problems).toEqual([expect.stringMatching(/EEXIST|ENOTDIR/)]);
  });
});
