import { describe, expect, it } from 'vitest';
import { createOptions } from '../../../../src/mesos/containerizer/docker/create-options.js';
import { type RunRequest, runOptions } from '../../../../src/mesos/containerizer/docker/run-options.js';
import type { ContainerInfo, Resource } from '../../../../src/mesos/wire/messages.js';

const scalar = (name: string, value: number): Resource => ({ name, type: 'SCALAR', scalar: { value } });
const ports = (begin: number, end: number): Resource => ({ name: 'ports', type: 'RANGES', ranges: { range: [{ begin, end }] } });
const MB = 2 ** 20;

const request = (container: Partial<ContainerInfo>, more: Partial<RunRequest> = {}): RunRequest => ({
  container: { type: 'DOCKER', docker: { image: 'image' }, ...container },
  command: { value: 'true' },
  ...{ name: 'mesos-1', sandbox: '/sandbox', mappedDirectory: '/mnt/mesos/sandbox', resources: [], environment: {} },
  hardCpuLimit: false,
  ...more,
});
const docker = (more: Partial<ContainerInfo.DockerInfo>) => ({ docker: { image: 'image', ...more } });
const refusal = (container: Partial<ContainerInfo>, more: Partial<RunRequest> = {}) => {
  try {
    runOptions(request(container, more));
  } catch (error) {
    return (error as Error).message;
  }
  return undefined;
};

describe('the options of docker run', () => {
  it('are these for a container of which little is said', () => {
    expect(runOptions(request({}))).toMatchObject({
      ...{ name: 'mesos-1', image: 'image', privileged: false, network: 'host', volumes: [], ports: [] },
      ...{ entrypoint: '/bin/sh', arguments: ['-c', 'true'] },
      environment: { MESOS_SANDBOX: '/mnt/mesos/sandbox', MESOS_CONTAINER_NAME: 'mesos-1' },
    });
  });

  it.each([
    [{ shell: false }, { entrypoint: undefined, arguments: [] }],
    [
      { shell: false, value: 'echo', arguments: ['a'] },
      { entrypoint: undefined, arguments: ['echo', 'a'] },
    ],
    [
      { shell: false, arguments: ['a'] },
      { entrypoint: undefined, arguments: ['a'] },
    ],
  ])('have the command %j', (command, expected) => {
    const { entrypoint, arguments: list } = runOptions(request({}, { command }));
    expect({ entrypoint, arguments: list }).toEqual(expected);
  });

  it('follow the resources, and the limits', () => {
    const resources = [scalar('cpus', 1.5), scalar('mem', 64)];
    expect(runOptions(request({}, { resources }))).toMatchObject({ cpuShares: 1536, memory: 64 * MB });
    expect(runOptions(request({}, { resources, hardCpuLimit: true })).cpuQuota).toBe(150_000);
    expect(runOptions(request({}, { resources: [scalar('cpus', 0.001), scalar('mem', 4)] }))).toMatchObject({
      ...{ cpuShares: 2, memory: 32 * MB },
    });
    const limited = runOptions(request({}, { resources, limits: { cpus: { value: 2 }, mem: { value: 128 } } }));
    expect(limited).toMatchObject({ cpuQuota: 200_000, memory: 128 * MB, memoryReservation: 64 * MB });
    expect(limited.oomScoreAdj).toBeLessThanOrEqual(1000);
    const endless = { cpus: { value: Number.POSITIVE_INFINITY }, mem: { value: Number.POSITIVE_INFINITY } };
    const { cpuQuota, memory, memoryReservation } = runOptions(request({}, { resources, limits: endless }));
    expect({ cpuQuota, memory, memoryReservation }).toEqual({
      cpuQuota: undefined,
      memory: undefined,
      memoryReservation: 64 * MB,
    });
  });

  it('have volumes of the host, of the sandbox and of Docker', () => {
    const volumes = [
      { host_path: '/data', container_path: '/data', mode: 'RO' },
      { host_path: 'own', container_path: '/own', mode: 'RW' },
      { host_path: '/data', container_path: 'inside', mode: 'RW' },
      { source: { type: 'DOCKER_VOLUME', docker_volume: { driver: 'local', name: 'v' } }, container_path: '/v', mode: 'RW' },
      { source: { type: 'SANDBOX_PATH' }, container_path: '/ignored', mode: 'RW' },
    ] as const;
    expect(runOptions(request({ volumes: [...volumes] }))).toMatchObject({
      volumes: ['/data:/data:ro', '/sandbox/own:/own:rw', '/data:/mnt/mesos/sandbox/inside:rw', 'v:/v:rw'],
      volumeDriver: 'local',
    });
    expect(runOptions(request({ ...docker({ volume_driver: 'rexray' }), volumes: [volumes[1]] }))).toMatchObject({
      ...{ volumes: ['own:/own:rw'], volumeDriver: 'rexray' },
    });
  });

  it.each<[string, Partial<ContainerInfo>, Partial<RunRequest>]>([
    ['Shell specified but no command value provided', {}, { command: {} }],
    ['No network info found in container info', docker({ network: 'USER' }), {}],
    ['No network name found in network info', { ...docker({ network: 'USER' }), network_infos: [{}] }, {}],
    ['Only a single network can be defined in Docker run', { ...docker({ network: 'USER' }), network_infos: [{}, {}] }, {}],
    ['Unable to set hostname with host network mode', { hostname: 'me' }, {}],
    [
      'Port mappings are only supported for bridge and user-defined networks',
      docker({ port_mappings: [{ host_port: 1, container_port: 1 }] }),
      {},
    ],
    [
      'Port mappings require port resources',
      docker({ network: 'BRIDGE', port_mappings: [{ host_port: 1, container_port: 1 }] }),
      {},
    ],
    [
      'Port [1] not included in resources',
      docker({ network: 'BRIDGE', port_mappings: [{ host_port: 1, container_port: 1 }] }),
      { resources: [ports(2, 3)] },
    ],
    [
      "Both host_path 'a' and container_path 'b' of a volume are relative",
      { volumes: [{ host_path: 'a', container_path: 'b', mode: 'RW' }] },
      {},
    ],
    ['Host path or volume source is required', { volumes: [{ container_path: '/b', mode: 'RW' }] }, {}],
  ])('are refused in the words of Mesos: %s', (message, container, more) => {
    expect(refusal(container, more)).toBe(message);
  });

  it('take the first network of the parameters, and DNS of the agent where they name none', () => {
    const defaultDns = JSON.stringify({
      docker: [
        { network_mode: 'BRIDGE', dns: { nameservers: ['10.0.0.1'] } },
        { network_mode: 'USER', network_name: 'mine', dns: { nameservers: ['10.0.0.2'], search: ['example.com'] } },
      ],
    });
    const of = (more: Partial<ContainerInfo.DockerInfo>) =>
      runOptions(request({ ...docker(more), network_infos: [{ name: 'mine' }] }, { defaultDns }));
    expect(of({ network: 'BRIDGE' }).dns?.servers).toEqual(['10.0.0.1']);
    expect(of({ network: 'USER' }).dns).toEqual({ servers: ['10.0.0.2'], search: ['example.com'], options: [] });
    expect(of({ network: 'HOST' }).dns).toBeUndefined();
    expect(of({ network: 'BRIDGE', parameters: [{ key: 'dns', value: '1.1.1.1' }] }).dns).toBeUndefined();
    const { network, parameters } = of({
      parameters: [
        { key: 'net', value: 'other' },
        { key: 'env', value: 'A=b' },
      ],
    });
    expect({ network, parameters }).toEqual({ network: 'other', parameters: [{ key: 'env', value: 'A=b' }] });
  });
});

describe('what an engine is asked to make', () => {
  const SURROUNDINGS = { ip: '127.0.0.1', mounts: [{ source: '/a:b', target: '/c' }], labels: { owner: 'me' } };
  const of = (container: Partial<ContainerInfo>, more: Partial<RunRequest> = {}) =>
    createOptions(runOptions(request(container, more)), SURROUNDINGS);
  const withParameters = (...parameters: [string, string][]) =>
    of(docker({ parameters: parameters.map(([key, value]) => ({ key, value })) }));

  it('is published at the address of the agent, over TCP and UDP', () => {
    const port_mappings = [
      { host_port: 31000, container_port: 80 },
      { host_port: 31000, container_port: 53, protocol: 'udp' },
    ];
    const { ExposedPorts, HostConfig } = of(docker({ network: 'BRIDGE', port_mappings }), { resources: [ports(31000, 31001)] });
    const at = [{ HostIp: '127.0.0.1', HostPort: '31000' }];
    expect(HostConfig.PortBindings).toEqual({ '80/tcp': at, '53/udp': at });
    expect(ExposedPorts).toEqual({ '80/tcp': {}, '53/udp': {} });
  });

  it('has its sandbox mounted, whatever is in its path, and labels', () => {
    const { HostConfig, Labels } = of({});
    expect(HostConfig.Mounts).toEqual([{ Type: 'bind', Source: '/a:b', Target: '/c' }]);
    expect(Labels).toEqual({ owner: 'me' });
  });

  it.each<[string, string, object]>([
    ['cap-add', 'NET_ADMIN', { CapAdd: ['NET_ADMIN'] }],
    ['cpus', '1.5', { NanoCpus: 1.5e9 }],
    ['memory', '64m', { Memory: 64 * MB }],
    ['memory-swap', '-1', { MemorySwap: -1 }],
    ['device', '/dev/fuse', { Devices: [{ PathOnHost: '/dev/fuse', PathInContainer: '/dev/fuse', CgroupPermissions: 'rwm' }] }],
    ['device', '/dev/a:/dev/b:r', { Devices: [{ PathOnHost: '/dev/a', PathInContainer: '/dev/b', CgroupPermissions: 'r' }] }],
    ['ulimit', 'nofile=10:20', { Ulimits: [{ Name: 'nofile', Soft: 10, Hard: 20 }] }],
    ['tmpfs', '/run:size=1m', { Tmpfs: { '/run': 'size=1m' } }],
    ['log-driver', 'none', { LogConfig: { Type: 'none', Config: {} } }],
    ['security-opt', 'seccomp=unconfined', { SecurityOpt: ['seccomp=unconfined'] }],
    ['publish', '127.0.0.1:80:8080/udp', { PortBindings: { '8080/udp': [{ HostIp: '127.0.0.1', HostPort: '80' }] } }],
    [
      'mount',
      'type=bind,source=/x,target=/y,readonly',
      { Mounts: [expect.anything(), expect.objectContaining({ ReadOnly: true })] },
    ],
    ['read-only', 'true', { ReadonlyRootfs: true }],
    ['pid', 'host', { PidMode: 'host' }],
    ['ipc', 'host', { IpcMode: 'host' }],
    ['volume', '/a:/b:ro', { Binds: ['/a:/b:ro'] }],
  ])('has the parameter %s: %s', (key, value, expected) => {
    expect(withParameters([key, value]).HostConfig).toMatchObject(expected);
  });

  it('has parameters that are no limits', () => {
    const parameters: [string, string][] = [
      ...(['A=b', 'UNSET'].map((value) => ['env', value]) as [string, string][]),
      ['user', 'me'],
      ['workdir', '/w'],
      ['entrypoint', '/e'],
      ['rm', 'true'],
      ['label', 'a=b=c'],
    ];
    expect(withParameters(...parameters)).toMatchObject({
      Env: expect.arrayContaining(['A=b']),
      ...{ User: 'me', WorkingDir: '/w', Entrypoint: ['/e'], Labels: { a: 'b=c', owner: 'me' } },
    });
  });

  it('is in its network under aliases and an address', () => {
    const parameters = [
      { key: 'net-alias', value: 'one' },
      { key: 'network-alias', value: 'two' },
      { key: 'ip', value: '10.0.0.7' },
    ];
    const { NetworkingConfig } = of({ ...docker({ network: 'USER', parameters }), network_infos: [{ name: 'mine' }] });
    expect(NetworkingConfig).toEqual({
      EndpointsConfig: { mine: { Aliases: ['one', 'two'], IPAMConfig: { IPv4Address: '10.0.0.7' } } },
    });
  });

  it.each([
    ['nam', 'x', /^Unknown parameter 'nam'/],
    ['memory', 'much', /^Invalid value of parameter 'memory': 'much' is no size such as 64m$/],
    ['ulimit', 'x', /^Invalid value of parameter 'ulimit'/],
    ['privileged', 'perhaps', /neither true nor false/],
    ['publish', 'x', /is no published port/],
  ])('is not made with the parameter %s: %s', (key, value, message) => {
    expect(() => withParameters([key, value])).toThrow(message);
  });
});
