import { buffer } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { enumType } from '../../../../src/mesos/wire/schema/schema.js';
import { writeJson } from '../../../../src/mesos/wire/write-json.js';
import { open, request } from '../http-client.js';
import { executorTask, MasterFixture, task } from '../master-fixture.js';

const JSON_TYPE = { 'Content-Type': 'application/json' };

/** A framework with a running task, one with an executor, one that ended, and an offer. */
async function busy() {
  const fixture = await MasterFixture.start();
  const { agent, client, offer } = await fixture.offered();
  await client.launch(offer, [task('command', offer), executorTask('custom', offer, 'e1'), task('ended', offer)]);
  agent.update(client.frameworkId, 'command', 'TASK_RUNNING');
  await client.updateOf('command', 'TASK_RUNNING');
  agent.update(client.frameworkId, 'ended', 'TASK_FINISHED');
  await client.acknowledge(await client.updateOf('ended', 'TASK_FINISHED'));
  await fixture.allocate();
  return { fixture, agent, client, offer: await client.offer() };
}

async function ask(fixture: MasterFixture, type: string, more: object = {}) {
  const answer = await fixture.operator({ type, ...more });
  expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
  const document = JSON.parse(answer.body);
  expect(document.type).toBe(type);
  return document[type.toLowerCase()];
}

const time = { nanoseconds: expect.any(Number) };
const allocated = (name: string, value: number) => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  role: '*',
  allocation_info: { role: '*' },
});

describe('/api/v1', () => {
  it('answers the simple questions', async () => {
    const fixture = await MasterFixture.start();
    expect(await ask(fixture, 'GET_HEALTH')).toEqual({ healthy: true });
    expect(await ask(fixture, 'GET_VERSION')).toMatchObject({ version_info: { version: '1.12.0' } });
    expect((await ask(fixture, 'GET_FLAGS')).flags).toContainEqual({ name: 'max_agent_ping_timeouts', value: '5' });
    expect((await ask(fixture, 'GET_METRICS', { get_metrics: {} })).metrics).toContainEqual({ name: 'master/elected', value: 1 });
    const { master } = fixture;
    expect(await ask(fixture, 'GET_MASTER')).toMatchObject({
      ...{
        master_info: { id: master.masterId, pid: master.pid },
        start_time: expect.any(Number),
        elected_time: expect.any(Number),
      },
    });
  });

  it('describes agents', async () => {
    const { fixture, agent } = await busy();
    const { agents } = await ask(fixture, 'GET_AGENTS');
    expect(agents).toEqual([
      {
        agent_info: {
          hostname: '127.0.0.1',
          port: 6000,
          id: { value: agent.agentId },
          checkpoint: true,
          resources: expect.any(Array),
        },
        ...{ active: true, deactivated: false, version: '1.12.0', pid: agent.pid, registered_time: time },
        capabilities: expect.arrayContaining([{ type: 'MULTI_ROLE' }]),
        total_resources: expect.arrayContaining([{ name: 'cpus', type: 'SCALAR', scalar: { value: 4 }, role: '*' }]),
        allocated_resources: expect.arrayContaining([allocated('cpus', 0.3), allocated('mem', 96)]),
        offered_resources: expect.arrayContaining([allocated('cpus', 3.7)]),
      },
    ]);
    expect(agents[0].allocated_resources).toHaveLength(2);
    // As the agent sent them, without a role.
    expect(agents[0].agent_info.resources[0]).toEqual({ name: 'cpus', type: 'SCALAR', scalar: { value: 4 } });
  });

  it('describes frameworks', async () => {
    const { fixture, client, offer } = await busy();
    const other = await fixture.subscribe({ name: 'other' });
    await other.call('TEARDOWN');
    const { frameworks, completed_frameworks, recovered_frameworks } = await ask(fixture, 'GET_FRAMEWORKS');
    expect(frameworks).toEqual([
      {
        framework_info: {
          ...{
            user: 'somebody',
            name: 'a framework',
            id: { value: client.frameworkId },
            roles: ['*'],
            capabilities: [{ type: 'MULTI_ROLE' }],
          },
          ...{ failover_timeout: 0, checkpoint: false },
        },
        ...{
          active: true,
          connected: true,
          recovered: false,
          registered_time: time,
          reregistered_time: time,
          offer_constraints: {},
        },
        allocated_resources: expect.arrayContaining([allocated('cpus', 0.3), allocated('mem', 96)]),
        offered_resources: expect.arrayContaining([allocated('cpus', 3.7)]),
        offers: [expect.objectContaining({ id: offer.id })],
      },
    ]);
    expect(completed_frameworks).toMatchObject([
      { framework_info: { name: 'other' }, active: false, connected: false, unregistered_time: time },
    ]);
    expect(recovered_frameworks).toBeUndefined();
  });

  it('describes tasks and executors', async () => {
    const { fixture, agent, client } = await busy();
    const { tasks, completed_tasks, ...others } = await ask(fixture, 'GET_TASKS');
    expect(others).toEqual({ unreachable_tasks: [] });
    const common = { framework_id: { value: client.frameworkId }, agent_id: { value: agent.agentId } };
    expect(tasks).toMatchObject([
      {
        ...common,
        task_id: { value: 'command' },
        state: 'TASK_RUNNING',
        status_update_state: 'TASK_RUNNING',
        status_update_uuid: expect.any(String),
      },
      { ...common, task_id: { value: 'custom' }, state: 'TASK_STAGING', executor_id: { value: 'e1' } },
    ]);
    expect(tasks[0].resources[0]).toEqual({
      name: 'cpus',
      type: 'SCALAR',
      scalar: { value: 0.1 },
      allocation_info: { role: '*' },
    });
    expect(tasks[0].statuses).toMatchObject([
      { task_id: { value: 'command' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', uuid: expect.any(String) },
    ]);
    expect(completed_tasks).toMatchObject([{ ...common, task_id: { value: 'ended' }, state: 'TASK_FINISHED' }]);
    const { executors } = await ask(fixture, 'GET_EXECUTORS');
    expect(executors).toMatchObject([
      {
        agent_id: { value: agent.agentId },
        executor_info: { executor_id: { value: 'e1' }, framework_id: { value: client.frameworkId } },
      },
    ]);
  });

  it('answers GET_STATE with all of these', async () => {
    const { fixture } = await busy();
    const state = await ask(fixture, 'GET_STATE');
    expect(Object.keys(state).sort()).toEqual(['get_agents', 'get_executors', 'get_frameworks', 'get_tasks']);
    for (const type of ['GET_AGENTS', 'GET_EXECUTORS', 'GET_FRAMEWORKS', 'GET_TASKS']) {
      expect(state[type.toLowerCase()]).toEqual(await ask(fixture, type));
    }
  });

  it('tells unreachable tasks apart', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ checkpoint: true });
    await client.launch(offer, [task('t1', offer)]);
    await fixture.lose(agent);
    expect(await ask(fixture, 'GET_TASKS')).toMatchObject({ unreachable_tasks: [{ task_id: { value: 't1' } }] });
  });

  it.each<[object | string, number, string, Record<string, string>?]>([
    [{}, 400, "Failed to validate master::Call: Expecting 'type' to be present"],
    [{ type: 'NO_SUCH_CALL' }, 400, "Failed to validate master::Call: Expecting 'type' to be present"],
    [{ type: 'TEARDOWN' }, 400, "Failed to validate master::Call: Expecting 'teardown' to be present"],
    [{ type: 'LIST_FILES' }, 400, "Failed to validate master::Call: Expecting 'list_files' to be present"],
    [{ type: 'READ_FILE' }, 400, "Failed to validate master::Call: Expecting 'read_file' to be present"],
    [
      { type: 'TEARDOWN', teardown: {} },
      400,
      'Failed to convert JSON into Call protobuf: Missing required fields: teardown.framework_id',
    ],
    [{ type: 'TEARDOWN', teardown: { framework_id: { value: 'none' } } }, 400, 'No framework found with specified ID'],
    ['[', 400, 'Failed to parse body into JSON: syntax error at line 1 near: '],
    [{ type: 'GET_HEALTH' }, 400, "Expecting 'Content-Type' to be present", {}],
    [
      { type: 'GET_HEALTH' },
      415,
      "Expecting 'Content-Type' of application/json or application/x-protobuf",
      { 'Content-Type': 'text/plain' },
    ],
    [
      { type: 'GET_HEALTH' },
      406,
      "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
      { ...JSON_TYPE, Accept: 'text/html' },
    ],
  ])('refuses %j with %i', async (call, status, body, headers = JSON_TYPE) => {
    const fixture = await MasterFixture.start();
    expect(await fixture.post('/api/v1', typeof call === 'string' ? call : JSON.stringify(call), headers)).toMatchObject({
      status,
      body,
    });
  });

  it('takes POST only, also below its path', async () => {
    const fixture = await MasterFixture.start();
    for (const path of ['/api/v1', '/api/v1/', '/master/api/v1']) expect((await fixture.get(path)).status).toBe(405);
  });

  it('answers in protobuf', async () => {
    const fixture = await MasterFixture.start();
    const answer = await fixture.post('/api/v1', '{"type":"GET_HEALTH"}', { ...JSON_TYPE, Accept: 'application/x-protobuf' });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/x-protobuf' } });
    expect(answer.body).toBe('\x08\x01\x12\x02\x08\x01');
  });
});

/** Calls that come with a member named after them. */
const WITH_MEMBER = [
  ...['GET_METRICS', 'SET_LOGGING_LEVEL', 'LIST_FILES', 'READ_FILE', 'UPDATE_WEIGHTS', 'RESERVE_RESOURCES'],
  ...['UNRESERVE_RESOURCES', 'CREATE_VOLUMES', 'DESTROY_VOLUMES', 'GROW_VOLUME', 'SHRINK_VOLUME', 'TEARDOWN'],
  ...['UPDATE_MAINTENANCE_SCHEDULE', 'START_MAINTENANCE', 'STOP_MAINTENANCE', 'DRAIN_AGENT', 'DEACTIVATE_AGENT'],
  ...['REACTIVATE_AGENT', 'UPDATE_QUOTA', 'SET_QUOTA', 'REMOVE_QUOTA', 'MARK_AGENT_GONE'],
];
const ALL = [...enumType('master.Call.Type').numbers.keys()];
const bytes = async (call: object) => (await loadProtobuf()).encode('master.Call', call);

describe('every call', () => {
  it('is one that is asked with a member, one without, or none', () => {
    expect(ALL.filter((type) => WITH_MEMBER.includes(type)).sort()).toEqual([...WITH_MEMBER].sort());
  });

  it.each(WITH_MEMBER)('%s is refused without its member, in either encoding', async (type) => {
    const fixture = await MasterFixture.start();
    const refused = {
      status: 400,
      body: `Failed to validate master::Call: Expecting '${type.toLowerCase()}' to be present`,
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    };
    expect(await fixture.operator({ type })).toMatchObject(refused);
    const { address } = fixture;
    const headers = { 'Content-Type': 'application/x-protobuf' };
    expect(await request(address, 'POST', '/api/v1', { headers, body: await bytes({ type }) })).toMatchObject(refused);
  });

  it.each(ALL.filter((type) => !WITH_MEMBER.includes(type) && type !== 'SUBSCRIBE'))(
    '%s is answered alike in both encodings',
    async (type) => {
      const { fixture } = await busy();
      const { address } = fixture;
      const json = await fixture.operator({ type });
      const headers = { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' };
      const answer = await open(address, 'POST', '/api/v1', { headers, body: await bytes({ type }) });
      expect(answer.statusCode).toBe(json.status);
      const body = await buffer(answer);
      if (json.status !== 200) return expect(body.toString()).toBe(json.body);
      expect(answer.headers['content-type']).toBe('application/x-protobuf');
      const { decode } = await loadProtobuf();
      expect(writeJson('master.Response', decode('master.Response', body))).toBe(json.body);
    },
  );

  it('of no type that Mesos does anything for is answered as Mesos does', async () => {
    const fixture = await MasterFixture.start();
    expect(await fixture.operator({ type: 'UNKNOWN' })).toMatchObject({ status: 501, body: '501 Not Implemented.' });
    expect(await fixture.operator({ type: 'UNKNOWN', teardown: { framework_id: { value: 'x' } } })).toMatchObject({
      status: 501,
    });
  });
});

describe('what is wrong inside a call', () => {
  const resource = { name: 'cpus', type: 'SCALAR', scalar: { value: -1 } };
  const agent_id = { value: 'none' };
  const invalid = "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0";
  it.each<[call: { type: string }, status: number, body: string | RegExp]>([
    // Reservations are looked at before their agent is, volumes are not.
    [
      { type: 'RESERVE_RESOURCES', reserve_resources: { agent_id, resources: [resource] } } as never,
      400,
      `Failed to validate master::Call: ${invalid}`,
    ],
    [
      { type: 'UNRESERVE_RESOURCES', unreserve_resources: { agent_id, resources: [resource] } } as never,
      400,
      `Failed to validate master::Call: ${invalid}`,
    ],
    [
      { type: 'CREATE_VOLUMES', create_volumes: { agent_id, volumes: [resource] } } as never,
      400,
      'No agent found with specified ID',
    ],
    [
      { type: 'DESTROY_VOLUMES', destroy_volumes: { agent_id, volumes: [resource] } } as never,
      400,
      'No agent found with specified ID',
    ],
    [
      { type: 'GROW_VOLUME', grow_volume: { volume: resource, addition: resource } } as never,
      400,
      /^Failed to validate master::Call: Expecting 'agent_id' to be present; only agent default resources/,
    ],
    [
      { type: 'SHRINK_VOLUME', shrink_volume: { volume: resource, subtract: { value: 1 } } } as never,
      400,
      /^Failed to validate master::Call: Expecting 'agent_id' to be present; only agent default resources/,
    ],
    // A member that belongs to another call is nobody's business.
    [{ type: 'GET_HEALTH', grow_volume: { volume: resource, addition: resource } } as never, 200, /"healthy":true/],
    [{ type: 'LIST_FILES', list_files: { path: '/none' } } as never, 404, ''],
    [{ type: 'READ_FILE', read_file: { path: '/none', offset: 0 } } as never, 404, ''],
    [
      { type: 'READ_FILE', read_file: { path: '/none' } } as never,
      400,
      'Failed to convert JSON into Call protobuf: Missing required fields: read_file.offset',
    ],
    [
      { type: 'SET_LOGGING_LEVEL', set_logging_level: { level: 1 } } as never,
      400,
      'Failed to convert JSON into Call protobuf: Missing required fields: set_logging_level.duration',
    ],
    [
      { type: 'SET_LOGGING_LEVEL', set_logging_level: { level: 'x', duration: { nanoseconds: 1 } } } as never,
      400,
      /^Failed to convert JSON into Call protobuf: /,
    ],
  ])('%j', async (call, status, body) => {
    const answer = await (await MasterFixture.start()).operator(call);
    expect(answer.status).toBe(status);
    if (body instanceof RegExp) expect(answer.body).toMatch(body);
    else expect(answer.body).toBe(body);
  });

  it.each(['', 'x', '\x08', '\x08\x1f'])('protobuf %j cannot be read', async (body) => {
    const { address } = await MasterFixture.start();
    const headers = { 'Content-Type': 'application/x-protobuf' };
    const answer = await request(address, 'POST', '/api/v1', { headers, body: Buffer.from(body, 'latin1') });
    const why = body === '' ? /^Failed to validate master::Call: Expecting 'type' to be present$/ : /^Failed to /;
    expect(answer).toMatchObject({ status: 400, body: expect.stringMatching(why) });
  });
});
