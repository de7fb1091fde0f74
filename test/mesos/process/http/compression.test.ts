import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { acceptsGzip, compressed, decompressed } from '../../../../src/mesos/process/http/compression.js';

describe('an Accept-Encoding', () => {
  it.each(['gzip', 'gzip, deflate, br', 'deflate,gzip', 'identity;q=0.5, gzip;q=0.3', 'GZIP', '*', 'gzip ; q=1', '*;q=0, gzip'])(
    'of "%s" allows gzip',
    (header) => expect(acceptsGzip(header)).toBe(true),
  );

  it.each([undefined, '', 'identity', 'deflate, br', 'gzip;q=0', 'gzip; q=0.000', '*;q=0', '*, gzip;q=0', 'notgzip', 'gzip;q=x'])(
    'of "%s" does not',
    (header) => expect(acceptsGzip(header)).toBe(false),
  );
});

describe('an answer', () => {
  it('is compressed from 1024 bytes on, counted in bytes', () => {
    expect(compressed('a'.repeat(1023), 'gzip')).toBeUndefined();
    expect(compressed(Buffer.alloc(1023), 'gzip')).toBeUndefined();
    expect(`${gunzipSync(compressed('ü'.repeat(512), 'gzip') ?? '')}`).toBe('ü'.repeat(512));
  });

  it('is not compressed for a client that does not ask for it', () => {
    expect(compressed('a'.repeat(5000), undefined)).toBeUndefined();
  });
});

describe('the body of a request', () => {
  const limit = 10_000;
  const zipped = gzipSync('content');

  it.each(['gzip', 'GZIP'])('that is said to be %s is decompressed', (encoding) => {
    expect(decompressed(zipped, encoding, limit)).toEqual(Buffer.from('content'));
  });

  it.each([undefined, 'identity', 'deflate'])('that is said to be %s is left as it is', (encoding) => {
    expect(decompressed(zipped, encoding, limit)).toBe(zipped);
  });

  it('may be none', () => {
    expect(decompressed(Buffer.alloc(0), 'gzip', limit)).toHaveLength(0);
  });

  it.each([
    ['no gzip', Buffer.from('{"type":"GET_HEALTH"}')],
    ['cut off', zipped.subarray(0, zipped.length - 4)],
    ['damaged', Buffer.from(zipped).fill(0xff, 10, 15)],
  ])('that is %s is answered with 400', (_, body) => {
    expect(decompressed(body, 'gzip', limit)).toMatchObject({
      status: 400,
      body: expect.stringMatching(/^Failed to decompress the body: \w/),
    });
  });

  it('that becomes too large is answered with 413', () => {
    expect(decompressed(gzipSync(Buffer.alloc(limit + 1)), 'gzip', limit)).toMatchObject({ status: 413 });
    expect(decompressed(gzipSync(Buffer.alloc(limit)), 'gzip', limit)).toHaveLength(limit);
  });
});
