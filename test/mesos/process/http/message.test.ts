import { describe, expect, it } from 'vitest';
import {
  emptyResponse,
  type HttpRequest,
  jsonResponse,
  jsonTextResponse,
  methodNotAllowed,
  textResponse,
} from '../../../../src/mesos/process/http/message.js';

const request = (query = '', method = 'GET'): HttpRequest => ({
  method,
  path: '/state',
  target: `/state?${query}`,
  query: new URLSearchParams(query),
  headers: {},
  body: Buffer.alloc(0),
  peer: '127.0.0.1:1234',
});

describe('a text answer', () => {
  it.each([
    [400, '400 Bad Request.'],
    [401, '401 Unauthorized.'],
    [403, '403 Forbidden.'],
    [404, '404 Not Found.'],
    [406, '406 Not Acceptable.'],
    [409, '409 Conflict.'],
    [415, '415 Unsupported Media Type.'],
    [500, '500 Internal Server Error.'],
    [501, '501 Not Implemented.'],
    [503, '503 Service Unavailable.'],
  ])('of %i says what the status means', (status, body) => {
    expect(textResponse(status)).toEqual({ status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body });
  });

  it('says what it is given, be it nothing', () => {
    expect(textResponse(404, 'No such role').body).toBe('No such role');
    expect(textResponse(404, '').body).toBe('');
    expect(textResponse(299).body).toBe('');
  });
});

describe('a JSON answer', () => {
  it('is the document', () => {
    expect(jsonResponse({ a: [1], b: undefined }, request())).toEqual({
      status: 200,
      headers: { 'Content-Type': 'application/json' },
      body: '{"a":[1]}',
    });
  });

  it('is a call of the function that is asked for', () => {
    expect(jsonResponse({ a: 1 }, request('jsonp=')).body).toBe('({"a":1})');
    expect(jsonResponse({ a: 1 }, request('jsonp=callback'))).toEqual({
      status: 200,
      headers: { 'Content-Type': 'text/javascript' },
      body: 'callback({"a":1})',
    });
  });

  it('keeps the bytes of a document that is given as bytes', () => {
    const bytes = Buffer.from([0x22, 0xff, 0x22]);
    expect(jsonTextResponse(bytes, request()).body).toBe(bytes);
    expect(jsonTextResponse(bytes, request('jsonp=f')).body).toEqual(Buffer.from([0x66, 0x28, 0x22, 0xff, 0x22, 0x29]));
  });
});

describe('other answers', () => {
  it('to a wrong method name the right ones', () => {
    expect(methodNotAllowed(request('', 'GET'), 'POST')).toEqual({
      status: 405,
      headers: { 'Content-Type': 'text/plain; charset=utf-8', Allow: 'POST' },
      body: "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'.",
    });
    expect(methodNotAllowed(request('', 'PUT'), 'DELETE', 'GET').body).toBe(
      "405 Method Not Allowed. Expecting one of { 'DELETE', 'GET' }, but received 'PUT'.",
    );
  });

  it('may be empty', () => {
    expect(emptyResponse(202)).toEqual({ status: 202 });
  });
});
