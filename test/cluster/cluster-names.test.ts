import { execFile, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { TestFramework } from './test-framework.js';

const hasDig = spawnSync('dig', ['-v']).error === undefined;
const dig = async ({ names }: MesosCluster, ...args: string[]) =>
  (await promisify(execFile)('dig', [`@${names.ip}`, '-p', String(names.port), ...args])).stdout.trim();

/** A framework called marathon with a task that says how it is to be found, and one that does not. */
async function launchServices(cluster: MesosCluster): Promise<TestFramework> {
  const framework = await TestFramework.start(cluster, 'marathon');
  const ports = { ports: [{ number: 8080, name: 'http', protocol: 'tcp' }] };
  await framework.launch('web.1', 'sleep 1000', undefined, {
    discovery: { visibility: 'CLUSTER', name: 'web', ports },
  });
  await framework.launch('worker', 'sleep 1000');
  await cluster.waitForTasks({ count: 2, state: 'TASK_RUNNING' });
  return framework;
}

describe.each<[string, ClusterDescriptionInput]>([
  ['in this process', {}],
  ['in a process of its own', { host: 'process' }],
])('the names of a cluster %s', (_, where) => {
  it('are those of all that runs on it', async () => {
    await using cluster = await MesosCluster.start({ ...where, agents: 2, names: true });
    const { names } = cluster;
    expect(cluster.names).toBe(names);
    expect(names).toMatchObject({ ip: '127.0.0.1', domain: 'mesos', url: `http://127.0.0.1:${names.httpPort}` });
    expect(await names.resolve('leader')).toEqual(['127.0.0.1']);
    expect(await names.services('_leader._tcp')).toEqual([{ host: 'leader.mesos', ip: '127.0.0.1', port: cluster.leader.port }]);
    expect((await names.services('_slave._tcp.mesos')).map(({ port }) => port).sort()).toEqual(
      cluster.agents.map(({ port }) => port).sort(),
    );
    expect(await names.resolve('web.marathon')).toEqual([]);

    const framework = await launchServices(cluster);
    expect(await names.resolve('web.marathon')).toEqual(['127.0.0.1']);
    expect(await names.resolve('Worker.Marathon.Mesos.')).toEqual(['127.0.0.1']);
    expect(await names.services('_http._web._tcp.marathon')).toMatchObject([{ ip: '127.0.0.1', port: 8080 }]);
    expect(await names.services('_worker._tcp.marathon')).toEqual([]);
    await cluster.killTask('web.1');
    await cluster.waitForTasks({ count: 1, state: 'TASK_KILLED' });
    expect(await names.resolve('web.marathon')).toEqual([]);

    await cluster.reset();
    await framework.ended;
    await expect.poll(() => names.resolve('worker.marathon')).toEqual([]);
    expect(await names.services('_leader._tcp')).toHaveLength(1);
    await expect(names.resolve('')).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    framework.close();
  });

  it('are gone with the cluster', async () => {
    const cluster = await MesosCluster.start({ ...where, agents: 0, names: true });
    const { names } = cluster;
    await cluster.destroy();
    await expect(names.resolve('leader')).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
    const server = createServer().listen(names.port, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    server.close();
    await expect(fetch(`${names.url}/v1/version`)).rejects.toThrow();
  });

  it('need a description that asks for them', async () => {
    await using cluster = await MesosCluster.start({ ...where, agents: 0 });
    expect(() => cluster.names).toThrow(`Cluster ${cluster.name} serves no names.`);
  });
});

describe('the names of a cluster', () => {
  it('are where its description says, and are refused where somebody else is', async () => {
    await using first = await MesosCluster.start({ agents: 0, names: { domain: 'test.example', ttl: 0 } });
    expect(await first.names.resolve('leader.test.example')).toEqual(['127.0.0.1']);
    const { port, httpPort } = first.names;
    for (const names of [{ port }, { httpPort }]) {
      await expect(MesosCluster.start({ name: 'second', agents: 0, names })).rejects.toMatchObject({ code: 'PORT_TAKEN' });
    }
    await first.destroy();
    await using second = await MesosCluster.start({ name: 'second', agents: 0, names: { port, httpPort } });
    expect(second.names).toMatchObject({ port, httpPort });
  });

  it('follow the leader', async () => {
    await using cluster = await MesosCluster.start({ agents: 0, masters: 2, names: true });
    const port = async () => (await cluster.names.services('_leader._tcp'))[0]?.port;
    expect(await port()).toBe(cluster.leader.port);
    const before = cluster.leader;
    await cluster.failover();
    expect(cluster.leader).not.toBe(before);
    expect(await port()).toBe(cluster.leader.port);
    await cluster.leader.kill();
    // While nobody leads, what was known last counts.
    expect(await port()).toBeDefined();
    expect(await cluster.names.resolve('master1')).toEqual(['127.0.0.1']);
  });

  it('are told of a cluster that is there already, too', async () => {
    await using original = await MesosCluster.start({ agents: 1 });
    await using cluster = await MesosCluster.start({ driver: 'attached', master: original.leader.url, names: true });
    const framework = await launchServices(original);
    await cluster.waitForTasks({ count: 2, state: 'TASK_RUNNING' });
    expect(await cluster.names.resolve('web.marathon')).toEqual(['127.0.0.1']);
    framework.close();
  });

  it('are understood by dig', async (context) => {
    context.skip(!hasDig, 'there is no dig here');
    await using cluster = await MesosCluster.start({ agents: 2, names: { domain: 'mm' } });
    const framework = await launchServices(cluster);
    expect(await dig(cluster, '+short', 'leader.mm')).toBe('127.0.0.1');
    expect(await dig(cluster, '+short', '+tcp', 'web.marathon.mm')).toBe('127.0.0.1');
    expect(await dig(cluster, '+short', '+noedns', '_http._web._tcp.marathon.mm', 'SRV')).toMatch(
      /^0 1 8080 web-[a-z0-9]{5}-s\d\.marathon\.mm\.$/,
    );
    expect(await dig(cluster, '+short', 'mm', 'SOA')).toMatch(/^ns1\.mm\. root\.ns1\.mm\. \d+ 60 600 86400 60$/);
    expect(await dig(cluster, '+short', 'mm', 'NS')).toBe('ns1.mm.');
    expect(await dig(cluster, 'mm', 'ANY')).toContain('flags: qr aa rd;');
    expect(await dig(cluster, 'nothing.mm')).toContain('status: NXDOMAIN');
    expect(await dig(cluster, 'leader.mm', 'AAAA')).toContain('status: NOERROR');
    expect(await dig(cluster, 'example.com')).toContain('status: REFUSED');
    for (const answer of [await dig(cluster, 'web.marathon.mm', 'SVCB'), await dig(cluster, '+opcode=notify', 'mm')]) {
      expect(answer).not.toContain('Malformed');
    }
    framework.close();
  });
});
