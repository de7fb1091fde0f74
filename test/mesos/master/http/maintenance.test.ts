import { describe, expect, it } from 'vitest';
import { request } from '../http-client.js';
import { MasterFixture } from '../master-fixture.js';

const unavailability = { start: { nanoseconds: 1_700_000_000_000_000_000 } };
const MACHINE = { hostname: 'one.example.com', ip: '10.0.0.1' };
const SCHEDULE = { windows: [{ machine_ids: [MACHINE], unavailability }] };
const SHOWN = '{"hostname":"one.example.com","ip":"10.0.0.1"}';

describe('the endpoints', () => {
  it('take a machine through its maintenance', async () => {
    const fixture = await MasterFixture.start();
    const post = (path: string, body: unknown) => fixture.post(path, JSON.stringify(body));
    expect(await post('/maintenance/schedule', SCHEDULE)).toMatchObject({ status: 200, body: '' });
    expect(await fixture.json('/master/maintenance/schedule')).toEqual(SCHEDULE);
    expect(await fixture.json('/maintenance/status')).toEqual({ draining_machines: [{ id: MACHINE }] });
    expect(await post('/machine/down', [MACHINE])).toMatchObject({ status: 200, body: '' });
    expect(await fixture.json('/maintenance/status')).toEqual({ down_machines: [MACHINE] });
    expect(await post('/machine/up', [MACHINE])).toMatchObject({ status: 200, body: '' });
    expect(await fixture.json('/maintenance/schedule')).toEqual({});
    expect((await fixture.get('/maintenance/status?jsonp=show')).body).toBe('show({})');
  });

  it.each([
    ['/maintenance/schedule', '{', 'syntax error at line 1 near: '],
    ['/maintenance/schedule', '[]', 'Unexpected JSON type parsed'],
    [
      '/maintenance/schedule',
      '{"windows":[{"machine_ids":[{"ip":"10.0.0.1"}]}]}',
      'Missing required fields: windows[0].unavailability',
    ],
    ['/machine/down', '{}', 'Unexpected JSON type parsed'],
    ['/machine/down', '[]', 'List of machines is empty'],
    ['/machine/up', '[{}]', "Both 'hostname' and 'ip' for a machine are empty"],
    ['/machine/up', `[${SHOWN}]`, `Machine '${SHOWN}' is not part of a maintenance schedule`],
  ])('%s refuses %s', async (path, body, message) => {
    const fixture = await MasterFixture.start();
    expect(await fixture.post(path, body)).toMatchObject({ status: 400, body: message });
    expect(await fixture.json('/maintenance/schedule')).toEqual({});
  });

  it.each([
    ['PUT', '/maintenance/schedule', 'GET, POST'],
    ['POST', '/maintenance/status', 'GET'],
    ['GET', '/machine/down', 'POST'],
    ['GET', '/machine/up', 'POST'],
  ])('do not take %s %s', async (method, path, allow) => {
    const fixture = await MasterFixture.start();
    expect(await request(fixture.address, method, path)).toMatchObject({ status: 405, headers: { allow } });
  });
});

it('the operator API does the same', async () => {
  const fixture = await MasterFixture.start();
  const call = async (type: string, body: object = {}) => {
    const answer = await fixture.operator({ type, [type.toLowerCase()]: body });
    return answer.body === '' ? answer.status : JSON.parse(answer.body)[type.toLowerCase()];
  };
  expect(await call('UPDATE_MAINTENANCE_SCHEDULE', { schedule: SCHEDULE })).toBe(200);
  expect(await call('GET_MAINTENANCE_SCHEDULE')).toEqual({ schedule: SCHEDULE });
  expect(await call('START_MAINTENANCE', { machines: [MACHINE] })).toBe(200);
  expect(await call('GET_MAINTENANCE_STATUS')).toEqual({ status: { down_machines: [MACHINE] } });
  expect(await call('STOP_MAINTENANCE', { machines: [MACHINE] })).toBe(200);
  expect(await call('GET_MAINTENANCE_STATUS')).toEqual({ status: {} });
  expect(await fixture.operator({ type: 'STOP_MAINTENANCE', stop_maintenance: { machines: [] } })).toMatchObject({
    ...{ status: 400, body: 'List of machines is empty' },
  });
});
