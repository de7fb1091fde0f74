import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import type { CommandInfo, TaskInfo } from 'minimesos/protocol';
import { toData } from '../mesos/http.js';
import type { NodeOrder } from '../node/search-node.js';
import { SETTINGS_FILE } from '../node/settings.js';
import { type NodeRecord, transportAddress } from './node-record.js';
import { attributesOf, type Place } from './placement.js';

/** What the fetcher names the program of a node in its sandbox. */
const PROGRAM_FILE = 'search-node.mjs';

export interface NodeTaskOptions {
  readonly cluster: string;
  readonly dataDirectory: string;
  /** Where the fetcher gets the program of a node. */
  readonly program: string;
  /** Where it gets the settings of the nodes. */
  readonly settings: string | undefined;
  /** Where nodes find each other in ZooKeeper; without, the scheduler tells them. */
  readonly zookeeper: string | undefined;
}

/** The record of a node that is to be launched in this place. */
export function newNode({ offer, taken }: Place, number: number, { cluster, dataDirectory }: NodeTaskOptions): NodeRecord {
  const agentId = offer.agent_id.value;
  const name = `${cluster}-node-${number}`;
  const [http = 0, transport = 0] = taken.ports;
  return {
    id: `${name}-${randomUUID().slice(0, 8)}`,
    name,
    agent: { id: agentId, hostname: offer.hostname, attributes: attributesOf(offer) },
    ports: { http, transport },
    // One node an agent, one directory an agent: no two nodes ever share one, even if their agents are on one machine.
    dataDirectory: posix.join(dataDirectory, cluster, agentId),
    launchedAt: new Date().toISOString(),
    ip: offer.url?.address.ip ?? offer.hostname,
    state: 'TASK_STAGING',
  };
}

/** What Mesos is told of a node: a task for an executor of its own, whose program comes from the scheduler. */
export function taskOf(node: NodeRecord, { taken }: Place, peers: readonly NodeRecord[], options: NodeTaskOptions): TaskInfo {
  const order: NodeOrder = {
    name: node.name,
    cluster: options.cluster,
    httpPort: node.ports.http,
    transportPort: node.ports.transport,
    dataDirectory: node.dataDirectory,
    peers: peersOf(peers),
    ...(options.zookeeper && { zookeeper: options.zookeeper }),
  };
  return {
    name: node.name,
    task_id: { value: node.id },
    agent_id: { value: node.agent.id },
    resources: taken.resources,
    executor: {
      type: 'CUSTOM',
      executor_id: { value: node.id },
      name: node.name,
      source: options.cluster,
      command: command(options),
    },
    data: toData(order),
    discovery: {
      visibility: 'CLUSTER',
      name: options.cluster,
      ports: {
        ports: [
          { number: node.ports.http, name: 'http', protocol: 'tcp' },
          { number: node.ports.transport, name: 'transport', protocol: 'tcp' },
        ],
      },
    },
  };
}

/** How nodes are told of one another. */
export const peersOf = (nodes: readonly NodeRecord[]) =>
  nodes.map((node) => ({ name: node.name, transport: transportAddress(node) }));

function command({ program, settings }: NodeTaskOptions): CommandInfo {
  return {
    value: `exec ./${PROGRAM_FILE}`,
    uris: [
      { value: program, output_file: PROGRAM_FILE, executable: true, extract: false },
      ...(settings ? [{ value: settings, output_file: SETTINGS_FILE, extract: false }] : []),
    ],
  };
}
