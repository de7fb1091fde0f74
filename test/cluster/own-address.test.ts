import { networkInterfaces } from 'node:os';
import { expect, it } from 'vitest';
import { ownAddress } from '../../src/cluster/own-address.js';

it('is where containers get at this machine, if that is an address of this machine', () => {
  expect(ownAddress({}).ip).toBe('127.0.0.1');
  expect(ownAddress({ gateway: '192.0.2.1' }).ip).toBe('127.0.0.1');
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  for (const gateway of own) expect(ownAddress({ gateway }).ip).toBe(gateway);
});

it('is for this machine, and for who is in that network', () => {
  const { serves } = ownAddress({});
  expect(['127.0.0.1', '127.1.2.3', '203.0.113.7', '2001:db8::1', ''].map(serves)).toEqual([true, true, false, false, false]);
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
  for (const { address, cidr } of own) {
    const { serves } = ownAddress({ gateway: address });
    expect([serves(address), serves('203.0.113.7'), serves('2001:db8::1')]).toEqual([true, false, false]);
    expect(own.map((other) => serves(other.address))).not.toContain(false);
    // Of a network of its own, such as 172.17.0.1/16, all that begins as it does is inside.
    const next = cidr?.endsWith('/24') ? address.replace(/\d+$/, (last) => String((Number(last) + 1) % 256)) : address;
    expect(serves(next)).toBe(true);
  }
});
