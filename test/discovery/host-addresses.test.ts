import { expect, it } from 'vitest';
import { HostAddresses } from '../../src/discovery/host-addresses.js';
import { Clock } from '../../src/mesos/process/clock.js';

it('learns the addresses of a host while nobody waits', async () => {
  let learned = 0;
  const hosts = new HostAddresses(new Clock(), () => learned++);
  expect(hosts.of('localhost')).toEqual([]);
  await expect.poll(() => learned).toBe(1);
  expect(hosts.of('localhost').some((address) => ['127.0.0.1', '::1'].includes(address))).toBe(true);
});
