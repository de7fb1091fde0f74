import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createJwt, parseJwt } from '../../../../src/mesos/process/http/jwt.js';

const encode = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with this header and payload, well signed. */
function signed(header: unknown, payload: unknown, key = 'key'): string {
  const text = `${encode(header)}.${encode(payload)}`;
  return `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
}

const HEADER = { alg: 'HS256', typ: 'JWT' };

describe('tokens', () => {
  it('are read back by whoever has the key', () => {
    const token = createJwt({ fid: 'f', cid: 'c' }, 'key');
    expect(token).toBe(signed(HEADER, { cid: 'c', fid: 'f' }));
    expect(parseJwt(token, 'key', 0)).toEqual({ cid: 'c', fid: 'f' });
  });

  it('of others are read as well', () => {
    const token =
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c';
    expect(parseJwt(token, 'your-256-bit-secret', 0)).toEqual({ sub: '1234567890', name: 'John Doe', iat: 1516239022 });
  });

  it.each([
    ['a.b', 'Expected 3 components in token, got 2'],
    [createJwt({ a: 'b' }, 'another'), 'Token signature does not match'],
    [`${createJwt({ a: 'b' }, 'key')}x`, 'Token signature does not match'],
    [createJwt({ a: 'b' }, 'key').replace(/[^.]*$/, ''), 'Token signature does not match'],
    [signed('x', {}), /^Failed to decode token header: Failed to parse into JSON: /],
    [signed([], {}), /^Failed to decode token header: Failed to parse into JSON: /],
    [signed(HEADER, 'x'), /^Failed to decode token payload: Failed to parse into JSON: /],
    [signed({ ...HEADER, typ: 1 }, {}), "Token 'typ' is not a string"],
    [signed({ typ: 'JWT' }, {}), "Failed to locate 'alg' in token JSON header"],
    [signed({ alg: 1 }, {}), "Token 'alg' field is not a string"],
    [signed({ alg: 'HS512' }, {}), 'Unsupported token algorithm: HS512'],
    [signed({ ...HEADER, crit: [] }, {}), "Token 'crit' field is unsupported"],
    [signed({ alg: 'none' }, {}), 'Token \'alg\' value "none" does not match, expected "HS256"'],
    [signed({ alg: 'RS256' }, {}), 'Token \'alg\' value "RS256" does not match, expected "HS256"'],
    [signed(HEADER, { exp: 'soon' }), "JSON payload 'exp' field is not a number"],
    [signed(HEADER, { exp: 999 }), 'Token has expired: exp(999) < now(1000)'],
  ])('that are not good are told apart: %s', (token, message) => {
    expect(() => parseJwt(token, 'key', 1000.5)).toThrow(message);
  });

  it('are good until the second they end', () => {
    expect(parseJwt(signed(HEADER, { exp: 1000 }), 'key', 1000.5)).toEqual({ exp: 1000 });
  });
});
