import { describe, expect, it } from 'vitest';
import { CAPABILITIES } from '../fake-agent.js';
import { executorTask, MasterFixture, resources, task } from '../master-fixture.js';

const NOTHING = { cpus: 0, mem: 0, disk: 0, gpus: 0 };
const ALL = { cpus: 4, mem: 4096, disk: 10000, gpus: 0, ports: '[31000-32000]' };

/** A framework with a command task and a task with an executor, both running, and an ended one. */
async function busy() {
  const fixture = await MasterFixture.start({ cluster: 'test' });
  const { agent, client, offer } = await fixture.offered({
    failover_timeout: 60,
    labels: { labels: [{ key: 'k', value: 'v' }] },
  });
  const pod = {
    type: 'DEFAULT',
    executor_id: { value: 'pod' },
    framework_id: { value: client.frameworkId },
    resources: resources({ cpus: 0.1, mem: 32, disk: 32 }),
  };
  await client.accept(
    [offer],
    [
      {
        type: 'LAUNCH',
        launch: { task_infos: [task('command', offer), executorTask('custom', offer, 'e1'), task('ended', offer)] },
      },
      { type: 'LAUNCH_GROUP', launch_group: { executor: pod, task_group: { tasks: [task('in-pod', offer)] } } },
    ],
    1000,
  );
  const container_status = { container_id: { value: 'c1' }, executor_pid: 7 };
  for (const id of ['command', 'custom', 'in-pod']) {
    agent.update(client.frameworkId, id, 'TASK_RUNNING', {}, { container_status });
    await client.updateOf(id, 'TASK_RUNNING');
  }
  agent.update(client.frameworkId, 'ended', 'TASK_FAILED');
  await client.acknowledge(await client.updateOf('ended', 'TASK_FAILED'));
  return { fixture, agent, client };
}

const runningStatus = {
  state: 'TASK_RUNNING',
  timestamp: expect.any(Number),
  container_status: { container_id: { value: 'c1' } },
};

describe('/state', () => {
  it('describes the master', async () => {
    const { fixture } = await busy();
    const { master, address } = fixture;
    const { slaves, frameworks, completed_frameworks, flags, ...members } = await fixture.json('/state');
    expect([slaves.length, frameworks.length, completed_frameworks.length]).toEqual([1, 1, 0]);
    expect(flags).toEqual(master.flagsText);
    expect(members).toEqual({
      ...{ version: '1.12.0', build_date: expect.any(String), build_time: expect.any(Number), build_user: expect.any(String) },
      ...{ start_time: expect.any(Number), elected_time: expect.any(Number), id: master.masterId, pid: master.pid },
      ...{ hostname: '127.0.0.1', capabilities: ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2'], cluster: 'test' },
      ...{ activated_slaves: 1, deactivated_slaves: 0, unreachable_slaves: 0, recovered_slaves: [] },
      ...{ leader: master.pid, leader_info: { id: master.masterId, pid: master.pid, port: address.port, hostname: '127.0.0.1' } },
      ...{ orphan_tasks: [], unregistered_frameworks: [] },
    });
    // A time in seconds, not in milliseconds.
    expect(members.start_time).toBeLessThan(1e10);
  });

  it('describes frameworks', async () => {
    const { fixture, client } = await busy();
    const used = { cpus: 0.5, mem: 160, disk: 32, gpus: 0 };
    const { tasks, executors, completed_tasks, ...framework } = (await fixture.json('/state')).frameworks[0];
    expect(framework).toEqual({
      ...{ id: client.frameworkId, name: 'a framework', user: 'somebody', hostname: '', webui_url: '', failover_timeout: 60 },
      ...{ active: true, connected: true, recovered: false, checkpoint: false, capabilities: ['MULTI_ROLE'], roles: ['*'] },
      ...{ registered_time: expect.any(Number), unregistered_time: 0, labels: [{ key: 'k', value: 'v' }], offer_constraints: {} },
      ...{ resources: used, used_resources: used, offered_resources: NOTHING, offers: [], unreachable_tasks: [] },
    });
    expect([tasks.length, executors.length, completed_tasks.length]).toEqual([3, 2, 1]);
  });

  it('describes tasks', async () => {
    const { fixture, agent, client } = await busy();
    const { tasks, completed_tasks } = (await fixture.json('/state')).frameworks[0];
    const common = {
      ...{ framework_id: client.frameworkId, slave_id: agent.agentId, role: '*' },
      resources: { cpus: 0.1, mem: 32, disk: 0, gpus: 0 },
    };
    const running = (id: string, executor_id: string) => ({
      ...common,
      id,
      name: id,
      executor_id,
      state: 'TASK_RUNNING',
      statuses: [runningStatus],
    });
    expect(tasks).toEqual([running('command', ''), running('custom', 'e1'), running('in-pod', 'pod')]);
    const statuses = [{ state: 'TASK_FAILED', timestamp: expect.any(Number) }];
    expect(completed_tasks).toEqual([{ ...common, id: 'ended', name: 'ended', executor_id: '', state: 'TASK_FAILED', statuses }]);
  });

  it('describes executors', async () => {
    const { fixture, agent, client } = await busy();
    const common = { framework_id: client.frameworkId, slave_id: agent.agentId, name: '', role: '*' };
    expect((await fixture.json('/state')).frameworks[0].executors).toEqual([
      {
        ...common,
        executor_id: 'e1',
        command: { value: 'true', argv: [], uris: [] },
        resources: { ...NOTHING, cpus: 0.1, mem: 32 },
      },
      {
        ...common,
        executor_id: 'pod',
        type: 'DEFAULT',
        command: { argv: [], uris: [] },
        resources: { ...NOTHING, cpus: 0.1, mem: 32, disk: 32 },
      },
    ]);
  });

  it('names the one role of a framework without MULTI_ROLE', async () => {
    const fixture = await MasterFixture.start();
    await fixture.subscribe({ roles: undefined, capabilities: [], role: 'r', principal: 'p' });
    const [framework] = (await fixture.json('/state')).frameworks;
    expect(framework).toMatchObject({ role: 'r', capabilities: [], principal: 'p' });
    expect(framework).not.toHaveProperty('roles');
  });
});

describe('/slaves', () => {
  it('describes agents with their resources in full', async () => {
    const { fixture, agent } = await busy();
    const { slaves, ...others } = await fixture.json('/slaves');
    expect(others).toEqual({ recovered_slaves: [] });
    const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value }, role: '*' });
    const used = (name: string, value: number) => ({ ...scalar(name, value), allocation_info: { role: '*' } });
    const ports = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] }, role: '*' };
    expect(slaves).toEqual([
      {
        ...{ id: agent.agentId, hostname: '127.0.0.1', port: 6000, pid: agent.pid, attributes: {}, version: '1.12.0' },
        ...{ registered_time: expect.any(Number), active: true, deactivated: false },
        capabilities: CAPABILITIES,
        ...{ resources: ALL, unreserved_resources: ALL, reserved_resources: {}, reserved_resources_full: {} },
        ...{ used_resources: { cpus: 0.5, mem: 160, disk: 32, gpus: 0 }, offered_resources: NOTHING, offered_resources_full: [] },
        unreserved_resources_full: [scalar('cpus', 4), scalar('mem', 4096), scalar('disk', 10000), ports],
        used_resources_full: expect.arrayContaining([used('cpus', 0.5), used('mem', 160), used('disk', 32)]),
      },
    ]);
  });

  it('shows reservations and attributes', async () => {
    const fixture = await MasterFixture.start();
    const attributes = [
      { name: 'rack', type: 'TEXT' as const, text: { value: 'r1' } },
      { name: 'level', type: 'SCALAR' as const, scalar: { value: 2 } },
    ];
    await fixture.agent({ resources: 'cpus:1;mem:64;cpus(r):2', attributes });
    const [slave] = (await fixture.json('/slaves')).slaves;
    expect(slave).toMatchObject({
      ...{ resources: { cpus: 3, mem: 64 }, unreserved_resources: { cpus: 1 }, reserved_resources: { r: { cpus: 2, mem: 0 } } },
      ...{
        attributes: { rack: 'r1', level: 2 },
        reserved_resources_full: { r: [{ role: 'r', reservations: [{ type: 'STATIC', role: 'r' }] }] },
      },
    });
  });

  it('can be about one agent', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    const { agentId } = await fixture.agent();
    expect((await fixture.json(`/slaves?slave_id=${agentId}`)).slaves).toMatchObject([{ id: agentId }]);
    expect(await fixture.json('/slaves?slave_id=none')).toEqual({ slaves: [], recovered_slaves: [] });
  });
});

describe('/frameworks', () => {
  it('is what /state says of frameworks, or of one', async () => {
    const { fixture, client } = await busy();
    const { frameworks, completed_frameworks } = await fixture.json('/state');
    expect(await fixture.json('/frameworks')).toEqual({ frameworks, completed_frameworks, unregistered_frameworks: [] });
    const other = await fixture.subscribe();
    await other.call('TEARDOWN');
    expect((await fixture.json(`/frameworks?framework_id=${client.frameworkId}`)).frameworks).toMatchObject([
      { id: client.frameworkId },
    ]);
    expect(await fixture.json(`/frameworks?framework_id=${other.frameworkId}`)).toMatchObject({
      frameworks: [],
      completed_frameworks: [{ id: other.frameworkId, unregistered_time: expect.any(Number) }],
    });
    expect(await fixture.json('/frameworks?framework_id=none')).toEqual({
      ...{ frameworks: [], completed_frameworks: [], unregistered_frameworks: [] },
    });
  });
});

describe('/tasks', () => {
  /** Five tasks that started one after the other, the second of which has ended, and one that has not started. */
  async function tasks() {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const ids = ['t1', 't2', 't3', 't4', 't5'];
    await client.launch(
      offer,
      [...ids, 'staging'].map((id) => task(id, offer)),
      1000,
    );
    for (const [index, id] of ids.entries())
      agent.update(client.frameworkId, id, 'TASK_RUNNING', {}, { timestamp: 1000 + index });
    agent.update(client.frameworkId, 't2', 'TASK_FINISHED', {}, { timestamp: 2000 });
    for (const _ of ids) await client.update();
    await client.acknowledge(await client.updateOf('t2', 'TASK_FINISHED'));
    const list = async (query: string) => (await fixture.json(`/tasks${query}`)).tasks.map(({ id }: { id: string }) => id);
    return { fixture, client, list };
  }

  it('lists all tasks, the latest first', async () => {
    const { list } = await tasks();
    for (const query of ['', '?order=des', '?order=ASC', '?order=']) {
      expect(await list(query)).toEqual(['t5', 't4', 't3', 't2', 't1', 'staging']);
    }
    expect(await list('?order=asc')).toEqual(['staging', 't1', 't2', 't3', 't4', 't5']);
  });

  const ALL = ['t5', 't4', 't3', 't2', 't1', 'staging'];
  it.each<[query: string, ids: string[]]>([
    ['limit=2', ['t5', 't4']],
    ['limit=%2B2', ['t5', 't4']],
    ['limit=0x2', ['t5', 't4']],
    ['limit=2&offset=3', ['t2', 't1']],
    ['offset=5', ['staging']],
    ['offset=6', []],
    ['limit=0', []],
    // A limit that is no number is no limit given; one below 0 is a very large one.
    ...['limit=', 'limit=x', 'limit=2.5', 'limit=2147483648', 'limit=-1', 'limit=-9', 'limit=-9&offset=0'].map(
      (query): [string, string[]] => [query, ALL],
    ),
    ['limit=-2&offset=1', ['t4', 't3', 't2', 't1', 'staging']],
    ['limit=-1&offset=1', []],
    ...['offset=', 'offset=x', 'offset=2147483648'].map((query): [string, string[]] => [query, ALL]),
    ['offset=-1', []],
    ['offset=-1&limit=-1', []],
    ['limit=1&limit=2', ['t5', 't4']],
    ['limit=1;offset=1', ['t4']],
    ['task_id=t2', ['t2']],
    ['task_id=', []],
    ['task_id=none', []],
    ['framework_id=', []],
    ['framework_id=none', []],
    ['no_such_parameter=1', ALL],
  ])('answers ?%s', async (query, ids) => {
    const { list } = await tasks();
    expect(await list(`?${query}`)).toEqual(ids);
  });

  it('can be of one framework, also of one that is over', async () => {
    const { fixture, client, list } = await tasks();
    await client.call('TEARDOWN');
    expect(await list(`?framework_id=${client.frameworkId}&limit=1`)).toHaveLength(1);
    await fixture.subscribe();
    expect(await list('')).toHaveLength(6);
  });

  it('has 100 of them unless told otherwise', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const many = Array.from({ length: 120 }, (_, index) => task(`t${index}`, offer, { resources: resources({ cpus: 0.001 }) }));
    await client.launch(offer, many);
    expect((await fixture.json('/tasks')).tasks).toHaveLength(100);
    expect((await fixture.json('/tasks?limit=1000')).tasks).toHaveLength(120);
  });
});
