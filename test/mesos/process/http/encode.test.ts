import { describe, expect, it } from 'vitest';
import { encodeMessage } from '../../../../src/mesos/process/http/encode.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';

const message = { type: 'GET_HEALTH', get_health: { healthy: true } } as const;

describe('an answer that is one message', () => {
  it('may be in JSON', async () => {
    expect(await encodeMessage('master.Response', message, 'json')).toEqual({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: '{"type":"GET_HEALTH","get_health":{"healthy":true}}',
    });
  });

  it('may be in protobuf', async () => {
    const { status, headers, body } = await encodeMessage('master.Response', message, 'protobuf');
    expect({ status, headers }).toEqual({ status: 200, headers: { 'Content-Type': 'application/x-protobuf' } });
    expect((await loadProtobuf()).decode('master.Response', body as Buffer)).toEqual(message);
  });
});
