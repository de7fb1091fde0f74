import { afterEach, describe, expect, it } from 'vitest';
import { MesosCluster } from '../../../src/index.js';
import { systemRandom } from '../../../src/mesos/process/random.js';
import { openTcpClient } from '../../../src/zookeeper/tcp-client.js';

const sleeper = { id: '/shop/web', cmd: 'sleep 1000', cpus: 0.1, mem: 32 };
const clusters: MesosCluster[] = [];

async function start(more: Parameters<typeof MesosCluster.start>[0] = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start({ reaction: 'immediate', zookeeper: true, ...more });
  clusters.push(cluster);
  return cluster;
}

afterEach(async () => {
  await Promise.all(clusters.splice(0).map((cluster) => cluster.destroy()));
});

/** The children of a znode. */
async function children(cluster: MesosCluster, path: string): Promise<string[]> {
  const client = openTcpClient(cluster.zookeeper.connectString, 10_000, systemRandom);
  try {
    await new Promise<void>((resolve) => client.onState((state) => state === 'connected' && resolve()));
    return (await client.children(path)).sort();
  } finally {
    await client.close();
  }
}

const running = async (cluster: MesosCluster) => (await cluster.tasks({ state: 'TASK_RUNNING' })).map(({ id }) => id).sort();
const marathonOf = async (cluster: MesosCluster) => (await cluster.frameworks()).map(({ name, id }) => ({ name, id }));

describe('the state of Marathon', () => {
  it('is in the ZooKeeper of the cluster, from where the next one goes on', async () => {
    const cluster = await start({ apps: [sleeper] });
    expect(await children(cluster, '/minimesos/marathon')).toEqual(['apps', 'deployments', 'framework', 'groups', 'instances']);
    expect(await children(cluster, '/minimesos/marathon/instances')).toEqual([expect.stringMatching(/^shop_web\.instance-/)]);
    const [before, tasks] = [await marathonOf(cluster), await running(cluster)];
    const { url } = cluster.marathon;
    const events = await fetch(`${url}/v2/events`, { headers: { Accept: 'text/event-stream' } });
    const ended = events.text();
    expect(await (await fetch(`${url}/v2/leader`, { method: 'DELETE' })).json()).toEqual({ message: 'Leadership abdicated' });
    expect(await ended).toContain('event: scheduler_disconnected_event');
    await cluster.install({ ...sleeper, id: '/other' });
    expect(cluster.marathon.url).toBe(url);
    expect(await cluster.apps()).toMatchObject([
      { id: '/other', ready: true },
      { id: '/shop/web', ready: true },
    ]);
    expect(await marathonOf(cluster)).toEqual(before);
    expect(await running(cluster)).toEqual(expect.arrayContaining(tasks));
    await cluster.uninstall('/shop/web');
    await cluster.uninstall('/other');
    expect(await running(cluster)).toEqual([]);
    expect(await children(cluster, '/minimesos/marathon/instances')).toEqual([]);
  });

  it('ends with a reset', async () => {
    const cluster = await start({ marathon: true });
    await cluster.install(sleeper);
    const before = await marathonOf(cluster);
    await cluster.reset();
    expect(await cluster.apps()).toEqual([]);
    await cluster.install(sleeper);
    expect(await marathonOf(cluster)).not.toEqual(before);
  });

  it('waits for a ZooKeeper that stands still no longer than it may', async () => {
    const cluster = await start({ marathon: true });
    await cluster.install(sleeper);
    await cluster.zookeeper.freeze();
    await expect(cluster.install({ ...sleeper, id: '/later' }, { timeout: '300ms' })).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
    });
    await cluster.zookeeper.thaw();
    await cluster.install({ ...sleeper, id: '/later' });
  });

  it('does not keep a cluster from its end', async () => {
    const cluster = await start();
    await cluster.zookeeper.freeze();
    await expect(cluster.install(sleeper, { timeout: '100ms' })).rejects.toMatchObject({
      code: 'WAIT_TIMEOUT',
      message: expect.stringContaining('ZooKeeper'),
    });
    await cluster.destroy();
  });

  it('stays out of a ZooKeeper that belongs to others', async () => {
    const owner = await start();
    const cluster = await start({ zookeeper: { url: `zk://${owner.zookeeper.connectString}/another` }, apps: [sleeper] });
    expect(await cluster.apps()).toMatchObject([{ ready: true }]);
    expect(await children(owner, '/')).not.toContain('minimesos');
  });
});
