import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, describe, expect, it } from 'vitest';
import { parseDescription, readDescription } from '../../src/cluster/read-description.js';

const folder = mkdtempSync(join(tmpdir(), 'minimesos-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('readDescription', () => {
  it('reads a JSON file', async () => {
    const description = await readDescription(file('three.json', '\uFEFF{ "name": "three", "agents": 3 }'));
    expect(description).toMatchObject({ name: 'three', agents: [{}, {}, {}] });
  });

  it('reads standard input', async () => {
    const description = await readDescription('-', Readable.from([Buffer.from('{"agents"'), ': 2}']));
    expect(description.agents).toHaveLength(2);
  });

  it('names the file when the description is wrong', async () => {
    const path = file('wrong.json', '{ "agnets": 3 }');
    await expect(readDescription(path)).rejects.toMatchObject({
      code: 'INVALID_DESCRIPTION',
      details: { source: path },
      message: expect.stringContaining(`${path} does not describe a cluster:\n  agnets: a cluster has no such key`),
    });
    await expect(readDescription('-', Readable.from(['3']))).rejects.toMatchObject({ details: { source: 'standard input' } });
  });

  it('names file, line and column when it is not JSON', async () => {
    const path = file('broken.json', '{\n  "agents": 3,\n}\n');
    await expect(readDescription(path)).rejects.toMatchObject({
      code: 'INVALID_FILE',
      details: { file: path, line: 3, column: 1 },
      message: expect.stringContaining(`${path}:3:1: this is not JSON.`),
    });
  });

  it.each(['', ' \n'])('refuses nothing at all: %j', async (text) => {
    await expect(readDescription('-', Readable.from([Buffer.from(text)]))).rejects.toMatchObject({
      code: 'INVALID_FILE',
      message: expect.stringContaining('standard input: it is empty.'),
    });
  });

  it('tells a missing file from one that cannot be read', async () => {
    await expect(readDescription(join(folder, 'missing.json'))).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
    await expect(readDescription(folder)).rejects.toMatchObject({
      code: 'FILE_NOT_READABLE',
      details: { reason: 'it is a directory' },
    });
  });

  it.each(['minimesos.yaml', 'minimesos.yml', 'minimesos.ts', 'minimesos.config.js', 'minimesosFile'])(
    'says which forms work instead of %s',
    async (name) => {
      await expect(readDescription(file(name, 'agents: 3'))).rejects.toMatchObject({
        code: 'NOT_YET_SUPPORTED',
        message: expect.stringContaining('.json'),
      });
    },
  );
});

describe('parseDescription', () => {
  it('keeps the error of the parser as the cause', () => {
    expect(() => parseDescription('{', 'x.json')).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });
});
