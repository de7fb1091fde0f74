import { describe, expect, it } from 'vitest';
import { handleCall, refusal } from '../../../../src/mesos/process/http/call.js';
import { emptyResponse, type HttpResponse } from '../../../../src/mesos/process/http/message.js';
import { HeaderError } from '../../../../src/mesos/wire/content-type.js';
import type { master } from '../../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';

const call: master.Call = { type: 'GET_HEALTH' };

function request(body: string | Buffer, headers: Record<string, string | undefined> = {}, method = 'POST') {
  const all = { 'content-type': 'application/json', ...headers };
  const place = { path: '/api/v1', target: '/api/v1', query: new URLSearchParams() };
  return { method, ...place, headers: all, body: Buffer.from(body), peer: '127.0.0.1:1' };
}

/** Performs a call that is expected to be fine. */
const perform = (received: master.Call) => {
  expect(received).toEqual(call);
  return emptyResponse(202);
};

const handle = (...given: Parameters<typeof request>) => handleCall(request(...given), 'master.Call', perform);

describe('a call', () => {
  it('in JSON is performed at once', () => {
    expect(handle('{"type": "GET_HEALTH"}')).toEqual(emptyResponse(202));
  });

  it('in protobuf is performed when it is decoded', async () => {
    const body = (await loadProtobuf()).encode('master.Call', call);
    expect(await handle(body, { 'content-type': 'application/x-protobuf' })).toEqual(emptyResponse(202));
  });

  it('may be answered later', async () => {
    const later = handleCall(request('{"type": "GET_HEALTH"}'), 'master.Call', () => Promise.resolve(emptyResponse(200)));
    expect(await later).toEqual(emptyResponse(200));
  });

  it.each<[string, Parameters<typeof request>, number, RegExp]>([
    [
      'by another method',
      ['{}', {}, 'GET'],
      405,
      /^405 Method Not Allowed. Expecting one of \{ 'POST' \}, but received 'GET'\.$/,
    ],
    ['by another method, whatever else is wrong', ['x', { 'content-type': 'x' }, 'PUT'], 405, /received 'PUT'/],
    ['without Content-Type', ['{}', { 'content-type': undefined }], 400, /^Expecting 'Content-Type' to be present$/],
    ['of another type', ['{}', { 'content-type': 'text/plain' }], 415, /^Expecting 'Content-Type' of application\/json or /],
    ['that is no JSON', ['{'], 400, /^Failed to parse body into JSON: /],
    ['without a body', [''], 400, /^Failed to parse body into JSON: /],
    [
      'that is no protobuf',
      ['\xff', { 'content-type': 'application/x-protobuf' }],
      400,
      /^Failed to parse body into Call protobuf/,
    ],
  ])('%s is refused', async (_, given, status, body) => {
    const answer = await handle(...given);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatch(body);
  });

  it.each<[string, () => HttpResponse | Promise<HttpResponse>]>([
    [
      'at once',
      () => {
        throw new HeaderError(406, 'no');
      },
    ],
    ['later', () => Promise.reject(new HeaderError(406, 'no'))],
  ])('may be refused while it is performed, %s', async (_, refuse) => {
    expect(await handleCall(request('{"type": "GET_HEALTH"}'), 'master.Call', refuse)).toMatchObject({ status: 406, body: 'no' });
  });
});

describe('refusal', () => {
  it('lets errors that are no refusals pass', () => {
    expect(() => refusal(new Error('defect'))).toThrow('defect');
  });
});
