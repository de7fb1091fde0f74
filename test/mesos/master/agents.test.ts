import { describe, expect, it } from 'vitest';
import type { Offer, Resource, scheduler } from '../../../src/mesos/wire/messages.js';
import { FakeAgent } from './fake-agent.js';
import { capabilities, executorTask, frameworkInfo, MasterFixture, resources, running, task } from './master-fixture.js';

const AWARE = capabilities('PARTITION_AWARE');
const types = (events: readonly scheduler.Event[]) => events.map(({ type }) => type);
const cpus = (value: number) => expect.objectContaining({ name: 'cpus', scalar: { value } });

describe('an agent that registers', () => {
  it('gets an id and is told how often it will be pinged', async () => {
    const fixture = await MasterFixture.start();
    const [one, other] = [await fixture.agent(), await fixture.agent()];
    const { masterId } = fixture.master;
    expect([one.agentId, other.agentId]).toEqual([`${masterId}-S0`, `${masterId}-S1`]);
    expect(one.all('SlaveRegisteredMessage')).toEqual([
      { agent_id: { value: `${masterId}-S0` }, connection: { total_ping_timeout_seconds: 75 } },
    ]);
  });

  it('stays the same agent when it asks again', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    agent.register();
    await fixture.runtime.settle();
    expect(agent.all('SlaveRegisteredMessage')).toHaveLength(2);
    expect(agent.agentId).toBe(`${fixture.master.masterId}-S0`);
    expect(fixture.master.agents.size).toBe(1);
  });

  it('is offered at once', async () => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe();
    const agent = await fixture.agent();
    expect(await client.offer()).toMatchObject({ agent_id: { value: agent.agentId }, hostname: '127.0.0.1' });
  });

  it.each([undefined, '', '0.28.2', '1.x', 'one'])('is ignored when its version is %j', async (version) => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const next = await fixture.restart(agent);
    next.register({ version });
    await fixture.runtime.settle();
    expect(next.received).toEqual([]);
    expect([...fixture.master.agents.keys()]).toEqual([agent.agentId]);
    next.register({ version: '1.12.0-dev' });
    await fixture.runtime.settle();
    expect(next.all('SlaveRegisteredMessage')).toHaveLength(1);
  });

  it('may tell of its resources in the form that agents of Mesos prefer', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const next = await fixture.restart(agent);
    const cpu = (value: number, role: string): Resource => ({ name: 'cpus', type: 'SCALAR', scalar: { value }, role });
    const checkpointed = { ...cpu(1, 'eng'), reservation: { principal: 'p' } };
    next.register({
      agent: { ...next.info, resources: [cpu(2, '*'), cpu(1, 'ops')] },
      checkpointed_resources: [checkpointed],
    });
    await fixture.runtime.settle();
    expect(String(fixture.master.agents.get(next.agentId)?.total)).toBe(
      'cpus:1; cpus(reservations: [(STATIC,ops)]):1; cpus(reservations: [(DYNAMIC,eng,p)]):1',
    );
  });

  it('replaces one that was at its address, whose tasks are lost', async () => {
    const { fixture, agent, client, agentId, rest } = await running({ checkpoint: true, ...AWARE });
    const next = await fixture.restart(agent);
    next.register();
    const text = 'Agent 127.0.0.1 removed: a new agent registered at the same address';
    expect((await client.next('RESCIND')).rescind).toEqual({ offer_id: rest.id });
    expect(await client.update()).toMatchObject({
      ...{ task_id: { value: 't1' }, agent_id: { value: agentId }, state: 'TASK_LOST', message: text },
      ...{ source: 'SOURCE_MASTER', reason: 'REASON_AGENT_REMOVED' },
    });
    expect((await client.next('FAILURE')).failure).toEqual({ agent_id: { value: agentId } });
    expect((await client.offer()).agent_id.value).toBe(next.agentId);
    expect([...fixture.master.agents.keys()]).toEqual([`${fixture.master.masterId}-S1`]);
    expect((await fixture.json('/frameworks')).frameworks[0]).toMatchObject({
      tasks: [],
      completed_tasks: [{ id: 't1', state: 'TASK_LOST' }],
    });
  });
});

describe('fault domains', () => {
  const domainOf = (region: string) => ({ fault_domain: { region: { name: region }, zone: { name: `${region}-1` } } });

  it('are shown, in offers too', async () => {
    const fixture = await MasterFixture.start({ domain: domainOf('eu') });
    const agent = await fixture.agent({ domain: domainOf('eu') });
    const client = await fixture.subscribe();
    expect(client.events[0]?.subscribed?.master_info?.domain).toEqual(domainOf('eu'));
    expect((await client.offer()).domain).toEqual(domainOf('eu'));
    const domain = domainOf('eu');
    expect(await fixture.json('/state')).toMatchObject({
      domain,
      leader_info: { domain },
      slaves: [{ domain, id: agent.agentId }],
    });
  });

  it('keep agents of another region from frameworks that are not REGION_AWARE', async () => {
    const fixture = await MasterFixture.start({ domain: domainOf('eu') });
    const remote = await fixture.agent({ domain: domainOf('us') });
    const local = await fixture.agent({ domain: domainOf('eu') });
    const nowhere = await fixture.agent();
    const unaware = await fixture.subscribe();
    const ids = (offers: Offer[]) => offers.map(({ agent_id }) => agent_id.value).sort();
    expect(ids(await unaware.offers())).toEqual([local.agentId, nowhere.agentId].sort());
    const aware = await fixture.subscribe(capabilities('REGION_AWARE'));
    expect(ids(await aware.offers())).toEqual([remote.agentId]);
  });

  it.each([
    ['with a domain, when the master has none', {}, { domain: domainOf('eu') }],
    ['without a domain, when the master requires one', { domain: domainOf('eu'), require_agent_domain: true }, {}],
  ])('keep an agent away %s', async (_, flags, options) => {
    const fixture = await MasterFixture.start(flags);
    const agent = await fixture.agent(options);
    expect(agent.agentId).toBe('');
    agent.agentId = 'some-agent';
    agent.reregister();
    await fixture.runtime.settle();
    expect([agent.received, fixture.master.agents.size]).toEqual([[], 0]);
  });

  it('may be required, and given', async () => {
    const fixture = await MasterFixture.start({ domain: domainOf('eu'), require_agent_domain: true });
    await fixture.agent({ domain: domainOf('eu') });
    expect(fixture.master.agents.size).toBe(1);
  });
});

describe('an agent whose connection breaks', () => {
  it('takes its offers back, and the tasks that nobody could recover are lost', async () => {
    const { fixture, agent, client, rest } = await running({ ...AWARE });
    agent.terminate();
    expect((await client.next('RESCIND')).rescind).toEqual({ offer_id: rest.id });
    expect(await client.update()).toMatchObject({
      ...{ task_id: { value: 't1' }, state: 'TASK_LOST', message: 'Agent 127.0.0.1 disconnected' },
      ...{ source: 'SOURCE_MASTER', reason: 'REASON_AGENT_DISCONNECTED' },
    });
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    expect((await fixture.json('/slaves')).slaves).toMatchObject([
      { active: false, used_resources: { cpus: 0 }, offered_resources: { cpus: 0 } },
    ]);
    expect(await fixture.json('/state')).toMatchObject({ activated_slaves: 0, deactivated_slaves: 1, unreachable_slaves: 0 });
  });

  it('keeps the tasks of frameworks that checkpoint', async () => {
    const { fixture, agent, client, rest } = await running({ checkpoint: true });
    agent.terminate();
    expect((await client.next('RESCIND')).rescind).toEqual({ offer_id: rest.id });
    expect(await client.drain()).toEqual([]);
    expect((await fixture.json('/frameworks')).frameworks[0].tasks).toMatchObject([{ id: 't1', state: 'TASK_RUNNING' }]);
  });

  it('loses the executors of those that do not, with or without tasks', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e1')]);
    agent.update(client.frameworkId, 't1', 'TASK_FINISHED');
    await client.acknowledge(await client.updateOf('t1', 'TASK_FINISHED'));
    agent.terminate();
    await fixture.runtime.settle();
    expect((await fixture.json('/frameworks')).frameworks[0]).toMatchObject({ executors: [], used_resources: { cpus: 0 } });
  });

  it('names the executor of a lost task that had its own', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e1')]);
    agent.terminate();
    expect(await client.updateOf('t1', 'TASK_LOST')).toMatchObject({ executor_id: { value: 'e1' } });
  });

  it('keeps its id and its tasks when it is back', async () => {
    const { fixture, agent, client, agentId, frameworkId } = await running({ checkpoint: true });
    const back = await fixture.restart(agent);
    back.reregister({ tasks: [back.taskOf(frameworkId, 't1')] });
    await fixture.runtime.settle();
    expect(back.all('SlaveRegisteredMessage')).toEqual([]);
    expect(back.all('SlaveReregisteredMessage')).toEqual([
      { agent_id: { value: agentId }, connection: { total_ping_timeout_seconds: 75 }, reconciliations: [] },
    ]);
    await fixture.allocate();
    expect((await client.offer()).resources).toContainEqual(cpus(3.9));
    expect((await fixture.json('/slaves')).slaves).toMatchObject([{ active: true, reregistered_time: expect.any(Number) }]);
    back.update(frameworkId, 't1', 'TASK_FINISHED');
    await client.updateOf('t1', 'TASK_FINISHED');
  });

  it('is asked about tasks it no longer has', async () => {
    const { fixture, agent, frameworkId } = await running({ checkpoint: true });
    const back = await fixture.restart(agent);
    back.reregister();
    await fixture.runtime.settle();
    expect(back.all('SlaveReregisteredMessage')[0]?.reconciliations).toEqual([
      { framework_id: { value: frameworkId }, statuses: [{ task_id: { value: 't1' }, state: 'TASK_RUNNING' }] },
    ]);
  });

  it('brings executors along, and those that ended meanwhile are forgotten', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ checkpoint: true });
    await client.launch(offer, [executorTask('t1', offer, 'e1'), executorTask('t2', offer, 'e2')]);
    await client.drain();
    const [first, second] = agent.all('RunTaskMessage').map(({ task: { executor } }) => executor);
    if (!first || !second) throw new Error('There should be two executors');
    const back = await fixture.restart(agent);
    const tasks = ['t1', 't2'].map((id) => back.taskOf(client.frameworkId, id));
    back.reregister({ tasks, executor_infos: [second] });
    await fixture.runtime.settle();
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework.executors).toMatchObject([{ executor_id: 'e2' }]);
    expect(framework.used_resources.cpus).toBe(0.3);
  });

  it('may come back with more', async () => {
    const { fixture, agent, client, frameworkId } = await running({ checkpoint: true });
    const back = await fixture.restart(agent);
    const info = {
      ...agent.info,
      id: { value: agent.agentId },
      hostname: 'renamed',
      resources: resources({ cpus: 8, mem: 4096 }),
    };
    back.reregister({ agent: info, version: '1.11.0', tasks: [back.taskOf(frameworkId, 't1')] });
    await fixture.allocate();
    const offer = await client.offer();
    expect(offer.hostname).toBe('renamed');
    expect(offer.resources).toContainEqual(cpus(7.9));
    expect((await fixture.json('/slaves')).slaves).toMatchObject([
      { hostname: 'renamed', version: '1.11.0', resources: { cpus: 8 } },
    ]);
  });

  it('is told of frameworks that ended meanwhile', async () => {
    const { fixture, agent, client, frameworkId } = await running({ checkpoint: true });
    const info = fixture.master.frameworks.get(frameworkId)?.info ?? frameworkInfo;
    const back = await fixture.restart(agent, async () => {
      await client.call('TEARDOWN');
    });
    back.reregister({ tasks: [back.taskOf(frameworkId, 't1')], frameworks: [info] });
    await fixture.runtime.settle();
    expect(back.all('ShutdownFrameworkMessage')).toEqual([{ framework_id: { value: frameworkId } }]);
    expect((await fixture.json('/slaves')).slaves[0].used_resources.cpus).toBe(0);
  });
});

describe('an agent that does not answer pings', () => {
  it('is pinged every 15 s as long as it does', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    await fixture.advance(300_000);
    expect(agent.pings).toEqual(Array(21).fill(true));
    expect(fixture.master.agents.size).toBe(1);
  });

  it('is forgiven four missing answers', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    agent.answersPings = false;
    await fixture.advance(70_000);
    agent.answersPings = true;
    await fixture.advance(300_000);
    expect(fixture.master.agents.size).toBe(1);
  });

  it('is pinged as disconnected after its connection broke', async () => {
    const { fixture, agent } = await running({ checkpoint: true });
    const back = await fixture.restart(agent);
    await fixture.advance(15_000);
    expect(back.pings).toEqual([false]);
  });

  it.each([
    ['TASK_LOST', {}],
    ['TASK_UNREACHABLE', AWARE],
  ])('becomes unreachable, and its tasks %s', async (state, info) => {
    const { fixture, agent, client, agentId, rest } = await running({ checkpoint: true, ...info });
    await fixture.lose(agent);
    expect(types(await client.drain())).toEqual(['RESCIND', 'UPDATE', 'FAILURE']);
    const [rescind, update, failure] = client.events.filter(({ type }) => type !== 'HEARTBEAT').slice(-4);
    expect(rescind?.rescind).toEqual({ offer_id: rest.id });
    expect(update?.update?.status).toEqual({
      ...{
        task_id: { value: 't1' },
        agent_id: { value: agentId },
        state,
        source: 'SOURCE_MASTER',
        reason: 'REASON_AGENT_REMOVED',
      },
      ...{
        message: 'health check timed out',
        timestamp: expect.any(Number),
        unreachable_time: { nanoseconds: expect.any(Number) },
      },
    });
    expect(failure?.failure).toEqual({ agent_id: { value: agentId } });
    expect(await fixture.json('/slaves')).toEqual({ slaves: [], recovered_slaves: [] });
    expect((await fixture.json('/state')).unreachable_slaves).toBe(1);
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework).toMatchObject({
      tasks: [],
      completed_tasks: [],
      unreachable_tasks: [{ id: 't1', state }],
      used_resources: { cpus: 0 },
    });
  });

  it.each([
    ['without PARTITION_AWARE', {}],
    ['with PARTITION_AWARE', AWARE],
  ])('is welcome back with its tasks, of a framework %s', async (_, info) => {
    const { fixture, agent, client, agentId, frameworkId } = await running({ checkpoint: true, ...info });
    await fixture.lose(agent);
    await client.next('FAILURE');
    const container_status = { container_id: { value: 'c1' } };
    const statuses = [{ task_id: { value: 't1' }, state: 'TASK_RUNNING' as const, container_status, healthy: true }];
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1', 'TASK_RUNNING', { statuses })] });
    expect(await client.update()).toEqual({
      ...{ task_id: { value: 't1' }, agent_id: { value: agentId }, state: 'TASK_RUNNING', source: 'SOURCE_MASTER' },
      ...{ reason: 'REASON_AGENT_REREGISTERED', message: 'Unreachable agent re-reregistered', timestamp: expect.any(Number) },
      ...{ container_status, healthy: true },
    });
    expect((await client.offer()).resources).toContainEqual(cpus(3.9));
    expect(agent.all('SlaveReregisteredMessage')).toMatchObject([{ reconciliations: [] }]);
    expect((await fixture.json('/state')).unreachable_slaves).toBe(0);
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework).toMatchObject({
      tasks: [{ id: 't1', state: 'TASK_RUNNING' }],
      unreachable_tasks: [],
      used_resources: { cpus: 0.1 },
    });
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    await client.acknowledge(await client.updateOf('t1', 'TASK_FINISHED'));
    expect((await fixture.json('/slaves')).slaves[0].used_resources.cpus).toBe(0);
    await fixture.allocate();
  });

  it('is not unreachable any more without its tasks either', async () => {
    const { fixture, agent, client } = await running({ checkpoint: true, ...AWARE });
    await fixture.lose(agent);
    await client.next('FAILURE');
    agent.reregister();
    await client.offer();
    expect((await fixture.json('/frameworks')).frameworks[0]).toMatchObject({ tasks: [], unreachable_tasks: [] });
  });

  it('is told of frameworks that ended meanwhile, whose tasks do not count', async () => {
    const { fixture, agent, client, frameworkId } = await running({ checkpoint: true });
    const info = fixture.master.frameworks.get(frameworkId)?.info ?? frameworkInfo;
    await fixture.lose(agent);
    await client.call('TEARDOWN');
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1')], frameworks: [info] });
    const other = await fixture.subscribe();
    expect((await other.offer()).resources).toContainEqual(cpus(4));
    expect(agent.all('ShutdownFrameworkMessage')).toEqual([{ framework_id: { value: frameworkId } }]);
    expect(fixture.master.frameworks.has(frameworkId)).toBe(false);
  });

  it('frees what a task used once, though its end was not acknowledged yet', async () => {
    const { fixture, agent, client, frameworkId } = await running({ checkpoint: true, ...AWARE });
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    await client.updateOf('t1', 'TASK_FINISHED');
    await fixture.lose(agent);
    await client.updateOf('t1', 'TASK_UNREACHABLE');
    agent.reregister({ tasks: [agent.taskOf(frameworkId, 't1', 'TASK_FINISHED')] });
    expect((await client.offer()).resources).toContainEqual(cpus(4));
    agent.update(frameworkId, 't1', 'TASK_FINISHED');
    await client.acknowledge(await client.updateOf('t1', 'TASK_FINISHED'));
    expect((await fixture.json('/frameworks')).frameworks[0].completed_tasks).toMatchObject([
      { id: 't1', state: 'TASK_FINISHED' },
    ]);
  });

  it('is remembered with so many tasks only', async () => {
    const fixture = await MasterFixture.start({ max_unreachable_tasks_per_framework: 1 });
    const { agent, client, offer } = await fixture.offered({ checkpoint: true, ...AWARE });
    await client.launch(offer, [task('t1', offer), task('t2', offer)]);
    await fixture.lose(agent);
    expect((await fixture.json('/frameworks')).frameworks[0].unreachable_tasks).toMatchObject([{ id: 't2' }]);
  });

  it('is given up after the times of the flags', async () => {
    const fixture = await MasterFixture.start({ agent_ping_timeout: '5secs', max_agent_ping_timeouts: 2 });
    const agent = await fixture.agent();
    expect(agent.all('SlaveRegisteredMessage')[0]?.connection?.total_ping_timeout_seconds).toBe(10);
    agent.answersPings = false;
    await fixture.advance(10_000);
    expect(fixture.master.agents.size).toBe(1);
    await fixture.advance(5000);
    expect(fixture.master.agents.size).toBe(0);
  });

  it('is given up when its connection broke and it is not back within agent_reregister_timeout, whatever the pings say', async () => {
    const fixture = await MasterFixture.start({ agent_ping_timeout: '15mins' });
    const { agent, client, offer } = await fixture.offered({ checkpoint: true, ...AWARE });
    await client.launch(offer, [task('t1', offer)]);
    agent.terminate();
    await fixture.runtime.settle(); // the master has noticed
    await fixture.advance(9 * 60_000);
    expect(fixture.master.agents.size).toBe(1);
    await fixture.advance(60_000);
    expect((await client.updateOf('t1', 'TASK_UNREACHABLE')).message).toBe(
      'agent did not reregister within 10mins after disconnecting',
    );
  });
});

describe('an agent that unregisters', () => {
  it('is removed, and its tasks are lost', async () => {
    const { fixture, agent, client, agentId, rest } = await running({ checkpoint: true, ...AWARE });
    agent.unregister();
    expect((await client.next('RESCIND')).rescind).toEqual({ offer_id: rest.id });
    expect(await client.update()).toMatchObject({
      ...{ task_id: { value: 't1' }, state: 'TASK_LOST', reason: 'REASON_AGENT_REMOVED', source: 'SOURCE_MASTER' },
      message: 'Agent 127.0.0.1 removed: the agent unregistered',
    });
    expect((await client.next('FAILURE')).failure).toEqual({ agent_id: { value: agentId } });
    agent.terminate();
    await fixture.advance(100_000);
    expect(await client.drain()).toEqual([]);
    await client.reconcile(['t1', agentId]);
    expect(await client.update()).toMatchObject({ state: 'TASK_UNKNOWN' });
  });
});

describe('an agent of an earlier master', () => {
  it('brings its frameworks, executors and tasks along', async () => {
    const fixture = await MasterFixture.start();
    const agent = fixture.runtime.spawn(new FakeAgent(fixture.runtime, fixture.master.pid, { port: 7000 }));
    agent.agentId = 'old-S0';
    const id = { value: 'old-0000' };
    const allocated = resources().map((each) => ({ ...each, allocation_info: { role: '*' } }));
    const executor = { executor_id: { value: 'e1' }, framework_id: id, command: { value: 'true' }, resources: allocated };
    agent.reregister({
      tasks: [agent.taskOf(id.value, 't1'), agent.taskOf(id.value, 't2', 'TASK_FINISHED', { executor_id: { value: 'e1' } })],
      executor_infos: [executor],
      frameworks: [{ ...frameworkInfo, id }],
    });
    await fixture.runtime.settle();
    const document = async () => (await fixture.json('/frameworks')).frameworks[0];
    expect(await document()).toMatchObject({
      ...{ id: id.value, recovered: true, connected: false, active: false, executors: [{ executor_id: 'e1' }] },
      ...{ tasks: [{ id: 't1' }, { id: 't2' }], used_resources: { cpus: 0.2 } },
    });

    expect((await fixture.json('/roles')).roles).toMatchObject([{ name: '*', frameworks: [id.value] }]);

    const client = await fixture.subscribe({ id });
    expect((await client.offer()).resources).toContainEqual(cpus(3.8));
    expect(await document()).toMatchObject({ recovered: false, connected: true, active: true });
    expect(await document()).not.toHaveProperty('reregistered_time');
    await fixture.runtime.settle();
    expect(agent.all('UpdateFrameworkMessage')).toHaveLength(1);
    agent.update(id.value, 't1', 'TASK_FINISHED');
    await client.acknowledge(await client.updateOf('t1', 'TASK_FINISHED'));
    await client.call('TEARDOWN');
    expect((await fixture.json('/slaves')).slaves[0].used_resources.cpus).toBe(0);
  });

  it('can come after its framework', async () => {
    const fixture = await MasterFixture.start();
    const id = { value: 'old-0000' };
    const client = await fixture.subscribe({ id });
    const agent = fixture.runtime.spawn(new FakeAgent(fixture.runtime, fixture.master.pid, { port: 7000 }));
    agent.agentId = 'old-S0';
    agent.reregister({ tasks: [agent.taskOf(id.value, 't1')], frameworks: [{ ...frameworkInfo, id }] });
    expect((await client.offer()).resources).toContainEqual(cpus(3.9));
    await client.reconcile();
    expect(await client.update()).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_RUNNING' });
    expect(types(await client.drain())).toEqual([]);
  });

  it('is ignored without an id', async () => {
    const fixture = await MasterFixture.start();
    const agent = fixture.runtime.spawn(new FakeAgent(fixture.runtime, fixture.master.pid, { port: 7000 }));
    agent.reregister({ agent: agent.info });
    await fixture.runtime.settle();
    expect(fixture.master.agents.size).toBe(0);
  });
});
