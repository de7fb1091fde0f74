import { describe, expect, it } from 'vitest';
import { createJwt } from '../../../../src/mesos/process/http/jwt.js';
import { JwtAuthenticator } from '../../../../src/mesos/process/http/jwt-authenticator.js';

const authenticator = new JwtAuthenticator('a-realm', 'key', () => 0);
const challenge = (header: string | undefined) => {
  const result = authenticator.authenticate(header);
  return 'refused' in result ? [result.refused.status, result.refused.headers?.['WWW-Authenticate']] : result;
};

describe('JwtAuthenticator', () => {
  it('knows the claims of a token', () => {
    const header = `Bearer ${createJwt({ eid: 'e', fid: 'f' }, 'key')}`;
    expect(authenticator.authenticate(header)).toEqual({ principal: { claims: { eid: 'e', fid: 'f' } } });
  });

  it('asks for a token where there is none', () => {
    expect(challenge(undefined)).toEqual([401, 'Bearer realm="a-realm"']);
  });

  it.each([
    ['Bearer', "Malformed 'Authorization' header"],
    ['Bearer a b', "Malformed 'Authorization' header"],
    ['Basic x', "Scheme 'Basic' unsupported"],
    ['Bearer x', 'Invalid JWT: Expected 3 components in token, got 1'],
    [`Bearer ${createJwt({ eid: 'e' }, 'another')}`, 'Invalid JWT: Token signature does not match'],
    [`Bearer ${createJwt({}, 'key')}`, 'JWT claims missing'],
  ])('says what is wrong with %s', (header, description) => {
    const expected = `Bearer realm="a-realm", error="invalid_token", error_description="${description}"`;
    expect(challenge(header)).toEqual([401, expected]);
  });
});
