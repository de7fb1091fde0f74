import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { DriverCluster } from '../drivers/driver.js';
import { LOOPBACK } from '../drivers/listen.js';

/** Where a server of this process listens, and for whom. */
export interface OwnAddress {
  readonly ip: string;
  /** Whether it is for who connects from this IP address. */
  readonly serves: (peer: string) => boolean;
}

/**
 * Where servers of this process listen that are for the tasks of a cluster, too: where its containers get at this machine, if that is an
 * address of this machine, and loopback otherwise. They are for this machine and for who is in that network: other machines, and containers of
 * other networks, that know a way there are none of these.
 */
export function ownAddress({ gateway }: Pick<DriverCluster, 'gateway'>): OwnAddress {
  const found = ownAddresses().find(({ address }) => address === gateway);
  const [ip, range] = found ? [found.address, found.cidr] : [LOOPBACK, '127.0.0.0/8'];
  const [network = ip, bits] = (range ?? ip).split('/');
  const inside = new BlockList();
  if (bits === undefined) inside.addAddress(network, familyOf(network));
  else inside.addSubnet(network, Number(bits), familyOf(network));
  // This machine may come by any of its addresses: Docker changes the one by which it gets at the gateway.
  const isOwn = (peer: string) => ownAddresses().some(({ address }) => address === peer);
  return { ip, serves: (peer) => isIP(peer) !== 0 && (inside.check(peer, familyOf(peer)) || isOwn(peer)) };
}

const ownAddresses = () => Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);

const familyOf = (ip: string): 'ipv4' | 'ipv6' => (isIP(ip) === 6 ? 'ipv6' : 'ipv4');
