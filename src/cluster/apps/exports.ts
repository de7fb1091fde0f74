import { isIP } from 'node:net';
import type { ClusterMarathon } from '../../drivers/apps.js';
import { MASTERS_ZOOKEEPER } from '../../drivers/description.js';

interface Address {
  readonly url: string;
  readonly ip: string;
  readonly port: number;
}

/** A cluster, as far as programs are told where something of it is. */
export interface Addresses {
  readonly leader: Address;
  readonly zookeepers: readonly (Address & { readonly name: string })[];
  readonly containers: readonly {
    readonly name: string;
    readonly addresses: readonly { readonly reached: { readonly ip: string; readonly port: number } }[];
  }[];
  readonly names: Address | undefined;
  readonly marathon: ClusterMarathon | undefined;
  /** Where tasks get at this machine, where that is not loopback. */
  readonly gateway: string | undefined;
  /** Those that do not run keep their number, and are not told. */
  readonly agents: readonly (Address & { readonly running: boolean })[];
}

/** The environment variables that tell programs where a master or an agent is: its URL, and under `_IP` and `_PORT` the parts of it. */
export const addressVariables = (name: string, { url, ip, port }: Address): Record<string, string> => ({
  [name]: url,
  [`${name}_IP`]: ip,
  [`${name}_PORT`]: String(port),
});

/** The environment variables that tell programs where everything is. */
export function exportsOf({
  leader,
  zookeepers,
  containers,
  names,
  marathon,
  gateway,
  agents,
}: Addresses): Record<string, string> {
  const reached = gateway ?? (isLoopback(leader.ip) ? leader.ip : undefined);
  const running = agents.flatMap((agent, index) => (agent.running ? [{ agent, index }] : []));
  return Object.assign(
    addressVariables('MINIMESOS_MASTER', leader),
    ...zookeepers.map((each) => addressVariables(variableOf(each), each)),
    ...containers.flatMap(({ name, addresses: [first] }) => {
      if (!first) return [];
      const { ip, port } = first.reached;
      return [addressVariables(`MINIMESOS_${variablePart(name)}`, { url: `http://${ip}:${port}`, ip, port })];
    }),
    names && addressVariables('MINIMESOS_MESOSDNS', names),
    marathon && addressVariables('MINIMESOS_MARATHON', marathon),
    // As in the original minimesos: a role that is there once needs no number, and tasks get at this machine by the gateway.
    running.length === 1 && running[0] && addressVariables('MINIMESOS_AGENT', running[0].agent),
    ...running.map(({ agent, index }) => addressVariables(`MINIMESOS_AGENT_${index}`, agent)),
    reached !== undefined && { MINIMESOS_NETWORK_GATEWAY: reached },
  );
}

/** `MINIMESOS_ZOOKEEPER` for that of the masters, `MINIMESOS_ZOOKEEPER_STATE` for the one that is called `state`. */
const variableOf = ({ name }: { readonly name: string }): string =>
  name === MASTERS_ZOOKEEPER ? 'MINIMESOS_ZOOKEEPER' : `MINIMESOS_ZOOKEEPER_${variablePart(name)}`;

const variablePart = (name: string): string => name.toUpperCase().replaceAll('-', '_');

const isLoopback = (ip: string): boolean => ip === '::1' || (isIP(ip) === 4 && ip.startsWith('127.'));
