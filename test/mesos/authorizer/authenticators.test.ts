import { expect, it } from 'vitest';
import { authenticatorsOf } from '../../../src/mesos/authorizer/authenticators.js';
import { BasicAuthenticator } from '../../../src/mesos/process/http/basic-authenticator.js';

const owner = { principal: 'minimesos', secret: 'own' };
const ask = (realm: string) => new BasicAuthenticator(realm, [{ principal: 'ops', secret: 's' }, owner]);
const header = (pair: string) => `Basic ${btoa(pair)}`;

it('asks only in realms that are to', () => {
  const authenticators = authenticatorsOf({ asks: true, trusts: false }, { ask, owner, restricted: false });
  expect([...authenticators.keys()]).toEqual(['asks']);
  expect(authenticators.get('asks')?.authenticate(header('ops:s'))).toEqual({ principal: { value: 'ops' } });
  expect(authenticators.get('asks')?.authenticate(undefined)).toMatchObject({ refused: { status: 401 } });
});

it('knows minimesos itself wherever there are rules, and nobody else who need not say so', () => {
  const trusts = authenticatorsOf({ trusts: false }, { ask, owner, restricted: true }).get('trusts');
  expect(trusts?.authenticate(header('minimesos:own'))).toEqual({ principal: { value: 'minimesos' } });
  expect(trusts?.authenticate(header('minimesos:guessed'))).toEqual({ principal: undefined });
  expect(trusts?.authenticate(header('ops:s'))).toEqual({ principal: undefined });
  expect(trusts?.authenticate(undefined)).toEqual({ principal: undefined });
});
