import { describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from './fixture.js';

describe('a Marathon', () => {
  it('runs an app, changes it and stops it', async () => {
    await using marathon = await MarathonFixture.start({ agents: 1 });
    const created = await marathon.run({ ...SLEEPER, instances: 2 });
    expect(created.body).toMatchObject({ id: '/sleeper', instances: 2, deployments: [{ id: expect.any(String) }] });
    expect(await marathon.tasks('/sleeper')).toHaveLength(2);
    const { body } = await marathon.call('GET', '/v2/apps/sleeper');
    expect(body.app).toMatchObject({ tasksRunning: 2, tasksStaged: 0, deployments: [] });
    await marathon.call('PUT', '/v2/apps/sleeper', { instances: 1 });
    await marathon.deployed();
    expect(await marathon.tasks('/sleeper')).toHaveLength(1);
    const before = (await marathon.tasks('/sleeper'))[0].id;
    await marathon.call('PUT', '/v2/apps/sleeper', { cmd: 'sleep 2000' });
    await marathon.deployed();
    const after = await marathon.tasks('/sleeper');
    expect(after).toHaveLength(1);
    expect(after[0].id).not.toBe(before);
    expect((await marathon.call('DELETE', '/v2/apps/sleeper')).status).toBe(200);
    await marathon.deployed();
    expect((await marathon.call('GET', '/v2/apps/sleeper')).status).toBe(404);
    expect(await marathon.cluster.tasks({ state: 'TASK_RUNNING' })).toEqual([]);
  });
});
