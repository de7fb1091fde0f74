import { expect, it } from 'vitest';
import { BasicAuthenticator } from '../../../../src/mesos/process/http/basic-authenticator.js';
import { CombinedAuthenticator } from '../../../../src/mesos/process/http/combined-authenticator.js';
import { createJwt } from '../../../../src/mesos/process/http/jwt.js';
import { JwtAuthenticator } from '../../../../src/mesos/process/http/jwt-authenticator.js';

const combined = new CombinedAuthenticator([
  new BasicAuthenticator('a-realm', [{ principal: 'ops', secret: 'secret' }]),
  new JwtAuthenticator('a-realm', 'key', () => 0),
]);

it('lets in whom one of several authenticators knows', () => {
  expect(combined.authenticate(`Basic ${btoa('ops:secret')}`)).toEqual({ principal: { value: 'ops' } });
  expect(combined.authenticate(`Bearer ${createJwt({ eid: 'e' }, 'key')}`)).toEqual({ principal: { claims: { eid: 'e' } } });
});

it('challenges for all of them', () => {
  expect(combined.authenticate(undefined)).toMatchObject({
    refused: {
      status: 401,
      headers: { 'WWW-Authenticate': 'Basic realm="a-realm",Bearer realm="a-realm"' },
      body: '"Basic" authenticator returned:\n401 Unauthorized.\n\n"Bearer" authenticator returned:\n401 Unauthorized.',
    },
  });
});
