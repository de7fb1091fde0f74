import { chaos } from 'minimesos';
import { expect } from 'vitest';
import { searchTest } from './search-test.js';

const test = searchTest({ agents: 3 });
/** Another each time, unless somebody wants to see one again. */
const seed = process.env['MINIMESOS_CHAOS_SEED'];

test('runs as many nodes as are wanted when much has gone wrong, and leaves nothing behind', async ({ cluster, start }) => {
  const search = await start({ nodes: 2 });
  await search.green(2);
  const { findings, plan } = await chaos(cluster, { seed, duration: '5secs', intensity: 'high' });
  expect(findings, `seed ${plan.seed}`).toEqual([]);
  await search.green(2);
});
