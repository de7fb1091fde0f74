import { Refusal } from './refusal.js';

/** A port of a container that is reached at the agent's address. */
export interface PortBinding {
  readonly protocol: 'tcp' | 'udp';
  /** The port in the container. */
  readonly port: number;
  /** The port at the agent's address; 0: any that is free. */
  readonly hostPort: number;
  /** The address to listen at; undefined: all. */
  readonly hostAddress?: string;
}

/** Ports as the API of Docker writes them: `{ '80/tcp': [{ HostIp: '', HostPort: '31000' }] }`. */
export type DockerPorts = Record<string, readonly { readonly HostIp?: string; readonly HostPort?: string }[] | null>;

/** @throws Refusal 400 for what cannot be published */
export function readBindings(ports: DockerPorts | null | undefined): PortBinding[] {
  return Object.entries(ports ?? {}).flatMap(([name, places]) => {
    const { port, protocol } = readPort(name);
    return (places ?? []).map(({ HostIp, HostPort }) => {
      const hostPort = Number(HostPort || 0);
      if (!Number.isInteger(hostPort) || hostPort < 0 || hostPort > 65_535) {
        throw new Refusal(400, `minimesos: ${HostPort} is no port that ${name} can be published at; it has to be a single one`);
      }
      return { protocol, port, hostPort, ...(HostIp && HostIp !== '0.0.0.0' && { hostAddress: HostIp }) };
    });
  });
}

/** Each exposed port at any that is free, but those that are bound already. */
export function bindAll(exposed: readonly string[], bound: readonly PortBinding[]): PortBinding[] {
  const others = exposed
    .map(readPort)
    .filter(({ port, protocol }) => !bound.some((one) => one.port === port && one.protocol === protocol));
  return [...bound, ...others.map((port) => ({ ...port, hostPort: 0 }))];
}

/** As an inspected container shows them. */
export function dockerPorts(bindings: readonly PortBinding[]): Record<string, { HostIp: string; HostPort: string }[]> {
  const ports: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const { port, protocol, hostPort, hostAddress } of bindings) {
    const place = { HostIp: hostAddress ?? '0.0.0.0', HostPort: `${hostPort}` };
    ports[`${port}/${protocol}`] = [...(ports[`${port}/${protocol}`] ?? []), place];
  }
  return ports;
}

function readPort(name: string): { port: number; protocol: 'tcp' | 'udp' } {
  const [, port, protocol = 'tcp'] = /^(\d+)(?:\/(\w+))?$/.exec(name) ?? [];
  if (port === undefined) throw new Refusal(400, `minimesos: ${name} is no port`);
  if (protocol !== 'tcp' && protocol !== 'udp') throw new Refusal(400, `minimesos: ${name}: only TCP and UDP can be published`);
  return { port: Number(port), protocol };
}
