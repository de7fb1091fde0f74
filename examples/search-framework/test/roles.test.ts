import { describe, expect } from 'vitest';
import { searchTest } from './search-test.js';

// With this flag, what is reserved for nobody in particular is reserved for the role.
const reserved = { resources: 'cpus:2;mem:512;cpus(*):0.1;mem(*):64', flags: { default_role: 'testRole' } };
const test = searchTest({ agents: [{ count: 2, ...reserved }] });

describe('the role', () => {
  test('is * unless told otherwise, and resources of other roles are left alone', async ({ cluster, start }) => {
    const search = await start();
    expect(await cluster.frameworks()).toMatchObject([{ roles: ['*'] }]);
    const waitingFor = expect.stringContaining('has only cpus 0.1 of 0.2, mem 64 of 128, 0 of 2 ports');
    await expect.poll(async () => (await search.ask('GET', '/health')).body).toMatchObject({ status: 'red', waitingFor });
  });

  test('gives the nodes what agents have reserved for it', async ({ cluster, start }) => {
    const search = await start({ role: 'testRole', principal: 'searcher', cpus: 2.1, nodes: 2 });
    await search.green(2);
    const [agent] = (await cluster.state()).slaves;
    expect(agent?.reserved_resources['testRole']).toMatchObject({ cpus: 2, mem: 512 });
    expect(agent?.used_resources).toMatchObject({ cpus: 2.1, mem: 128 });
    expect(await cluster.frameworks()).toMatchObject([{ principal: 'searcher' }]);
  });
});
