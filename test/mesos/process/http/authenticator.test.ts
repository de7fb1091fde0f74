import { expect, it } from 'vitest';
import { formatPrincipal } from '../../../../src/mesos/process/http/authenticator.js';

it('writes principals as Mesos does', () => {
  expect(formatPrincipal({ value: 'ops' })).toBe('ops');
  expect(formatPrincipal({ claims: { fid: 'f', cid: 'c' } })).toBe('{"claims":{"cid":"c","fid":"f"}}');
});
