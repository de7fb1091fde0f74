import { describe, expect, it } from 'vitest';
import {
  acceptedEncoding,
  acceptsMediaType,
  agentRequestEncoding,
  agentResponseEncoding,
  HeaderError,
  requestEncoding,
  responseEncoding,
} from '../../../src/mesos/wire/content-type.js';

describe('requestEncoding', () => {
  it('knows JSON and protobuf', () => {
    expect(requestEncoding('application/json')).toBe('json');
    expect(requestEncoding('application/x-protobuf')).toBe('protobuf');
  });

  it.each(['text/plain', 'application/json; charset=utf-8', 'Application/JSON', 'application/recordio', ''])(
    'answers 415 to %j',
    (contentType) => {
      expect(() => requestEncoding(contentType)).toThrow(
        new HeaderError(415, "Expecting 'Content-Type' of application/json or application/x-protobuf"),
      );
    },
  );

  it('answers 400 when there is none', () => {
    expect(() => requestEncoding(undefined)).toThrow(
      expect.objectContaining({ status: 400, message: "Expecting 'Content-Type' to be present" }),
    );
  });

  it('of agents knows RecordIO too', () => {
    expect(agentRequestEncoding('application/recordio')).toBe('recordio');
    expect(() => agentRequestEncoding('text/plain')).toThrow(
      "Expecting 'Content-Type' of application/json or application/x-protobuf or application/recordio",
    );
  });
});

describe('acceptedEncoding', () => {
  it.each([
    [undefined, 'json'],
    ['*/*', 'json'],
    ['application/*', 'json'],
    ['APPLICATION/X-Protobuf', 'protobuf'],
    ['application/x-protobuf, application/json', 'json'],
    ['application/json;q=0.5, application/x-protobuf', 'json'],
    ['application/json;q=0, */*', 'protobuf'],
    ['application/json;q=0.0,application/*', 'protobuf'],
    ['*/*;q=0, application/x-protobuf', 'protobuf'],
    ['application/json;q=x, application/x-protobuf', 'protobuf'],
    ['application/json;charset=utf-8', 'json'],
    ['application/json;q=0;q=0', 'json'],
    [' application/json ; q = 0.1 , text/html', 'json'],
    ['text/html', undefined],
    ['', undefined],
    [',;,', undefined],
    ['application/recordio', undefined],
    ['*/*;q=0', undefined],
  ])('of %j is %s', (accept, encoding) => {
    expect(acceptedEncoding(accept)).toBe(encoding);
  });
});

describe('responseEncoding', () => {
  it('answers 406 when nothing fits', () => {
    expect(responseEncoding('*/*')).toBe('json');
    expect(() => responseEncoding('text/html')).toThrow(
      expect.objectContaining({
        status: 406,
        message: "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
      }),
    );
  });

  it('of agents takes RecordIO last', () => {
    expect(agentResponseEncoding('application/recordio')).toBe('recordio');
    expect(agentResponseEncoding('application/recordio, application/x-protobuf')).toBe('protobuf');
    expect(() => agentResponseEncoding('text/html')).toThrow(
      "Expecting 'Accept' to allow application/json or application/x-protobuf or application/recordio",
    );
  });
});

describe('acceptsMediaType', () => {
  it('knows any media type', () => {
    expect(acceptsMediaType('text/*', 'text/html')).toBe(true);
    expect(acceptsMediaType('text/*', 'application/json')).toBe(false);
  });
});
