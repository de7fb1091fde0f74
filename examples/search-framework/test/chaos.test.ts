import { chaos, type MesosCluster } from 'minimesos';
import { expect } from 'vitest';
import { PATIENCE, type Search, searchTest } from './search-test.js';

const test = searchTest({ agents: 3 });
const testWithMasters = searchTest({ agents: 3, masters: 3 });
/** Another each time, unless somebody wants to see one again. */
const seed = process.env['MINIMESOS_CHAOS_SEED'] || undefined;

async function endure(cluster: MesosCluster, search: Search): Promise<void> {
  await search.green(2);
  const { findings, plan } = await chaos(cluster, { seed, duration: '5secs', intensity: 'high' });
  expect(findings, `seed ${plan.seed}`).toEqual([]);
  await search.green(2);
}

test(
  'runs as many nodes as are wanted when much has gone wrong, and leaves nothing behind',
  PATIENCE,
  async ({ cluster, start }) => endure(cluster, await start({ nodes: 2 })),
);

testWithMasters('so it does with masters and state in ZooKeeper', PATIENCE, async ({ cluster, start }) => {
  const { url, connectString } = cluster.zookeeper;
  await endure(cluster, await start({ nodes: 2, master: url, state: `zk://${connectString}` }));
});
