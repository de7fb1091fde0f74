import { networkInterfaces } from 'node:os';
import type { DriverCluster } from '../drivers/driver.js';
import { LOOPBACK } from '../drivers/listen.js';

/**
 * Where servers of this process listen that are for the tasks of a cluster, too: where its containers get at this machine, if that is an
 * address of this machine, and loopback otherwise.
 */
export function ownAddress({ gateway }: Pick<DriverCluster, 'gateway'>): string {
  const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses?.map(({ address }) => address) ?? []);
  return gateway !== undefined && own.includes(gateway) ? gateway : LOOPBACK;
}
