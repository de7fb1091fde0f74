import { describe, expect, it } from 'vitest';
import { request } from '../http-client.js';
import { MasterFixture } from '../master-fixture.js';

const put = ({ address }: MasterFixture, body: string) => request(address, 'PUT', '/weights', { body });

describe('/weights', () => {
  it('takes weights with PUT, shows them with GET, and so does the operator API', async () => {
    const fixture = await MasterFixture.start();
    expect(await put(fixture, '[{"role":"web","weight":2.5}]')).toMatchObject({ status: 200, body: '' });
    expect(await fixture.json('/weights')).toEqual([{ role: 'web', weight: 2.5 }]);
    const weight_infos = [{ role: 'web', weight: 3 }];
    expect(await fixture.operator({ type: 'UPDATE_WEIGHTS', update_weights: { weight_infos } })).toMatchObject({ status: 200 });
    const shown = await fixture.operator({ type: 'GET_WEIGHTS' });
    expect(JSON.parse(shown.body)).toEqual({ type: 'GET_WEIGHTS', get_weights: { weight_infos } });
  });

  it.each([
    ['[', "Failed to parse update weights request JSON '[': syntax error at line 1 near: "],
    ['{}', "Failed to parse update weights request JSON '{}': Unexpected JSON type parsed"],
    [
      '[{"role":"web"}]',
      'Failed to convert weights JSON array to protobuf \'[{"role":"web"}]\': Missing required fields: weight',
    ],
    ['[{"weight":2}]', "Failed to validate update weights request JSON: Invalid role '': Role names cannot be the empty string"],
  ])('refuses %s', async (body, message) => {
    const fixture = await MasterFixture.start();
    expect(await put(fixture, body)).toMatchObject({ status: 400, body: message });
    expect(await fixture.json('/weights')).toEqual([]);
  });

  it('takes GET and PUT only', async () => {
    const fixture = await MasterFixture.start();
    expect(await fixture.post('/weights', '[]')).toMatchObject({ status: 405, headers: { allow: 'GET, PUT' } });
  });
});

it('roles are shown with what they have, at /roles and by GET_ROLES', async () => {
  const fixture = await MasterFixture.start({ weights: 'web=2' });
  await fixture.agent({ resources: 'cpus:4;mem:64' });
  const { frameworkId } = await fixture.subscribe({ roles: ['web'] });
  expect(await fixture.json('/roles')).toEqual({
    roles: [
      {
        ...{ name: 'web', weight: 2, frameworks: [frameworkId] },
        ...{ resources: { cpus: 4, mem: 64 }, offered: { cpus: 4, mem: 64 }, allocated: {}, reserved: {} },
        quota: { role: 'web', guarantee: {}, limit: {}, consumed: {} },
      },
    ],
  });
  const answer = await fixture.operator({ type: 'GET_ROLES' });
  expect(JSON.parse(answer.body).get_roles.roles).toMatchObject([
    { name: 'web', weight: 2, frameworks: [{ value: frameworkId }], resources: [{ name: 'cpus', scalar: { value: 4 } }, {}] },
  ]);
});
