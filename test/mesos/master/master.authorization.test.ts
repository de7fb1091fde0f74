import { describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import type { FrameworkInfo, Offer, Resource } from '../../../src/mesos/wire/messages.js';
import { RecordDecoder } from '../../../src/mesos/wire/recordio.js';
import { open } from './http-client.js';
import {
  as,
  capabilities,
  executorTask,
  frameworkInfo,
  MasterFixture,
  resources,
  running,
  scalar,
  task,
} from './master-fixture.js';
import { JSON_HEADERS, SchedulerClient } from './scheduler-client.js';

const ANY = { type: 'ANY' };
const NONE = { type: 'NONE' };
const P = { values: ['p'] };

/** Everybody on HTTP says who they are; `p` and `q` are known. */
const ASKING: GivenFlags = {
  ...{ authenticate_http_readonly: true, authenticate_http_readwrite: true, credentials: 'p secret\nq secret' },
};
const withAcls = (acls: object): GivenFlags => ({ ...ASKING, acls });
const reserved = (role: string, more: object = {}) => ({ reservations: [{ type: 'DYNAMIC' as const, role, ...more }] });

describe('a framework', () => {
  const acls = {
    register_frameworks: [
      { principals: P, roles: { values: ['a', 'b/%'] } },
      { principals: P, roles: NONE },
    ],
  };
  const attempt = async (fixture: MasterFixture, info: Partial<FrameworkInfo>) => {
    const client = await SchedulerClient.attempt(fixture.address, { ...frameworkInfo, ...info });
    return (await client.next('ERROR')).error?.message;
  };

  it('registers in roles that its principal may have', async () => {
    const fixture = await MasterFixture.start({ acls });
    await fixture.subscribe({ principal: 'p', roles: ['a', 'b/c'] });
    await fixture.subscribe({ principal: 'q', roles: ['x'] });
    await fixture.subscribe({ roles: ['x'] });
    expect(await attempt(fixture, { principal: 'p', roles: ['x'] })).toBe(
      'Not authorized to register framework  with roles { x }',
    );
    expect(await attempt(fixture, { principal: 'p', roles: ['b', 'a'], id: { value: 'mine' } })).toBe(
      'Not authorized to register framework mine with roles { a, b }',
    );
    expect(await attempt(fixture, { principal: 'p', roles: undefined, capabilities: undefined })).toBe(
      'Not authorized to register framework  with roles { * }',
    );
  });

  it('does not change to others either', async () => {
    const fixture = await MasterFixture.start({ acls });
    const client = await fixture.subscribe({ principal: 'p', roles: ['a'] });
    const info = { ...frameworkInfo, principal: 'p', id: { value: client.frameworkId } };
    const update = (roles: string[]) =>
      client.call('UPDATE_FRAMEWORK', { update_framework: { framework_info: { ...info, roles } } });
    expect(await update(['b/c'])).toMatchObject({ status: 200 });
    expect(await update(['x'])).toMatchObject({
      status: 403,
      body: `Not authorized to register framework ${client.frameworkId} with roles { x }`,
    });
  });
});

describe('tasks', () => {
  const acls = {
    run_tasks: [
      { principals: P, users: { values: ['somebody'] } },
      { principals: P, users: NONE },
    ],
  };
  const command = (user: string) => ({ command: { value: 'true', user } });

  it('run as users that the principal may use', async () => {
    const fixture = await MasterFixture.start({ acls });
    const { client, offer, agent } = await fixture.offered({ principal: 'p' });
    const denied = { ...executorTask('t3', offer, 'e') };
    await client.launch(offer, [
      task('t1', offer),
      task('t2', offer, command('root')),
      { ...denied, executor: { executor_id: { value: 'e' }, resources: resources(), ...command('root') } },
    ]);
    const message = (id: string) =>
      `Principal 'p' no authorized to launch task ${id} of framework ${client.frameworkId} under user 'root'`;
    for (const id of ['t2', 't3']) {
      expect(await client.updateOf(id, 'TASK_ERROR')).toMatchObject({
        ...{ reason: 'REASON_TASK_UNAUTHORIZED', source: 'SOURCE_MASTER', message: message(id) },
      });
    }
    expect(agent.all('RunTaskMessage').map(({ task: { task_id } }) => task_id.value)).toEqual(['t1']);
  });

  it('of a group run all or none', async () => {
    const fixture = await MasterFixture.start({ acls });
    const { client, offer, agent } = await fixture.offered({ principal: 'p' });
    const executor = { type: 'DEFAULT', executor_id: { value: 'e' }, resources: resources({ cpus: 0.1, mem: 32, disk: 1 }) };
    await client.launchGroup(offer, executor, [task('t1', offer), task('t2', offer, command('root'))]);
    for (const id of ['t1', 't2']) {
      expect(await client.updateOf(id, 'TASK_ERROR')).toMatchObject({
        reason: 'REASON_TASK_GROUP_UNAUTHORIZED',
        message: `Task 't2' is not authorized tolaunch task t2 of framework ${client.frameworkId} under user 'root'`,
      });
    }
    expect(agent.all('RunTaskGroupMessage')).toEqual([]);
  });
});

describe('operations of frameworks', () => {
  const denied = {
    ...{
      reserve_resources: [{ principals: P, roles: NONE }],
      unreserve_resources: [{ principals: P, reserver_principals: NONE }],
    },
    ...{ create_volumes: [{ principals: P, roles: NONE }], destroy_volumes: [{ principals: P, creator_principals: NONE }] },
  };
  const disk = (more: Partial<Resource>) => scalar('disk', 10, { allocation_info: { role: 'eng' }, ...more });
  const RESERVED = disk(reserved('eng', { principal: 'p' }));
  const VOLUME = disk({
    ...reserved('eng', { principal: 'p' }),
    disk: { persistence: { id: 'v', principal: 'p' }, volume: { container_path: 'data', mode: 'RW' } },
  });

  it.each<[string, string, Offer.Operation, Resource, string]>([
    ['RESERVE', 'RESERVE_RESOURCES', { type: 'RESERVE', reserve: { resources: [RESERVED] } }, RESERVED, 'eng'],
    ['UNRESERVE', 'UNRESERVE_RESOURCES', { type: 'UNRESERVE', unreserve: { resources: [RESERVED] } }, RESERVED, 'p'],
    ['CREATE', 'CREATE_VOLUME', { type: 'CREATE', create: { volumes: [VOLUME] } }, VOLUME, 'eng'],
  ])('such as %s need the action %s', async (_, action, operation, resource, value) => {
    const fixture = await MasterFixture.start({ acls: denied });
    const agent = await fixture.agent();
    const client = await fixture.subscribe({
      ...{ roles: ['eng'], principal: 'p', ...capabilities('RESERVATION_REFINEMENT') },
    });
    const offer = await client.offer();
    await client.accept([offer], [{ ...operation, id: { value: 'o' } }], 0);
    const status = (await client.next('UPDATE_OPERATION_STATUS')).update_operation_status?.status;
    expect(status?.state).toBe('OPERATION_ERROR');
    const [start, object] = status?.message?.split(' on object ') ?? [];
    expect(start).toBe(`Principal 'p' no authorized to perform action ${action}`);
    expect(JSON.parse(object ?? '')).toMatchObject({ value, resource });
    expect(agent.all('ApplyOperationMessage')).toEqual([]);
  });

  it('are dropped without a word when they have no id', async () => {
    const fixture = await MasterFixture.start({ acls: denied });
    await fixture.agent();
    const client = await fixture.subscribe({ roles: ['eng'], principal: 'p', ...capabilities('RESERVATION_REFINEMENT') });
    await client.accept([await client.offer()], [{ type: 'RESERVE', reserve: { resources: [RESERVED] } }], 0);
    expect(await client.drain()).toEqual([]);
    await fixture.allocate();
    expect((await client.offer()).resources?.some(({ reservations }) => reservations?.length)).toBe(false);
  });
});

describe('operators', () => {
  const everything = {
    ...{ teardown_frameworks: [{ principals: P, framework_principals: NONE }], update_weights: [{ principals: P, roles: NONE }] },
    ...{
      reserve_resources: [{ principals: P, roles: NONE }],
      unreserve_resources: [{ principals: P, reserver_principals: NONE }],
    },
    ...{ view_flags: [{ principals: P, flags: NONE }], drain_agents: [{ principals: P, agents: NONE }] },
    ...{ deactivate_agents: [{ principals: P, agents: NONE }], reactivate_agents: [{ principals: P, agents: NONE }] },
    ...{ mark_agents_gone: [{ principals: P, agents: NONE }], get_endpoints: [{ principals: P, paths: NONE }] },
  };
  const forbidden = { status: 403, body: '403 Forbidden.' };

  it('are refused what they may not do', async () => {
    const fixture = await MasterFixture.start(withAcls(everything));
    const { agentId } = await fixture.agent();
    const { frameworkId } = await fixture.subscribe();
    const agent_id = { value: agentId };
    const calls = [
      { type: 'GET_FLAGS' },
      { type: 'TEARDOWN', teardown: { framework_id: { value: frameworkId } } },
      { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [{ role: 'r', weight: 2 }] } },
      { type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: [] } },
      { type: 'DRAIN_AGENT', drain_agent: { agent_id } },
      { type: 'DEACTIVATE_AGENT', deactivate_agent: { agent_id } },
      { type: 'REACTIVATE_AGENT', reactivate_agent: { agent_id } },
      { type: 'MARK_AGENT_GONE', mark_agent_gone: { agent_id } },
      {
        type: 'RESERVE_RESOURCES',
        reserve_resources: { agent_id, resources: [scalar('cpus', 1, reserved('r', { principal: 'p' }))] },
      },
    ];
    for (const call of calls) expect(await fixture.operator(call, as('p')), call.type).toMatchObject(forbidden);
    const cpus = JSON.stringify([scalar('cpus', 1, { role: 'r', reservation: { principal: 'p' } })]);
    const form = new URLSearchParams({ slaveId: agentId, resources: cpus }).toString();
    expect(await fixture.post('/reserve', form, as('p'))).toMatchObject(forbidden);
    expect(await fixture.post('/teardown', `frameworkId=${frameworkId}`, as('p'))).toMatchObject(forbidden);
    for (const path of ['/flags', '/metrics/snapshot', '/files/debug']) {
      expect(await fixture.get(path, as('p')), path).toMatchObject(forbidden);
    }
    expect(await fixture.post('/flags', '', as('q'))).toMatchObject({ status: 405 });
  });

  it('may do what nothing is said of', async () => {
    const fixture = await MasterFixture.start(withAcls(everything));
    const { agentId } = await fixture.agent();
    const { frameworkId } = await fixture.subscribe();
    const cpus = JSON.stringify([scalar('cpus', 1, { role: 'r', reservation: { principal: 'q' } })]);
    const form = new URLSearchParams({ slaveId: agentId, resources: cpus }).toString();
    expect(await fixture.post('/reserve', form, as('q'))).toMatchObject({ status: 202 });
    expect(await fixture.post('/teardown', `frameworkId=${frameworkId}`, as('q'))).toMatchObject({ status: 200 });
    expect(await fixture.operator({ type: 'GET_FLAGS' }, as('q'))).toMatchObject({ status: 200 });
  });

  it('are told first what is wrong with a call', async () => {
    const fixture = await MasterFixture.start(withAcls(everything));
    expect(await fixture.post('/teardown', 'frameworkId=none', as('p'))).toMatchObject({ status: 400 });
    const weights = [{ role: '', weight: 2 }];
    expect(await fixture.operator({ type: 'UPDATE_WEIGHTS', update_weights: { weight_infos: weights } }, as('p'))).toMatchObject({
      status: 400,
    });
  });

  it('need two permissions to drain an agent for good', async () => {
    const fixture = await MasterFixture.start(withAcls({ mark_agents_gone: [{ principals: P, agents: NONE }] }));
    const agent_id = { value: (await fixture.agent()).agentId };
    const drain = (mark_gone: boolean) =>
      fixture.operator({ type: 'DRAIN_AGENT', drain_agent: { agent_id, mark_gone } }, as('p'));
    expect(await drain(true)).toMatchObject(forbidden);
    expect(await drain(false)).toMatchObject({ status: 200 });
  });

  it('reserve under their own name only', async () => {
    const fixture = await MasterFixture.start(ASKING);
    const { agentId } = await fixture.agent();
    const cpus = JSON.stringify([scalar('cpus', 1, { role: 'r', reservation: { principal: 'q' } })]);
    const answer = await fixture.post('/reserve', new URLSearchParams({ slaveId: agentId, resources: cpus }).toString(), as('p'));
    expect(answer.status).toBe(400);
    expect(answer.body).toContain("attempted by authenticated principal 'p', which does not match a reserved resource");
  });
});

describe('what is shown', () => {
  const hiding = (acls: object) => running({ roles: ['eng/web'], principal: 'owner' }, withAcls(acls));

  it('leaves out frameworks that somebody may not see, with all that is theirs', async () => {
    const { fixture } = await hiding({ view_frameworks: [{ principals: P, users: NONE }] });
    const see = async (who: string) => {
      const state = await fixture.json('/state', as(who));
      const call = async (type: string) => JSON.parse((await fixture.operator({ type }, as(who))).body)[type.toLowerCase()];
      return [
        state.frameworks.length,
        (await fixture.json('/frameworks', as(who))).frameworks.length,
        (await fixture.json('/tasks', as(who))).tasks.length,
        (await call('GET_FRAMEWORKS')).frameworks?.length ?? 0,
        (await call('GET_TASKS')).tasks?.length ?? 0,
        (await call('GET_STATE')).get_tasks.tasks?.length ?? 0,
      ];
    };
    expect(await see('p')).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await see('q')).toEqual([1, 1, 1, 1, 1, 1]);
  });

  it('leaves out tasks that somebody may not see', async () => {
    const { fixture } = await hiding({ view_tasks: [{ principals: P, users: NONE }] });
    const tasks = async (who: string) => [
      (await fixture.json('/state', as(who))).frameworks[0].tasks.length,
      (await fixture.json('/tasks', as(who))).tasks.length,
    ];
    expect(await tasks('p')).toEqual([0, 0]);
    expect(await tasks('q')).toEqual([1, 1]);
  });

  it('leaves the flags out of the state', async () => {
    const { fixture } = await hiding({ view_flags: [{ principals: P, flags: NONE }] });
    expect(await fixture.json('/state', as('p'))).not.toHaveProperty('flags');
    expect(await fixture.json('/state', as('q'))).toHaveProperty('flags');
  });

  it('shows an empty place for an executor', async () => {
    const fixture = await MasterFixture.start(withAcls({ view_executors: [{ principals: P, users: NONE }] }));
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e')]);
    await fixture.runtime.settle();
    expect((await fixture.json('/state', as('p'))).frameworks[0].executors).toEqual([{}]);
    expect((await fixture.json('/state', as('q'))).frameworks[0].executors).toMatchObject([{ executor_id: 'e' }]);
    const executors = async (who: string) => JSON.parse((await fixture.operator({ type: 'GET_EXECUTORS' }, as(who))).body);
    expect((await executors('p')).get_executors.executors ?? []).toEqual([]);
    expect((await executors('q')).get_executors.executors).toHaveLength(1);
  });

  it('leaves out roles, their weights, and what is reserved for them', async () => {
    const acls = {
      view_roles: [
        { principals: P, roles: { values: ['*', 'open'] } },
        { principals: P, roles: NONE },
      ],
    };
    const fixture = await MasterFixture.start({ ...withAcls(acls), weights: 'open=2,closed=3' });
    await fixture.agent({ resources: 'cpus(open):1;cpus(closed):2;mem:64' });
    const see = async (who: string) => {
      const [agent] = (await fixture.json('/slaves', as(who))).slaves;
      const state = (await fixture.json('/state', as(who))).slaves[0];
      const agents = JSON.parse((await fixture.operator({ type: 'GET_AGENTS' }, as(who))).body).get_agents.agents;
      const rolesIn = (list: { reservations?: { role: string }[] }[]) =>
        list.flatMap(({ reservations = [] }) => reservations.map(({ role }) => role)).sort();
      return {
        roles: (await fixture.json('/roles', as(who))).roles.map(({ name }: { name: string }) => name),
        weights: (await fixture.json('/weights', as(who))).map(({ role }: { role: string }) => role),
        reserved: Object.keys(state.reserved_resources).sort(),
        inFull: Object.keys(agent.reserved_resources_full).sort(),
        shown: rolesIn(agents[0].total_resources),
        info: rolesIn(agents[0].agent_info.resources),
      };
    };
    const both = ['closed', 'open'];
    expect(await see('p')).toEqual({
      ...{ roles: ['open'], weights: ['open'], reserved: ['open'], inFull: ['open'], shown: ['open'], info: ['open'] },
    });
    expect(await see('q')).toEqual({
      ...{ roles: both, weights: ['open', 'closed'], reserved: both, inFull: both, shown: both, info: both },
    });
  });

  it('leaves out operations on what somebody may not see', async () => {
    const fixture = await MasterFixture.start(
      withAcls({
        view_roles: [
          { principals: P, roles: { values: ['*'] } },
          { principals: P, roles: NONE },
        ],
      }),
    );
    const { agentId } = await fixture.agent();
    const operate = (volumes: Resource[], path: string, name: string) =>
      fixture.post(path, new URLSearchParams({ slaveId: agentId, [name]: JSON.stringify(volumes) }).toString(), as('q'));
    await operate([scalar('disk', 10, reserved('eng', { principal: 'q' }))], '/reserve', 'resources');
    await operate([scalar('disk', 10, reserved('eng', { principal: 'q' }))], '/unreserve', 'resources');
    const operations = async (who: string) =>
      JSON.parse((await fixture.operator({ type: 'GET_OPERATIONS' }, as(who))).body).get_operations.operations.map(
        ({ info }: { info: { type: string } }) => info.type,
      );
    expect(await operations('p')).toEqual(['RESERVE']); // it takes what is unreserved
    expect(await operations('q')).toEqual(['RESERVE', 'UNRESERVE']);
  });

  it('leaves out events', async () => {
    const acls = { view_frameworks: [{ principals: P, users: NONE }] };
    const fixture = await MasterFixture.start(withAcls(acls));
    /** What somebody hears, up to the end of the agent. */
    const watch = async (who: string) => {
      const headers = { ...JSON_HEADERS, ...as(who) };
      const stream = await open(fixture.address, 'POST', '/api/v1', { headers, body: JSON.stringify({ type: 'SUBSCRIBE' }) });
      return async () => {
        const types: string[] = [];
        const decoder = new RecordDecoder();
        for await (const chunk of stream) {
          for (const record of decoder.push(chunk as Buffer)) types.push(JSON.parse(record.toString()).type);
          if (types.includes('AGENT_REMOVED')) break;
        }
        return types.filter((type) => type !== 'HEARTBEAT');
      };
    };
    const [p, q] = [await watch('p'), await watch('q')];
    const { client, offer, agent } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    await client.call('TEARDOWN');
    await fixture.runtime.settle();
    agent.unregister();
    expect(await p()).toEqual(['SUBSCRIBED', 'AGENT_ADDED', 'AGENT_REMOVED']);
    expect(await q()).toEqual([
      ...['SUBSCRIBED', 'AGENT_ADDED', 'FRAMEWORK_ADDED', 'TASK_ADDED', 'TASK_UPDATED', 'FRAMEWORK_REMOVED', 'AGENT_REMOVED'],
    ]);
  });
});

describe('agents', () => {
  it('register when ACLs let them', async () => {
    const fixture = await MasterFixture.start({ acls: { register_agents: [{ principals: ANY, agents: NONE }] } });
    const agent = await fixture.agent();
    expect(agent.agentId).toBe('');
    agent.reregister();
    await fixture.runtime.settle();
    expect((await fixture.json('/slaves')).slaves).toEqual([]);
  });

  it('bring what is reserved for a role when they may reserve for it', async () => {
    const fixture = await MasterFixture.start({ acls: { reserve_resources: [{ principals: ANY, roles: NONE }] } });
    expect((await fixture.agent({ resources: 'cpus(r):1' })).agentId).toBe('');
    expect((await fixture.agent({ resources: 'cpus:1' })).agentId).not.toBe('');
  });
});

describe('maintenance and quota', () => {
  const none = (acl: string, objects: string) => ({ [acl]: [{ principals: P, [objects]: NONE }] });
  const acls = {
    ...{ ...none('get_quotas', 'roles'), ...none('update_quotas', 'roles') },
    ...{ ...none('get_maintenance_schedules', 'machines'), ...none('get_maintenance_statuses', 'machines') },
    ...{ ...none('start_maintenances', 'machines'), ...none('stop_maintenances', 'machines') },
    ...none('update_maintenance_schedules', 'machines'),
  };
  const forbidden = { status: 403, body: '403 Forbidden.' };
  const machine = { hostname: 'one.example.com' };
  const schedule = (...machine_ids: object[]) => ({
    windows: machine_ids.length > 0 ? [{ machine_ids, unavailability: { start: { nanoseconds: 1 } } }] : [],
  });
  const guarantee = [scalar('cpus', 0)];

  it('are shown to those only who may see them', async () => {
    const fixture = await MasterFixture.start(withAcls(acls));
    const { quotas, maintenance } = fixture.master;
    const approvers = fixture.master.authorizer.approvers({ value: 'q' });
    quotas.update({ quota_configs: [{ role: 'r' }] }, approvers);
    maintenance.update(schedule(machine), approvers);
    const seen = async (who: string) => {
      const bodies = ['/quota', '/maintenance/schedule', '/maintenance/status'].map(async (path) =>
        JSON.parse((await fixture.get(path, as(who))).body),
      );
      return await Promise.all(bodies);
    };
    expect(await seen('p')).toEqual([{}, {}, {}]);
    expect(await seen('q')).toMatchObject([
      { configs: [{ role: 'r' }] },
      schedule(machine),
      { draining_machines: [{ id: machine }] },
    ]);
  });

  it('are changed by those only who may, once the request itself is right', async () => {
    const fixture = await MasterFixture.start(withAcls(acls));
    const { quotas, maintenance } = fixture.master;
    const set = (role: string) => ({ type: 'SET_QUOTA', set_quota: { quota_request: { role, guarantee } } });
    const remove = (role: string) => ({ type: 'REMOVE_QUOTA', remove_quota: { role } });
    const start = { type: 'START_MAINTENANCE', start_maintenance: { machines: [machine] } };
    const stop = { type: 'STOP_MAINTENANCE', stop_maintenance: { machines: [machine] } };
    const plan = (...machines: object[]) => ({
      ...{ type: 'UPDATE_MAINTENANCE_SCHEDULE', update_maintenance_schedule: { schedule: schedule(...machines) } },
    });
    const answerTo = async (call: object, who: string) => await fixture.operator(call, as(who));
    for (const call of [set('a/b'), remove('r'), start, stop]) expect(await answerTo(call, 'p')).toMatchObject({ status: 400 });
    const update = { type: 'UPDATE_QUOTA', update_quota: { quota_configs: [{ role: 'r' }] } };
    for (const call of [set('r'), update, plan(machine)]) expect(await answerTo(call, 'p')).toMatchObject(forbidden);
    expect([[...quotas.roles], maintenance.schedule]).toEqual([[], {}]);
    expect(await answerTo(plan(), 'p')).toMatchObject({ status: 200 });
    for (const call of [set('r'), plan(machine)]) expect(await answerTo(call, 'q')).toMatchObject({ status: 200 });
    for (const call of [remove('r'), start]) expect(await answerTo(call, 'p')).toMatchObject(forbidden);
    expect(await fixture.post('/machine/down', JSON.stringify([machine]), as('p'))).toMatchObject(forbidden);
    expect(await answerTo(start, 'q')).toMatchObject({ status: 200 });
    expect(await answerTo(stop, 'p')).toMatchObject(forbidden);
    expect([[...quotas.roles], maintenance.status]).toEqual([['r'], { down_machines: [machine] }]);
  });
});
