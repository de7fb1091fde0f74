import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { jsonLines } from '../../src/docker/json-lines.js';

async function read(...chunks: string[]): Promise<object[]> {
  const documents: object[] = [];
  for await (const document of jsonLines(Readable.from(chunks.map((chunk) => Buffer.from(chunk))))) documents.push(document);
  return documents;
}

describe('what an engine sends line by line', () => {
  it('is read wherever it is cut', async () => {
    expect(await read('{"a":', '1}\r\n\r', '\n{"b":2}')).toEqual([{ a: 1 }, { b: 2 }]);
  });

  it('fails in words when a line is no document', async () => {
    await expect(read('null\n')).rejects.toThrow(new Error('the engine has sent what is no JSON object: null'));
    await expect(read('<html>')).rejects.toThrow(new Error('the engine has sent what is no JSON object: <html>'));
  });
});
