import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { ownAddress } from '../../src/cluster/own-address.js';

it('is where containers get at this machine, if that is an address of this machine', () => {
  expect(ownAddress({})).toBe('127.0.0.1');
  expect(ownAddress({ gateway: '192.0.2.1' })).toBe('127.0.0.1');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  for (const gateway of own) expect(ownAddress({ gateway })).toBe(gateway);
});
