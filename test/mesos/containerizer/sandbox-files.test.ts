import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { appendInSandbox, streamInSandbox } from '../../../src/mesos/containerizer/sandbox-files.js';

let folder: string;
let output: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-files-'));
  output = join(folder, 'stdout');
});
afterEach(() => rmSync(folder, { recursive: true }));

const stream = async (text: string) => {
  const file = streamInSandbox(output);
  file.end(text);
  await once(file, 'close');
};

describe('output', () => {
  it('is added to what is there', async () => {
    appendInSandbox(output, 'one\n');
    await stream('two\n');
    expect(readFileSync(output, 'utf8')).toBe('one\ntwo\n');
  });

  it('goes through no link that a task put in its place, to what is there nor to what is not', async () => {
    writeFileSync(join(folder, 'there'), 'kept');
    for (const name of ['there', 'made']) {
      symlinkSync(join(folder, name), output);
      expect(() => appendInSandbox(output, 'evil')).toThrow('ELOOP');
      await stream('evil');
      rmSync(output);
    }
    expect(readFileSync(join(folder, 'there'), 'utf8')).toBe('kept');
    expect(existsSync(join(folder, 'made'))).toBe(false);
  });

  it('waits for nobody where a task put a pipe in its place', async () => {
    execFileSync('mkfifo', [output]);
    expect(() => appendInSandbox(output, 'evil')).toThrow('ENXIO');
    await stream('evil');
  });

  it('of containers and of what is executed in them is written by this alone', () => {
    for (const name of ['running-container', 'exec-process']) {
      const source = readFileSync(new URL(`../../../src/mesos/containerizer/docker/${name}.ts`, import.meta.url), 'utf8');
      expect(source).toContain("from '../sandbox-files.js'");
      expect(source).not.toContain("from 'node:fs");
    }
  });
});
