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
  await marathon.run({ ...SLEEPER, id: '/a/b', instances: 3 });
});

const ids = (tasks: { id: string }[]) => tasks.map(({ id }) => id).sort();
const running = async () => ids((await marathon.tasks('/a/b')).filter(({ state }) => state === 'TASK_RUNNING'));

describe('tasks', () => {
  it('are listed, by app and by state', async () => {
    const { body } = await marathon.call('GET', '/v2/tasks');
    expect(body.tasks).toHaveLength(3);
    expect(body.tasks[0]).toEqual({
      ...{ appId: '/a/b', host: expect.any(String), slaveId: marathon.cluster.agents[0]?.id, role: '*' },
      id: expect.stringMatching(/^a_b\.instance-[0-9a-f-]{36}\._app\.1$/),
      ...{ state: 'TASK_RUNNING', ports: [expect.any(Number)], servicePorts: [10_000], ipAddresses: expect.any(Array) },
      ...{ healthCheckResults: [], localVolumes: [], version: expect.any(String) },
      ...{ stagedAt: expect.any(String), startedAt: expect.any(String) },
    });
    expect((await marathon.call('GET', '/v2/tasks?status=staging')).body.tasks).toEqual([]);
    expect((await marathon.call('GET', '/v2/tasks?status[]=running')).body.tasks).toHaveLength(3);
    expect((await marathon.call('GET', '/v2/apps/a/*/tasks')).body.tasks).toHaveLength(3);
    const text = await marathon.call('GET', '/v2/tasks', undefined, { Accept: 'text/plain' });
    expect(text.body).toMatch(/^a_b\t10000\t(\S+:\d+\t){3}\n$/);
    expect((await marathon.call('GET', '/v2/apps/nowhere/tasks')).status).toBe(404);
  });

  it('that are killed are followed by others', async () => {
    const [first = ''] = await running();
    const { status, body } = await marathon.call('DELETE', `/v2/apps/a/b/tasks/${first}`);
    expect({ status, id: body.task.id }).toEqual({ status: 200, id: first });
    await marathon.until(async () => {
      const now = await running();
      return now.length === 3 && !now.includes(first);
    }, 'another task');
    expect((await marathon.call('DELETE', `/v2/apps/a/b/tasks/${first}x`)).body.message).toMatch(/^Task '.*' does not exist$/);
  });

  it('that are killed with their places are not', async () => {
    const [first = '', second = ''] = await running();
    const { body } = await marathon.call('POST', '/v2/tasks/delete?scale=true', { ids: [first, second] });
    expect(body.deploymentId).toEqual(expect.any(String));
    await marathon.deployed();
    expect(await running()).toHaveLength(1);
    expect((await marathon.call('GET', '/v2/apps/a/b')).body.app.instances).toBe(1);
    expect((await marathon.call('DELETE', '/v2/apps/a/b/tasks?scale=true')).status).toBe(200);
    await marathon.deployed();
    expect(await running()).toEqual([]);
  });

  it('can be killed by host, and forgotten at once', async () => {
    const before = await running();
    expect((await marathon.call('DELETE', '/v2/apps/a/b/tasks?host=elsewhere')).body.tasks).toEqual([]);
    const { body } = await marathon.call('DELETE', '/v2/apps/a/b/tasks?wipe=true');
    expect(ids(body.tasks)).toEqual(before);
    await marathon.until(async () => (await running()).length === 3, 'other tasks');
    expect((await running()).filter((id) => before.includes(id))).toEqual([]);
    const both = await marathon.call('DELETE', '/v2/apps/a/b/tasks?wipe=true&scale=true');
    expect(both).toMatchObject({ status: 400, body: { message: 'You cannot use scale and wipe at the same time.' } });
    expect((await marathon.call('POST', '/v2/tasks/delete', { ids: ['x'] })).status).toBe(400);
    expect((await marathon.call('POST', '/v2/tasks/delete', {})).status).toBe(422);
  });
});
