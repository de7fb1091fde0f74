import { applyParameters, type CreateOptions } from './parameters.js';
import type { RunOptions } from './run-options.js';

/** What is not of the container itself, but of where it is made. */
export interface Surroundings {
  /** Where its ports are published: the address of the agent. */
  readonly ip: string;
  /** What is mounted besides its volumes, as paths on the host and in the container. */
  readonly mounts: readonly { readonly source: string; readonly target: string }[];
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * A container as the API of an engine wants it described.
 * @throws Error that names a parameter that is unknown or has a wrong value
 */
export function createOptions(run: RunOptions, { ip, mounts, labels }: Surroundings): CreateOptions {
  const { network, dns, hostname, entrypoint } = run;
  const options: CreateOptions = {
    name: run.name,
    Image: run.image,
    ...{ AttachStdout: true, AttachStderr: true },
    Env: Object.entries(run.environment).map(([name, value]) => `${name}=${value}`),
    Labels: { ...labels },
    ...{ ExposedPorts: {}, Volumes: {}, aliases: [], addresses: {} },
    ...(run.arguments.length > 0 && { Cmd: [...run.arguments] }),
    ...(entrypoint !== undefined && { Entrypoint: [entrypoint] }),
    ...(hostname !== undefined && { Hostname: hostname }),
    HostConfig: {
      NetworkMode: network,
      Privileged: run.privileged,
      ...{ CpuShares: run.cpuShares, CpuQuota: run.cpuQuota, Memory: run.memory, MemoryReservation: run.memoryReservation },
      ...{ OomScoreAdj: run.oomScoreAdj, VolumeDriver: run.volumeDriver },
      Binds: [...run.volumes],
      Mounts: mounts.map(({ source, target }) => ({ Type: 'bind', Source: source, Target: target })),
      PortBindings: {},
      ...(dns && { Dns: [...dns.servers], DnsSearch: [...dns.search], DnsOptions: [...dns.options] }),
    },
  };
  for (const { host_port, container_port, protocol = 'tcp' } of run.ports) {
    const port = `${container_port}/${protocol.toLowerCase()}`;
    options.ExposedPorts[port] = {};
    const { PortBindings: bindings } = options.HostConfig;
    bindings[port] = [...(bindings[port] ?? []), { HostIp: ip, HostPort: String(host_port) }];
  }
  applyParameters(options, run.parameters);
  const { aliases, addresses, ...described } = options;
  const isNamed = !['host', 'bridge', 'none', 'default'].includes(network) && !network.startsWith('container:');
  const endpoint = { Aliases: aliases, ...(Object.keys(addresses).length > 0 && { IPAMConfig: addresses }) };
  return { ...options, ...described, ...(isNamed && { NetworkingConfig: { EndpointsConfig: { [network]: endpoint } } }) };
}
