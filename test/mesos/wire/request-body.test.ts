import { describe, expect, it } from 'vitest';
import { readBody } from '../../../src/mesos/wire/request-body.js';

const json = (text: string) => Buffer.from(text);

describe('readBody', () => {
  it('reads JSON at once', () => {
    const padded = Buffer.from('xx{"type":"REVIVE"}xx');
    expect(readBody('scheduler.Call', 'json', padded.subarray(2, -2))).toEqual({ type: 'REVIVE' });
  });

  it('reads protobuf', async () => {
    expect(await readBody('scheduler.Call', 'protobuf', Uint8Array.of(0x10, 5))).toEqual({ type: 'REVIVE' });
  });

  it('words failures as masters and the executor API do', async () => {
    expect(() => readBody('scheduler.Call', 'json', json('{"type": SUBSCRIBE'))).toThrow(
      'Failed to parse body into JSON: syntax error at line 1 near: SUBSCRIBE',
    );
    expect(() => readBody('scheduler.Call', 'json', json('[]'))).toThrow(
      'Failed to convert JSON into Call protobuf: Expecting a JSON object',
    );
    await expect(readBody('scheduler.Call', 'protobuf', json('not a message'))).rejects.toThrow(
      /^Failed to parse body into Call protobuf$/,
    );
    await expect(readBody('executor.Call', 'protobuf', json(''))).rejects.toThrow(/^Failed to parse body into Call protobuf$/);
  });

  it('words failures as the operator API of agents does', async () => {
    const call = 'agent operator call';
    expect(() => readBody('agent.Call', 'json', json('{'), call)).toThrow(/^Failed to parse body into JSON: syntax error/);
    expect(() => readBody('agent.Call', 'json', json('{"list_files":{}}'), call)).toThrow(
      /^Missing required fields: list_files.path$/,
    );
    await expect(readBody('agent.Call', 'protobuf', json('not a message'), call)).rejects.toThrow(
      /^Failed to parse body into a protobuf object$/,
    );
  });
});
