import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster, type MinimesosError } from '../../../src/index.js';

const clusters: MesosCluster[] = [];
const servers: Server[] = [];
const start = async (description: ClusterDescriptionInput) => {
  const cluster = await MesosCluster.start(description);
  clusters.push(cluster);
  return cluster;
};
const attach = (master: string, more: Partial<ClusterDescriptionInput> = {}) => start({ driver: 'attached', master, ...more });
const fails = (work: Promise<unknown>): Promise<MinimesosError> =>
  work.then(
    () => expect.unreachable('it should have failed'),
    (error: MinimesosError) => error,
  );
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, 20_000);
const ids = ({ agents }: MesosCluster) => agents.map(({ id }) => id).sort();

/** A server that is no master. */
async function serve(answer: (url: string) => { status: number; body: string; location?: string }): Promise<string> {
  const server = createServer(({ url = '' }, response) => {
    const { status, body, location } = answer(url);
    response.writeHead(status, location === undefined ? {} : { Location: location }).end(body);
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

afterEach(async () => {
  // Those that only look at others first.
  for (const cluster of clusters.splice(0).reverse()) await cluster.destroy();
  for (const server of servers.splice(0)) server.close();
});

describe('a cluster that runs already', () => {
  it('is seen as it is, and left as it was', async () => {
    const original = await start({ agents: 2, mesosVersion: '1.12' });
    const cluster = await attach(original.leader.url);
    expect(cluster.driver).toBe('attached');
    expect(cluster.mesosVersion).toBe('1.12.0');
    expect(cluster.leader).toMatchObject({ url: original.leader.url, running: true, leading: true });
    expect(ids(cluster)).toEqual(ids(original));
    expect((await cluster.state()).id).toBe((await original.state()).id);
    expect((await cluster.agents[0]?.state())?.id).toBe(cluster.agents[0]?.id);

    const { taskId, ...result } = await cluster.run('echo hello');
    expect(result).toMatchObject({ state: 'TASK_FINISHED', stdout: 'hello\n' });
    expect(await cluster.logs(taskId)).toBe('hello\n');
    await cluster.waitForTasks({ count: 1, state: 'TASK_FINISHED' });

    await cluster.destroy();
    expect(await original.run('true')).toMatchObject({ state: 'TASK_FINISHED' });
    expect(ids(original)).toHaveLength(2);
  });

  it('tells what happens on it', async () => {
    const original = await start({ agents: 1 });
    const cluster = await attach(original.leader.url);
    const { taskId, agentId } = await original.run('true', { throwOnFailure: true });
    const states = () => cluster.timeline({ kinds: ['task'], task: taskId }).map(({ what }) => what);
    await eventually(() => expect(states()).toEqual(['TASK_STAGING', 'TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']));
    expect(cluster.timeline({ task: taskId })[0]?.agent).toBe(agentId);
    await eventually(() => expect(cluster.timeline({ text: 'FRAMEWORK_REMOVED' })).toHaveLength(1));

    const added = await original.addAgent();
    await eventually(() => expect(ids(cluster)).toEqual(ids(original)));
    await added.stop();
    await eventually(() => expect(ids(cluster)).toEqual(ids(original)));
    expect(cluster.timeline({ agent: added.id }).map(({ what }) => what)).toEqual(['registered', 'removed']);
  });

  it('is found by a master that does not lead, and by ZooKeeper, and stays found when another one leads', async () => {
    const original = await start({ agents: 1, masters: 3 });
    const follower = original.masters.find(({ leading }) => !leading);
    const byUrl = await attach(follower?.url ?? '');
    const byZooKeeper = await attach(original.zookeeper.url);
    expect(byUrl.leader.url).toBe(original.leader.url);
    expect(byZooKeeper.leader.url).toBe(original.leader.url);
    expect(byZooKeeper.masters.map(({ url }) => url).sort()).toEqual(original.masters.map(({ url }) => url).sort());
    expect(byZooKeeper.zookeeper).toMatchObject({ url: original.zookeeper.url, external: true });
    expect(await fails(byZooKeeper.zookeeper.freeze())).toMatchObject({ code: 'ZOOKEEPER_EXTERNAL' });

    const before = original.leader.url;
    await original.failover();
    expect(original.leader.url).not.toBe(before);
    for (const cluster of [byUrl, byZooKeeper]) {
      await eventually(() => expect(cluster.leader).toMatchObject({ url: original.leader.url, leading: true }));
      expect(await cluster.run('echo again')).toMatchObject({ stdout: 'again\n' });
    }
  });

  it('has no leader while its master is gone, and one again when that is back', async () => {
    const original = await start({ agents: 1 });
    const cluster = await attach(original.leader.url);
    await original.leader.kill();
    await eventually(() => expect(cluster.leader.leading).toBe(false));
    expect(['MASTER_GONE', 'NO_LEADER']).toContain((await fails(cluster.state())).code);
    await original.leader.restart();
    await eventually(() => expect(cluster.leader.leading).toBe(true));
    expect(await cluster.run('true')).toMatchObject({ state: 'TASK_FINISHED' });
  });

  it('can be used from a host process', async () => {
    const original = await start({ agents: 1 });
    const cluster = await attach(original.leader.url, { host: 'process' });
    expect(cluster.driver).toBe('attached');
    expect(cluster.capabilities).toEqual([]);
    expect(await cluster.run('echo there')).toMatchObject({ stdout: 'there\n' });
    expect(await fails(cluster.reset())).toMatchObject({ code: 'UNSUPPORTED_BY_DRIVER' });
  });

  it('asks who minimesos is, and is told', async () => {
    const asking = { authenticate_http_readonly: true, authenticate_http_readwrite: true, credentials: 'me mine' };
    const master = { flags: { ...asking, authenticate_http_frameworks: true, http_framework_authenticators: 'basic' } };
    const original = await start({ masters: [master], agents: 1 });
    const cluster = await attach(original.leader.url, { credentials: { principal: 'me', secret: 'mine' } });
    expect(await cluster.run('echo me')).toMatchObject({ stdout: 'me\n' });

    const nobody = await fails(attach(original.leader.url));
    expect(nobody).toMatchObject({ code: 'CREDENTIALS_REFUSED', details: { status: 401 } });
    expect(nobody.message).toContain('the description has no credentials');
    const other = await fails(attach(original.leader.url, { credentials: 'me:other' }));
    expect(other.message).toContain('does not let in the principal me with its secret (401)');
    expect(other.message).not.toContain('other');
  });
});

describe('what is not possible with a cluster that runs elsewhere', () => {
  it('is said before, and when it is asked for all the same', async () => {
    const original = await start({ agents: 1 });
    const cluster = await attach(original.leader.url);
    const [agent] = cluster.agents;
    const asked: Record<string, () => Promise<unknown>> = {
      kill: () => cluster.leader.kill(),
      restart: () => cluster.leader.restart(),
      stopAgent: () => agent?.stop() ?? Promise.resolve(),
      killAgent: () => agent?.kill() ?? Promise.resolve(),
      restartAgent: () => agent?.restart() ?? Promise.resolve(),
      addAgent: () => cluster.addAgent(),
      failover: () => cluster.failover(),
      reset: () => cluster.reset(),
      advance: () => cluster.clock.advance('1secs'),
      settle: () => cluster.clock.settle(),
      drop: () => cluster.faults.drop({ call: 'ACCEPT' }),
      rescind: () => cluster.faults.rescindOffers(),
      expectCall: () => cluster.expect.call('ACCEPT'),
      expectNone: () => cluster.expect.none({ call: 'ACCEPT' }),
    };
    for (const [name, ask] of Object.entries(asked)) {
      expect(await fails(ask()), name).toMatchObject({ code: 'UNSUPPORTED_BY_DRIVER', details: { driver: 'attached' } });
    }
    expect(cluster.can('clock')).toBe(false);
    expect(original.can('clock')).toBe(true);
    const ending = new AbortController();
    const running = fails(cluster.run('sleep 1000', { signal: ending.signal }));
    const [task] = await cluster.waitForTasks({ count: 1, state: 'TASK_RUNNING' });
    expect(await fails(cluster.killTask(task?.id ?? ''))).toMatchObject({ code: 'UNSUPPORTED_BY_DRIVER' });
    ending.abort(new Error('enough'));
    expect((await running).message).toBe('enough');
    expect(agent?.running).toBe(true);
    expect(await original.run('true')).toMatchObject({ state: 'TASK_FINISHED' });
  });
});

describe('a cluster that is not there', () => {
  const timeout = 700;

  it('is told with what was seen', async () => {
    const error = await fails(attach('http://127.0.0.1:1', { timeout }));
    expect(error.message).toMatch(/^No leading master was found by http:\/\/127\.0\.0\.1:1 within 700ms: nobody listens there\./);
  });

  it('is told when ZooKeeper has no masters, or is not there itself', async () => {
    const original = await start({ zookeeper: true });
    const { connectString } = original.zookeeper;
    const empty = await fails(attach(`zk://${connectString}/nothing`, { timeout }));
    expect(empty).toMatchObject({ code: 'MASTER_UNREACHABLE' });
    expect(empty.message).toContain('there is no znode /nothing');
    expect(await fails(attach('zk://me:mine@127.0.0.1:1/mesos', { timeout }))).toMatchObject({ code: 'ZOOKEEPER_UNREACHABLE' });
  });

  it('is told when what answers is an agent', async () => {
    const original = await start({ agents: 1 });
    const error = await fails(attach(original.agents[0]?.url ?? ''));
    expect(error.message).toContain('it answers 404 when asked who leads');
  });

  it('is told when what answers is something else', async () => {
    const page = await serve(() => ({ status: 200, body: '<html>' }));
    expect(await fails(attach(page))).toMatchObject({ code: 'NOT_A_MASTER', details: { reason: 'it does not tell who leads' } });
    const redirecting = await serve((url) =>
      url === '/redirect' ? { status: 307, body: '', location: '/' } : { status: 200, body: '<html>' },
    );
    expect(await fails(attach(redirecting))).toMatchObject({ code: 'NOT_A_MASTER' });
    const astray = await serve(() => ({ status: 307, body: '', location: 'http://a:b:c' }));
    expect(await fails(attach(astray))).toMatchObject({
      ...{ code: 'NOT_A_MASTER', details: { reason: 'http://a:b:c, where it sends to, is no URL' } },
    });
    const lying = await serve((url) =>
      url === '/redirect' ? { status: 307, body: '', location: '/' } : { status: 200, body: '{"version":"1.11.0"}' },
    );
    expect(await fails(attach(lying, { timeout }))).toMatchObject({
      code: expect.stringMatching(/NOT_A_MASTER|MASTER_UNREACHABLE/),
    });
  });
});
