import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import dnsPacket from 'dns-packet';
import { afterEach, describe, expect, it } from 'vitest';
import { NamesServer, type NamesServerOptions } from '../../src/discovery/names-server.js';
import type { NamedState, NamedTask } from '../../src/discovery/state.js';
import { DEFAULT_IP_SOURCES } from '../../src/discovery/task-addresses.js';
import { Clock } from '../../src/mesos/process/clock.js';
import { seededRandom } from '../../src/mesos/process/random.js';

const servers: NamesServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server of the names of a cluster with these tasks; `change` gives it others. */
async function serve(tasks: readonly NamedTask[] = [], more: Partial<NamesServerOptions> = {}) {
  let current = tasks;
  let changed = () => {};
  const state = async (): Promise<NamedState> => ({
    leader: 'master@127.0.0.1:5050',
    slaves: [{ id: 'a-S0', pid: 'slave(1)@127.0.0.1:5051' }],
    frameworks: [{ name: 'marathon', tasks: current }],
  });
  const source = {
    ...{ state, masters: () => ['127.0.0.1:5050'] },
    onChange: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
  };
  const options = {
    ip: '127.0.0.1',
    domain: 'mesos',
    ttl: 60,
    ipSources: DEFAULT_IP_SOURCES,
    resolvers: [],
    random: seededRandom(1),
  };
  const server = new NamesServer(source, { ...options, clock: new Clock(), ...more });
  servers.push(server);
  const { port } = await server.dns.listen('127.0.0.1', 0);
  const http = await server.http.listen('127.0.0.1', 0);
  const resolver = new Resolver();
  resolver.setServers([`127.0.0.1:${port}`]);
  const change = (tasks: readonly NamedTask[]) => {
    current = tasks;
    changed();
  };
  const get = async (path: string) => (await fetch(`http://127.0.0.1:${http.port}${path}`)).json() as Promise<unknown>;
  return { server, port, resolver, change, get, url: `http://127.0.0.1:${http.port}` };
}

const task = (id: string, ports = '[]'): NamedTask => ({
  id,
  name: id,
  slave_id: 'a-S0',
  state: 'TASK_RUNNING',
  resources: { ports },
});
const many = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...task(`web.${index}`),
    name: 'web',
    statuses: [
      {
        ...{ state: 'TASK_RUNNING', timestamp: 1 },
        container_status: { network_infos: [{ ip_addresses: [{ ip_address: `10.0.${index >> 8}.${index & 255}` }] }] },
      },
    ],
  }));
const code = (code: string) => expect.objectContaining({ code }) as unknown;

/** Asks as little as a client can: without EDNS, over UDP. */
async function askPlainly(port: number, name: string) {
  const socket = createSocket('udp4');
  const answer = new Promise<Buffer>((resolve) => socket.on('message', resolve));
  socket.send(dnsPacket.encode({ type: 'query', id: 1, questions: [{ type: 'A', name }] }), port, '127.0.0.1');
  const decoded = dnsPacket.decode(await answer) as dnsPacket.DecodedPacket & { rcode: string };
  socket.close();
  return decoded;
}

describe('DNS', () => {
  it('is for whom it is told to be for, over UDP, TCP and HTTP', async () => {
    const asked: string[] = [];
    const serves = (peer: string) => {
      asked.push(peer);
      return false;
    };
    const { port, url } = await serve([task('web')], { serves });
    const closed = (socket: Socket) =>
      new Promise<void>((resolve) =>
        socket
          .on('error', () => {})
          .on('close', () => resolve())
          .resume(),
      );
    await closed(connect(port, '127.0.0.1'));
    await closed(connect(Number(new URL(url).port), '127.0.0.1'));
    const socket = createSocket('udp4');
    const answers: unknown[] = [];
    socket.on('message', (answer) => answers.push(answer));
    socket.send(dnsPacket.encode({ type: 'query', id: 1, questions: [{ type: 'A', name: 'leader.mesos' }] }), port, '127.0.0.1');
    await expect.poll(() => asked).toEqual(['127.0.0.1', '127.0.0.1', '127.0.0.1']);
    socket.close();
    expect(answers).toEqual([]);
  });

  it('tells addresses and services', async () => {
    const { resolver } = await serve([task('web', '[31000-31001]')]);
    expect(await resolver.resolve4('WEB.marathon.mesos')).toEqual(['127.0.0.1']);
    expect(await resolver.resolve4('leader.mesos', { ttl: true })).toEqual([{ address: '127.0.0.1', ttl: 60 }]);
    const services = await resolver.resolveSrv('_web._tcp.marathon.mesos');
    expect(services.map(({ port }) => port).sort()).toEqual([31000, 31001]);
    expect(services[0]).toMatchObject({
      name: expect.stringMatching(/^web-[a-z0-9]{5}-s0\.marathon\.slave\.mesos$/) as string,
      weight: 1,
    });
    expect(await resolver.resolve4(services[0]?.name ?? '')).toEqual(['127.0.0.1']);
  });

  it('tells apart what is not there and what is there in another way', async () => {
    const { resolver, port } = await serve([task('web')]);
    await expect(resolver.resolve4('nothing.marathon.mesos')).rejects.toEqual(code('ENOTFOUND'));
    await expect(resolver.resolve6('web.marathon.mesos')).rejects.toEqual(code('ENODATA'));
    await expect(resolver.resolveTxt('web.marathon.mesos')).rejects.toEqual(code('ENODATA'));
    await expect(resolver.resolveSrv('_nothing._tcp.marathon.mesos')).rejects.toEqual(code('ENODATA'));
    // There is something below it, so it is there.
    await expect(resolver.resolve4('_tcp.mesos')).rejects.toEqual(code('ENODATA'));
    await expect(resolver.resolve4('mesos')).rejects.toEqual(code('ENODATA'));
    expect(await askPlainly(port, 'nothing.mesos')).toMatchObject({
      rcode: 'NXDOMAIN',
      authorities: [{ type: 'SOA', name: 'mesos' }],
    });
  });

  it('tells who answers', async () => {
    const { resolver } = await serve();
    expect(await resolver.resolveSoa('mesos')).toMatchObject({ nsname: 'ns1.mesos', hostmaster: 'root.ns1.mesos', minttl: 60 });
    expect(await resolver.resolveNs('mesos')).toEqual(['ns1.mesos']);
    expect(await resolver.resolve4('ns1.mesos')).toEqual(['127.0.0.1']);
  });

  it('tells of tasks as soon as they run, and no longer than that', async () => {
    const { resolver, change } = await serve();
    await expect(resolver.resolve4('web.marathon.mesos')).rejects.toEqual(code('ENOTFOUND'));
    change([task('web')]);
    expect(await resolver.resolve4('web.marathon.mesos')).toEqual(['127.0.0.1']);
    change([]);
    await expect(resolver.resolve4('web.marathon.mesos')).rejects.toEqual(code('ENOTFOUND'));
  });

  it('gives many answers over TCP, in another order each time', async () => {
    const { resolver, port } = await serve(many(300));
    const cut = await askPlainly(port, 'web.marathon.mesos');
    expect(cut.flag_tc).toBe(true);
    expect(cut.answers?.length).toBeGreaterThan(20);
    const [first, second] = [await resolver.resolve4('web.marathon.mesos'), await resolver.resolve4('web.marathon.mesos')];
    expect(new Set(first).size).toBe(300);
    expect(first).not.toEqual(second);
  });

  it('takes messages over TCP as they come', async () => {
    const { port } = await serve();
    const questions = [1, 2].map((id) =>
      dnsPacket.streamEncode({ type: 'query', id, questions: [{ type: 'A', name: 'leader.mesos' }] }),
    );
    const bytes = Buffer.concat(questions);
    const socket = connect(port, '127.0.0.1');
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
    });
    socket.write(bytes.subarray(0, 1));
    socket.write(bytes.subarray(1, 40));
    socket.write(bytes.subarray(40));
    await expect.poll(() => received.length).toBe(2 * (questions[0]?.length ?? 0) + 2 * 16);
    socket.destroy();
  });

  it('refuses what is not about the cluster', async () => {
    const { resolver, port } = await serve();
    await expect(resolver.resolve4('example.com')).rejects.toEqual(code('EREFUSED'));
    expect(await askPlainly(port, 'nomesos')).toMatchObject({ rcode: 'REFUSED', flag_aa: false });
  });

  it('asks others what is not about the cluster, where there are some', async () => {
    const other = await serve(many(100), { domain: 'example' });
    const nobody = await serve();
    const gone = nobody.port;
    await nobody.server.close();
    const { resolver } = await serve([], {
      resolvers: [
        { ip: '127.0.0.1', port: gone },
        { ip: '127.0.0.1', port: other.port },
      ],
    });
    expect(await resolver.resolve4('leader.example')).toEqual(['127.0.0.1']);
    expect(await resolver.resolve4('web.marathon.example')).toHaveLength(100);
    await expect(resolver.resolve4('nothing.example')).rejects.toEqual(code('ENOTFOUND'));
    expect(await resolver.resolve4('leader.mesos')).toEqual(['127.0.0.1']);
    const alone = await serve([], { resolvers: [{ ip: '127.0.0.1', port: gone }] });
    await expect(alone.resolver.resolve4('example.com')).rejects.toEqual(code('ESERVFAIL'));
  });

  it('has the same port for UDP and TCP, and gives it back', async () => {
    const { server, port } = await serve();
    const second = new NamesServer(
      { state: () => Promise.reject(new Error('no state')), masters: () => [], onChange: () => () => {} },
      {
        ...{ ip: '127.0.0.1', domain: 'mesos', ttl: 60, ipSources: [], resolvers: [] },
        clock: new Clock(),
        random: seededRandom(1),
      },
    );
    servers.push(second);
    await expect(second.dns.listen('127.0.0.1', port)).rejects.toEqual(code('EADDRINUSE'));
    await server.close();
    expect(await second.dns.listen('127.0.0.1', port)).toEqual({ ip: '127.0.0.1', port });
    expect(await askPlainly(port, 'leader.mesos')).toMatchObject({ rcode: 'SERVFAIL' });
  });
});

describe('HTTP', () => {
  it('answers as Mesos-DNS does', async () => {
    const { get, url } = await serve([task('web', '[31000-31000]')]);
    expect(await get('/v1/version')).toMatchObject({ Service: 'Mesos-DNS', URL: 'https://github.com/mesosphere/mesos-dns' });
    expect(await get('/v1/config')).toMatchObject({
      Domain: 'mesos',
      TTL: 60,
      IPSources: ['netinfo', 'mesos', 'host'],
      DnsOn: true,
    });
    expect(await get('/v1/hosts/web.marathon.mesos')).toEqual([{ host: 'web.marathon.mesos.', ip: '127.0.0.1' }]);
    expect(await get('/v1/hosts/Leader.Mesos./')).toEqual([{ host: 'leader.mesos.', ip: '127.0.0.1' }]);
    expect(await get('/v1/hosts/nothing.mesos')).toEqual([{ host: '', ip: '' }]);
    const host = expect.stringMatching(/^web-[a-z0-9]{5}-s0\.marathon\.slave\.mesos\.$/) as string;
    expect(await get('/v1/services/_web._tcp.marathon.mesos.')).toEqual([
      { service: '_web._tcp.marathon.mesos.', host, ip: '127.0.0.1', port: '31000' },
    ]);
    expect(await get('/v1/services/_nothing._tcp.mesos')).toEqual([{ service: '', host: '', ip: '', port: '' }]);
    expect(await get('/v1/enumerate')).toMatchObject({ frameworks: [{ name: 'marathon', tasks: [{ id: 'web', name: 'web' }] }] });
    expect(await get('/v1/axfr')).toMatchObject({
      ...{ TTL: 60, Domain: 'mesos', Mname: 'ns1.mesos.', Rname: 'root.ns1.mesos.', Serial: expect.any(Number) as number },
      Records: { As: { 'leader.mesos.': ['127.0.0.1'] }, AAAAs: {}, SRVs: { '_leader._tcp.mesos.': ['leader.mesos.:5050'] } },
    });
    const status = async (path: string, method = 'GET') => (await fetch(url + path, { method })).status;
    expect(await status('/v1/hosts/web.marathon.mesos/ports')).toBe(501);
    for (const name of ['constructor', 'toString', '__proto__']) expect(await status(`/v1/${name}`), name).toBe(404);
    for (const path of ['/', '/v1', '/v1/nothing', '/v1/hosts/a/b', '/v2/version', '/v1/%zz'])
      expect(await status(path)).toBe(404);
    expect(await status('/v1/version', 'POST')).toBe(405);
  });
});
