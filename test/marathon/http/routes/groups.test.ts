import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../../fixture.js';

let marathon: MarathonFixture;
beforeAll(async () => {
  marathon = await MarathonFixture.start({ agents: 1 });
});
afterAll(() => marathon[Symbol.asyncDispose]());
beforeEach(async () => {
  await marathon.call('DELETE', '/v2/groups?force=true');
  await marathon.deployed();
  marathon.events.length = 0;
});

const app = (id: string, more = {}) => ({ ...SLEEPER, id, ...more });
const SHOP = {
  id: '/shop',
  groups: [
    { id: 'db', apps: [app('mongo')] },
    { id: 'web', dependencies: ['/shop/db'], apps: [app('cart'), app('front', { dependencies: ['../web/cart'] })] },
  ],
};

describe('groups', () => {
  it('are deployed in the order of their dependencies', async () => {
    const dry = await marathon.call('PUT', '/v2/groups?dryRun=true', { groups: [SHOP] });
    const steps = dry.body.steps.map(({ actions }: { actions: { action: string; app: string }[] }) =>
      actions.map(({ action, app: id }) => `${action} ${id}`),
    );
    expect(steps).toEqual([
      ['StartApplication /shop/db/mongo', 'StartApplication /shop/web/cart', 'StartApplication /shop/web/front'],
      ...[['ScaleApplication /shop/db/mongo'], ['ScaleApplication /shop/web/cart'], ['ScaleApplication /shop/web/front']],
    ]);
    expect((await marathon.call('GET', '/v2/apps')).body.apps).toEqual([]);
    const created = await marathon.call('POST', '/v2/groups', SHOP);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toMatch(/\/v2\/groups\/shop$/);
    await marathon.deployed();
    const running = marathon.events.filter(({ taskStatus }) => taskStatus === 'TASK_RUNNING').map(({ appId }) => appId);
    expect(running).toEqual(['/shop/db/mongo', '/shop/web/cart', '/shop/web/front']);
    expect((await marathon.call('POST', '/v2/groups', SHOP)).status).toBe(409);
  });

  it('are shown as a tree, with what is asked for', async () => {
    await marathon.call('POST', '/v2/groups', SHOP);
    await marathon.deployed();
    const { body } = await marathon.call('GET', '/v2/groups');
    expect(body).toMatchObject({
      id: '/',
      apps: [],
      pods: [],
      groups: [{ id: '/shop', groups: [{ id: '/shop/db' }, { id: '/shop/web' }] }],
    });
    expect(body.groups[0].groups[1]).toMatchObject({
      dependencies: ['/shop/db'],
      apps: [{ id: '/shop/web/cart' }, { id: '/shop/web/front' }],
    });
    const counted = await marathon.call('GET', '/v2/groups/shop/db?embed=group.apps&embed=group.apps.counts');
    expect(counted.body.apps).toEqual([expect.objectContaining({ id: '/shop/db/mongo', tasksRunning: 1 })]);
    expect(counted.body.groups).toBeUndefined();
    const { body: apps } = await marathon.call('GET', '/v2/groups/shop/apps');
    expect(apps.map(({ id }: { id: string }) => id)).toEqual(['/shop/db/mongo', '/shop/web/cart', '/shop/web/front']);
    expect((await marathon.call('GET', '/v2/groups/nowhere')).body.message).toBe("Group '/nowhere' does not exist");
  });

  it('are scaled, go back to a version, and are deleted', async () => {
    const { body: first } = await marathon.call('POST', '/v2/groups', {
      id: '/g',
      apps: [app('one'), app('two', { instances: 2 })],
    });
    await marathon.deployed();
    await marathon.call('PUT', '/v2/groups/g', { scaleBy: 1.5 });
    await marathon.deployed();
    const instances = async () =>
      (await marathon.call('GET', '/v2/groups/g/apps')).body.map((each: { instances: number }) => each.instances);
    expect(await instances()).toEqual([2, 3]);
    expect((await marathon.call('GET', '/v2/groups/g/versions')).body).toContain(first.version);
    await marathon.call('PUT', '/v2/groups/g', { version: first.version });
    await marathon.deployed();
    expect(await instances()).toEqual([1, 2]);
    expect((await marathon.call('GET', `/v2/groups/g/versions/${first.version}`)).body.apps).toHaveLength(2);
    expect((await marathon.call('DELETE', '/v2/groups/g')).status).toBe(200);
    await marathon.deployed();
    expect((await marathon.call('GET', '/v2/groups/g')).status).toBe(404);
    expect(await marathon.cluster.tasks({ state: 'TASK_RUNNING' })).toEqual([]);
    expect((await marathon.call('DELETE', '/v2/groups/g')).status).toBe(404);
  });

  it('are refused when they do not fit together', async () => {
    const details = async (group: unknown) => (await marathon.call('PUT', '/v2/groups', group)).body.details;
    expect(await details({ id: '/x', apps: [app('/y/z')] })).toEqual([
      { path: '/apps(0)/id', errors: ["Identifier is not child of '/x'"] },
    ]);
    expect(await details({ id: '/x', scaleBy: 2, version: 'v' })).toHaveLength(2);
    const cycle = { id: '/x', apps: [app('a', { dependencies: ['/x/b'] }), app('b', { dependencies: ['/x/a'] })] };
    expect((await details(cycle))[0].errors[0]).toMatch(/cyclic/);
    expect(await details({ id: '/x', apps: [app('a')], groups: [{ id: 'a' }] })).toEqual([
      { path: '/groups(0)', errors: ['Groups and Applications may not have the same identifier.'] },
    ]);
    // Each of them would be an object of this process at once.
    expect(await details({ id: '/x', apps: [app('a', { instances: 3_000_000_000 })] })).toEqual([
      { path: '/instances', errors: ['got 3000000000 of all apps, this Marathon has at most 10000'] },
    ]);
    expect(await details({ id: '/x', enforceRole: true })).toEqual([{ path: '/enforceRole', errors: [expect.any(String)] }]);
    expect((await marathon.call('GET', '/v2/groups')).body.groups).toEqual([]);
  });
});
