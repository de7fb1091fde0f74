import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { type MasterContender, StandaloneContender } from '../mesos/detector/contender.js';
import { type MasterDetector, StandaloneDetector } from '../mesos/detector/detector.js';
import { Group } from '../mesos/detector/group.js';
import { masterAt } from '../mesos/detector/master-node.js';
import { ZooKeeperContender } from '../mesos/detector/zookeeper-contender.js';
import { ZooKeeperDetector } from '../mesos/detector/zookeeper-detector.js';
import { type Address, formatAddress, parsePid } from '../mesos/process/pid.js';
import type { Runtime } from '../mesos/process/runtime.js';
import { openTcpClient } from '../zookeeper/tcp-client.js';
import { connectString, parseZooKeeperUrl, type ZooKeeperUrl } from '../zookeeper/url.js';
import { hostnameOf } from './place.js';

/** Where masters are to be found: one at an address, or those of a ZooKeeper. */
export type MastersPlace = { readonly at: Address } | { readonly zookeeper: ZooKeeperUrl };

/** Reads what an agent is told of its masters: `host:port`, a pid, or the URL of a ZooKeeper; or tells in words what is wrong with it. */
export function parseMasters(text: string): MastersPlace | { readonly problem: string } {
  if (text.startsWith('zk://')) return parseZooKeeper(text);
  const pid = parsePid(text.includes('@') ? text : `master@${text}`);
  return pid ? { at: pid.address } : { problem: 'it is neither host:port nor zk://host:port/path' };
}

/** Reads the URL of a ZooKeeper by which masters find each other; or tells in words what is wrong with it. */
export function parseZooKeeper(text: string): { readonly zookeeper: ZooKeeperUrl } | { readonly problem: string } {
  const url = parseZooKeeperUrl(text);
  if ('problem' in url) return url;
  return url.path === '' ? { problem: 'it has no path, such as /mesos' } : { zookeeper: url };
}

export interface ElectionOptions {
  readonly runtime: Runtime;
  /** Whose session it is. */
  readonly address: Address;
  readonly sessionTimeoutMs: number;
  /** Whether hosts are asked for by their addresses. Default: yes. */
  readonly looksUp?: boolean | undefined;
}

/**
 * How a master without others, or with those of a ZooKeeper, is elected.
 * @param zookeeper undefined: it is alone
 */
export function electionOf(
  zookeeper: ZooKeeperUrl | undefined,
  options: ElectionOptions,
): { readonly contender: MasterContender; readonly detector: MasterDetector } {
  if (zookeeper) {
    const group = groupIn(zookeeper, options);
    return { contender: new ZooKeeperContender(group), detector: new ZooKeeperDetector(group) };
  }
  const detector = new StandaloneDetector();
  return { contender: new StandaloneContender(detector), detector };
}

/**
 * How an agent finds its master.
 * @throws Error when the host has no address
 */
export async function detectorOf(place: MastersPlace, options: ElectionOptions): Promise<MasterDetector> {
  if ('zookeeper' in place) return new ZooKeeperDetector(groupIn(place.zookeeper, options));
  const { ip: host, port } = place.at;
  const ip = isIP(host) ? host : (await lookup(host, { family: 4 })).address;
  const master = masterAt(`master@${formatAddress({ ip, port })}`);
  return new StandaloneDetector({ ...master, hostname: options.looksUp === false ? ip : await hostnameOf({ ip, port }) });
}

function groupIn(zookeeper: ZooKeeperUrl, { runtime, address, sessionTimeoutMs }: ElectionOptions): Group {
  const { path, credentials } = zookeeper;
  const open = () => openTcpClient(connectString(zookeeper), sessionTimeoutMs, runtime.random);
  return runtime.spawn(new Group(runtime, address, { path, credentials, open }));
}
