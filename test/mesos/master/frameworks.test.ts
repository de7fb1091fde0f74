import { describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import type { scheduler } from '../../../src/mesos/wire/messages.js';
import { capabilities, executorTask, frameworkInfo, MasterFixture, running, scalar, task } from './master-fixture.js';
import { SchedulerClient } from './scheduler-client.js';

const types = (events: readonly scheduler.Event[]) => events.map(({ type }) => type);

/** What a SUBSCRIBE that is refused is told; its stream ends after that. */
async function refusal({ address }: MasterFixture, info: object, more: object = {}): Promise<string | undefined> {
  const client = await SchedulerClient.attempt(address, { ...frameworkInfo, ...info }, more);
  await client.end();
  expect(types(client.events)).toEqual(['ERROR']);
  return client.events[0]?.error?.message;
}

describe('SUBSCRIBE', () => {
  it('is answered by SUBSCRIBED, HEARTBEAT and then OFFERS', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    const client = await fixture.subscribe();
    await client.offers();
    expect(types(client.events)).toEqual(['SUBSCRIBED', 'HEARTBEAT', 'OFFERS']);
    const { masterId, pid } = fixture.master;
    const { ip, port } = fixture.address;
    expect(client.events[0]?.subscribed).toEqual({
      framework_id: { value: `${masterId}-0000` },
      heartbeat_interval_seconds: 15,
      master_info: {
        id: masterId,
        ip: 0x0100007f,
        port,
        pid,
        hostname: ip,
        version: '1.12.0',
        address: { hostname: ip, ip, port },
        capabilities: [{ type: 'AGENT_UPDATE' }, { type: 'AGENT_DRAINING' }, { type: 'QUOTA_V2' }],
      },
    });
  });

  it('names no QUOTA_V2 as Mesos 1.11, whose v1 API has no name for it', async () => {
    const fixture = await MasterFixture.start({}, { version: '1.11.0' });
    const client = await fixture.subscribe();
    expect(client.events[0]?.subscribed?.master_info?.capabilities).toEqual([
      { type: 'AGENT_UPDATE' },
      { type: 'AGENT_DRAINING' },
    ]);
    expect((await fixture.json('/state')).capabilities).toContain('QUOTA_V2'); // v0 of 1.11 names it
  });

  it('makes another framework of each subscription without an id', async () => {
    const fixture = await MasterFixture.start();
    const [one, other, third] = [
      await fixture.subscribe(),
      await fixture.subscribe(),
      await fixture.subscribe({ id: { value: '' } }),
    ];
    const { masterId } = fixture.master;
    expect([one, other, third].map(({ frameworkId }) => frameworkId)).toEqual([
      `${masterId}-0000`,
      `${masterId}-0001`,
      `${masterId}-0002`,
    ]);
    expect(new Set([one, other, third].map(({ streamId }) => streamId)).size).toBe(3);
    expect(types(await one.drain())).toEqual([]);
  });

  it('keeps the id of a framework that an earlier master knew', async () => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe({ id: { value: 'from-before' } });
    expect(client.frameworkId).toBe('from-before');
    expect(fixture.master.frameworks.get('from-before')?.reregisteredSeconds).toBeUndefined();
    expect((await client.call('REVIVE')).status).toBe(202);
  });

  it('is followed by a HEARTBEAT every 15 s', async () => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe();
    await client.next('HEARTBEAT');
    await fixture.advance(14_000);
    expect(client.events.filter(({ type }) => type === 'HEARTBEAT')).toHaveLength(1);
    await fixture.advance(1000);
    await client.next('HEARTBEAT');
    await fixture.advance(15_000);
    await client.next('HEARTBEAT');
    expect(client.events.filter(({ type }) => type === 'HEARTBEAT')).toHaveLength(3);
  });

  it.each<[string, object, object, string]>([
    [
      'an invalid role',
      { roles: ['a b'] },
      {},
      "'FrameworkInfo.roles' contains invalid role: Role component 'a b' is invalid because it contains backspace or whitespace",
    ],
    [
      'a suppressed role it is not in',
      { roles: ['x'] },
      { suppressed_roles: ['y'] },
      'Suppressed roles { y } are not contained in the set of roles',
    ],
    [
      'constraints of a role it is not in',
      {},
      { offer_constraints: { role_constraints: { other: { groups: [{}] } } } },
      "Offer constraints specify `role_constraints` for a role 'other'not contained in the set of roles",
    ],
    [
      'constraints without groups',
      {},
      { offer_constraints: { role_constraints: { '*': {} } } },
      "Offer constraints are not valid: 'OfferConstraints::role_constraints' has an empty 'RoleConstraints::groups' for role *",
    ],
  ])('is refused with %s', async (_, info, more, message) => {
    expect(await refusal(await MasterFixture.start(), info, more)).toBe(message);
  });

  it.each<[string, GivenFlags, string]>([
    [
      'offer_constraints_re2_max_program_size',
      { offer_constraints_re2_max_program_size: 10 },
      "Regex 'a{10}' is too complex: program size of 11 is larger than maximum of 10 allowed",
    ],
    [
      'offer_constraints_re2_max_mem',
      { offer_constraints_re2_max_mem: '700B' },
      "Failed to construct regex from pattern 'a{10}': pattern too large - compile failed",
    ],
  ])('is refused with regular expressions that are larger than %s', async (_, flags, problem) => {
    const constraint = (regex: string) => ({ selector: { attribute_name: 'a' }, predicate: { text_matches: { regex } } });
    const constraints = (regex: string) => ({
      offer_constraints: { role_constraints: { '*': { groups: [{ attribute_constraints: [constraint(regex)] }] } } },
    });
    const fixture = await MasterFixture.start(flags);
    const prefix = "Offer constraints are not valid: A role * has an invalid 'AttributeConstraint': ";
    expect(await refusal(fixture, {}, constraints('a{10}'))).toBe(prefix + problem);
    await fixture.subscribe({}, constraints('a'));
    const generous = await MasterFixture.start({
      ...{ offer_constraints_re2_max_program_size: 1000, offer_constraints_re2_max_mem: '1MB' },
    });
    await generous.agent();
    await (await generous.subscribe({}, constraints('a{500}'))).drain();
    const client = await generous.subscribe({}, { offer_constraints: {} });
    await client.offer();
  });

  it('is refused for root where tasks may not run as root', async () => {
    const fixture = await MasterFixture.start({ root_submissions: false });
    const text = "User 'root' is not allowed to run frameworks without --root_submissions set";
    expect(await refusal(fixture, { user: 'root' })).toBe(text);
    expect(await refusal(fixture, { user: 'root', id: { value: 'known-elsewhere' } })).toBe(text);
    expect(fixture.master.frameworks.size).toBe(0);
  });

  it('is refused for roles that the flag roles does not have', async () => {
    const fixture = await MasterFixture.start({ roles: 'web,batch/night' });
    const refused = await refusal(fixture, { roles: ['web', 'x', 'batch'] });
    expect(refused).toBe("Roles { batch, x } are not present in the master's --roles");
    const single = await refusal(fixture, { roles: undefined, role: 'x', capabilities: [] });
    expect(single).toBe("Roles { x } are not present in the master's --roles");
    const client = await fixture.subscribe({ roles: ['*', 'web', 'batch/night'] });
    const framework_info = { ...frameworkInfo, id: { value: client.frameworkId }, roles: ['other'] };
    expect(await client.call('UPDATE_FRAMEWORK', { update_framework: { framework_info } })).toMatchObject({
      status: 400,
      body: "Supplied FrameworkInfo is not valid: Roles { other } are not present in the master's --roles",
    });
    expect(fixture.master.frameworks.get(client.frameworkId)?.roles).toEqual(['*', 'web', 'batch/night']);
  });

  it('leaves nothing of a framework that was refused', async () => {
    const fixture = await MasterFixture.start();
    await refusal(fixture, { roles: ['a b'] });
    expect(fixture.master.frameworks.size).toBe(0);
    expect((await fixture.subscribe()).frameworkId).toBe(`${fixture.master.masterId}-0000`);
  });

  it('gets no offers for suppressed roles', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    const client = await fixture.subscribe({ roles: ['a', 'b'] }, { suppressed_roles: ['a', 'b'] });
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    await client.call('REVIVE', { revive: { roles: ['b'] } });
    expect((await client.offer()).allocation_info).toEqual({ role: 'b' });
  });
});

describe('SUBSCRIBE with the id of a known framework', () => {
  it('takes over from a scheduler that is connected', async () => {
    const fixture = await MasterFixture.start();
    const { client: first, offer } = await fixture.offered({ failover_timeout: 60 });
    const second = await first.resubscribe();
    await first.end();
    expect(first.events.at(-1)).toEqual({ type: 'ERROR', error: { message: 'Framework failed over' } });
    expect(second.frameworkId).toBe(first.frameworkId);
    expect(second.streamId).not.toBe(first.streamId);
    expect((await second.call('REVIVE', {}, first.streamId)).body).toMatch(
      /^The stream ID '.*' included in this request didn't match/,
    );

    await fixture.allocate();
    const again = await second.offer();
    expect(again.id).not.toEqual(offer.id);
    await second.launch(offer, [task('stale', offer)]);
    expect(await second.update()).toMatchObject({
      state: 'TASK_LOST',
      reason: 'REASON_INVALID_OFFERS',
      message: `Task launched with invalid offers: Offer ${offer.id.value} is no longer valid`,
    });
    const framework = (await fixture.json('/frameworks')).frameworks[0];
    expect(framework).toMatchObject({ active: true, connected: true, recovered: false, reregistered_time: expect.any(Number) });
  });

  it('does not end when the stream it took over from is closed', async () => {
    const fixture = await MasterFixture.start();
    const first = await fixture.subscribe();
    const second = await first.resubscribe();
    await first.end();
    await fixture.allocate();
    expect((await second.call('REVIVE')).status).toBe(202);
  });

  it('keeps tasks and what was refused', async () => {
    const fixture = await MasterFixture.start();
    const { client: first, offer } = await fixture.offered({ failover_timeout: 60 });
    await first.launch(offer, [task('t1', offer)], 600);
    const second = await first.resubscribe();
    await fixture.allocate();
    await second.reconcile();
    expect(await second.update()).toMatchObject({ task_id: { value: 't1' }, reason: 'REASON_RECONCILIATION' });
    expect(second.events.some(({ type }) => type === 'OFFERS')).toBe(false);
  });

  it('tells agents, which then resend what was not acknowledged', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const first = await fixture.subscribe();
    await fixture.runtime.settle();
    expect(agent.all('UpdateFrameworkMessage')).toEqual([]);
    await first.resubscribe({ name: 'renamed' });
    await fixture.runtime.settle();
    expect(agent.all('UpdateFrameworkMessage')).toEqual([
      {
        ...{ framework_id: { value: first.frameworkId }, pid: '@0.0.0.0:0' },
        framework_info: expect.objectContaining({ name: 'renamed' }),
      },
    ]);
  });

  it('changes what may change, and silently keeps user and checkpoint', async () => {
    const fixture = await MasterFixture.start();
    const first = await fixture.subscribe({ checkpoint: true });
    const changes = {
      name: 'renamed',
      roles: ['b'],
      hostname: 'h',
      failover_timeout: 7,
      webui_url: 'http://h',
      ...capabilities('PARTITION_AWARE'),
    };
    const second = await first.resubscribe({ ...changes, user: 'other', checkpoint: false });
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework).toMatchObject({
      ...{ id: second.frameworkId, name: 'renamed', roles: ['b'], hostname: 'h', failover_timeout: 7, webui_url: 'http://h' },
      ...{ user: 'somebody', checkpoint: true, capabilities: ['MULTI_ROLE', 'PARTITION_AWARE'] },
    });
  });

  it('is refused with another principal, and leaves the framework as it was', async () => {
    const fixture = await MasterFixture.start();
    const first = await fixture.subscribe({ principal: 'p' });
    const id = { value: first.frameworkId };
    const text = "Changing framework's principal is not allowed.";
    expect(await refusal(fixture, { id, principal: 'q' })).toBe(text);
    expect(await refusal(fixture, { id })).toBe(text);
    expect((await first.call('REVIVE')).status).toBe(202);
  });

  it('gets offers of the roles it names now', async () => {
    const fixture = await MasterFixture.start();
    const { client: first, offer } = await fixture.offered({ roles: ['a'] });
    const second = await first.resubscribe({ roles: ['b'] });
    // The old scheduler hears first of what it has lost already.
    expect((await first.next('RESCIND')).rescind?.offer_id).toEqual(offer.id);
    await first.next('ERROR');
    await fixture.allocate();
    expect((await second.offer()).allocation_info).toEqual({ role: 'b' });
  });

  it('gets offers with the next allocation, when it was connected', async () => {
    const fixture = await MasterFixture.start();
    const { client: first } = await fixture.offered();
    const second = await first.resubscribe();
    expect(await second.drain()).toEqual([]);
    await fixture.allocate();
    await second.offer();
  });

  it('keeps the role it has tasks in, though it leaves it', async () => {
    const fixture = await MasterFixture.start();
    const { client: first, offer } = await fixture.offered({ roles: ['a'] });
    await first.launch(offer, [task('t1', offer)]);
    const second = await first.resubscribe({ roles: ['b'] });
    await second.reconcile();
    expect(await second.update()).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_STAGING' });
    const { roles } = await fixture.json('/roles');
    expect(roles.map(({ name, frameworks }: { name: string; frameworks: string[] }) => [name, frameworks])).toEqual([
      ['a', [second.frameworkId]],
      ['b', [second.frameworkId]],
    ]);
  });

  it('takes over the times that it names now, also while it was away', async () => {
    const fixture = await MasterFixture.start();
    const first = await fixture.subscribe({ failover_timeout: 60 });
    first.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(first.frameworkId)?.connected === false);
    const second = await first.resubscribe({ failover_timeout: 600 });
    second.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(first.frameworkId)?.connected === false);
    await fixture.advance(599_000);
    expect(fixture.master.isCompleted(first.frameworkId)).toBe(false);
    await fixture.advance(1000);
    expect(fixture.master.isCompleted(first.frameworkId)).toBe(true);
  });

  it('is refused once failover_timeout is over', async () => {
    const fixture = await MasterFixture.start();
    const first = await fixture.subscribe({ failover_timeout: 60 });
    first.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(first.frameworkId)?.connected === false);
    await fixture.advance(60_000);
    expect(await refusal(fixture, { id: { value: first.frameworkId } })).toBe('Framework has been removed');
  });

  it('is a new framework once nobody remembers the id', async () => {
    const fixture = await MasterFixture.start({ max_completed_frameworks: 1 });
    const [first, other] = [await fixture.subscribe(), await fixture.subscribe()];
    await first.call('TEARDOWN');
    await other.call('TEARDOWN');
    const again = await first.resubscribe();
    expect(again.frameworkId).toBe(first.frameworkId);
    expect(fixture.master.isCompleted(other.frameworkId)).toBe(true);
  });

  it.each(['TEARDOWN', 'the end of its connection'])('is refused after %s', async (end) => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe();
    if (end === 'TEARDOWN') await client.call('TEARDOWN');
    else client.disconnect();
    await fixture.until(() => fixture.master.isCompleted(client.frameworkId));
    expect(await refusal(fixture, { id: { value: client.frameworkId } })).toBe('Framework has been removed');
  });
});

describe('a lost connection', () => {
  it('ends a framework without failover_timeout', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    agent.update(client.frameworkId, 't1', 'TASK_RUNNING');
    await fixture.runtime.settle();
    client.disconnect();
    await fixture.until(() => fixture.master.isCompleted(client.frameworkId));
    await fixture.runtime.settle();
    const { frameworks, completed_frameworks } = await fixture.json('/frameworks');
    expect(frameworks).toEqual([]);
    expect(completed_frameworks).toMatchObject([
      { active: false, connected: false, tasks: [], unregistered_time: expect.any(Number) },
    ]);
    const [ended] = completed_frameworks[0].completed_tasks;
    expect(ended).toMatchObject({ id: 't1', state: 'TASK_KILLED' });
    expect(ended.statuses.map(({ state }: { state: string }) => state)).toEqual(['TASK_RUNNING', 'TASK_KILLED']);
    expect(agent.all('ShutdownFrameworkMessage')).toEqual([{ framework_id: { value: client.frameworkId } }]);
  });

  it.each([0, -1.5, -9e9])('ends a framework with a failover_timeout of %d at once', async (failover_timeout) => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe({ failover_timeout });
    client.disconnect();
    await fixture.until(() => fixture.master.isCompleted(client.frameworkId));
    expect((await fixture.json('/frameworks')).completed_frameworks).toMatchObject([{ failover_timeout }]);
  });

  it('does not end a framework with the longest failover_timeout', async () => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe({ failover_timeout: 9e9 });
    client.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(client.frameworkId)?.connected === false);
    await fixture.advance(100_000);
    expect(fixture.master.isCompleted(client.frameworkId)).toBe(false);
    await client.resubscribe();
  });

  it('leaves tasks alone until failover_timeout is over', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ failover_timeout: 60 });
    await client.launch(offer, [task('t1', offer)]);
    client.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(client.frameworkId)?.connected === false);
    await fixture.advance(59_000);
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework).toMatchObject({ active: false, connected: false, tasks: [{ id: 't1' }], offers: [] });
    await fixture.advance(1000);
    expect(fixture.master.isCompleted(client.frameworkId)).toBe(true);
    expect(agent.all('ShutdownFrameworkMessage')).toHaveLength(1);
  });

  it('is forgiven within failover_timeout', async () => {
    const fixture = await MasterFixture.start();
    const { client: first, offer } = await fixture.offered({ failover_timeout: 60 });
    await first.launch(offer, [task('t1', offer)]);
    first.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(first.frameworkId)?.connected === false);
    await fixture.advance(59_000);
    const second = await first.resubscribe();
    await fixture.advance(120_000);
    await second.reconcile();
    expect(await second.update()).toMatchObject({ task_id: { value: 't1' }, state: 'TASK_STAGING' });
  });

  it('frees what was offered, and forgets what was refused', async () => {
    const fixture = await MasterFixture.start();
    const { client: first, offer } = await fixture.offered({ failover_timeout: 600 });
    await first.decline([offer], 500);
    const other = await fixture.subscribe({ failover_timeout: 600 });
    const offered = await other.offer();
    other.disconnect();
    first.disconnect();
    await fixture.until(() => [...fixture.master.frameworks.values()].every(({ connected }) => !connected));
    expect(fixture.master.offers.get(offered.id.value)).toBeUndefined();
    const second = await first.resubscribe();
    expect((await second.offer()).agent_id).toEqual(offer.agent_id);
  });
});

describe('the end of a framework', () => {
  it.each<[string, (fixture: MasterFixture, client: SchedulerClient) => Promise<{ status: number; body: string }>, number]>([
    ['TEARDOWN of the scheduler', (_, client) => client.call('TEARDOWN'), 202],
    ['/teardown', (fixture, { frameworkId }) => fixture.post('/teardown', `frameworkId=${frameworkId}`), 200],
    [
      'TEARDOWN of an operator',
      (fixture, { frameworkId }) => fixture.operator({ type: 'TEARDOWN', teardown: { framework_id: { value: frameworkId } } }),
      200,
    ],
  ])('comes by %s', async (_, tearDown, status) => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer), executorTask('t2', offer, 'e1')]);
    agent.update(client.frameworkId, 't1', 'TASK_RUNNING');
    await client.updateOf('t1', 'TASK_RUNNING');
    const eventsBefore = client.events.length;
    expect(await tearDown(fixture, client)).toMatchObject({ status, body: '' });
    await client.end();
    expect(client.events).toHaveLength(eventsBefore);
    expect(agent.all('ShutdownFrameworkMessage')).toHaveLength(1);
    const [completed] = (await fixture.json('/frameworks')).completed_frameworks;
    expect(completed).toMatchObject({
      active: false,
      connected: false,
      tasks: [],
      executors: [],
      used_resources: { cpus: 0, mem: 0 },
    });
    expect(completed.completed_tasks.map(({ state }: { state: string }) => state)).toEqual(['TASK_KILLED', 'TASK_KILLED']);
    expect(await client.call('REVIVE')).toMatchObject({ status: 400, body: 'Framework cannot be found' });
    const [slave] = (await fixture.json('/slaves')).slaves;
    expect(slave).toMatchObject({ used_resources: { cpus: 0 }, offered_resources: { cpus: 0 } });
  });

  it('leaves a trace of each task in the operator API', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    await client.call('TEARDOWN');
    const { get_tasks } = JSON.parse((await fixture.operator({ type: 'GET_TASKS' })).body);
    expect(get_tasks.completed_tasks[0].statuses).toMatchObject([
      {
        state: 'TASK_KILLED',
        source: 'SOURCE_MASTER',
        reason: 'REASON_FRAMEWORK_REMOVED',
        message: `Framework ${client.frameworkId} removed`,
      },
    ]);
  });

  it('ends tasks that are unreachable too', async () => {
    const { fixture, agent, client, frameworkId } = await running(capabilities('PARTITION_AWARE'));
    await fixture.lose(agent);
    await client.updateOf('t1', 'TASK_UNREACHABLE');
    await client.call('TEARDOWN');
    const [framework] = (await fixture.json(`/frameworks?framework_id=${frameworkId}`)).completed_frameworks;
    expect(framework).toMatchObject({ unreachable_tasks: [], completed_tasks: [{ id: 't1', state: 'TASK_KILLED' }] });
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/tasks_unreachable': 0 });
  });

  it('gives all it had to others', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer, { resources: [scalar('cpus', 3), scalar('mem', 1024)] })]);
    const other = await fixture.subscribe();
    await client.call('TEARDOWN');
    await fixture.allocate();
    const events = await other.drain();
    const cpus = events
      .flatMap(({ offers }) => offers?.offers ?? [])
      .flatMap(({ resources = [] }) => resources)
      .filter(({ name }) => name === 'cpus');
    expect(cpus.reduce((sum, { scalar: amount }) => sum + (amount?.value ?? 0), 0)).toBe(4);
  });

  it('is remembered of so many frameworks and tasks only', async () => {
    const fixture = await MasterFixture.start({ max_completed_frameworks: 2, max_completed_tasks_per_framework: 1 });
    const clients: SchedulerClient[] = [];
    for (let count = 0; count < 3; count++) {
      const client = await fixture.subscribe();
      await client.call('TEARDOWN');
      clients.push(client);
    }
    const ids = (await fixture.json('/frameworks')).completed_frameworks.map(({ id }: { id: string }) => id);
    expect(ids).toEqual(clients.slice(1).map(({ frameworkId }) => frameworkId));

    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer), task('t2', offer)]);
    await client.call('TEARDOWN');
    const { completed_frameworks } = await fixture.json(`/frameworks?framework_id=${client.frameworkId}`);
    expect(completed_frameworks[0].completed_tasks).toMatchObject([{ id: 't2' }]);
  });
});

describe('UPDATE_FRAMEWORK', () => {
  const update = (client: SchedulerClient, changes: object, more: object = {}) =>
    client.call('UPDATE_FRAMEWORK', {
      update_framework: { framework_info: { ...client.info, id: { value: client.frameworkId }, ...changes }, ...more },
    });

  it('changes what may change at once, and tells agents', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const client = await fixture.subscribe({ failover_timeout: 30, hostname: 'before' });
    const labels = { labels: [{ key: 'a', value: 'b' }] };
    expect(await update(client, { name: 'renamed', hostname: undefined, labels, failover_timeout: 60 })).toMatchObject({
      status: 200,
      body: '',
    });
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework).toMatchObject({ name: 'renamed', hostname: '', labels: labels.labels, failover_timeout: 60, roles: ['*'] });
    expect(framework).not.toHaveProperty('reregistered_time');
    await fixture.runtime.settle();
    expect(agent.all('UpdateFrameworkMessage')).toMatchObject([{ framework_info: { name: 'renamed' } }]);
  });

  it.each<[string, object, object, string]>([
    [
      'another user',
      { user: 'nobody' },
      {},
      "FrameworkInfo update is not valid: Updating 'FrameworkInfo.user' is unsupported; attempted to update from 'somebody' to 'nobody'",
    ],
    [
      'another checkpoint',
      { checkpoint: true },
      {},
      "FrameworkInfo update is not valid: Updating 'FrameworkInfo.checkpoint' is unsupported; attempted to update from 'false' to 'true'",
    ],
    [
      'another principal',
      { principal: 'p' },
      {},
      "FrameworkInfo update is not valid: Changing framework's principal is not allowed.",
    ],
    [
      'another id',
      { id: { value: 'other' } },
      {},
      "Failed to validate scheduler::Call: 'framework_id' differs from 'update_framework.framework_info.id'",
    ],
    [
      'no id',
      { id: undefined },
      {},
      "Failed to validate scheduler::Call: 'framework_id' differs from 'update_framework.framework_info.id'",
    ],
    [
      'a bad role',
      { roles: ['a b'] },
      {},
      "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains invalid role: Role component 'a b' is invalid because it contains backspace or whitespace",
    ],
    [
      'a role given twice',
      { roles: ['a', 'a'] },
      {},
      "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' contains duplicate items: { a }",
    ],
    [
      'no MULTI_ROLE',
      { capabilities: [] },
      {},
      "Supplied FrameworkInfo is not valid: 'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable",
    ],
    [
      'a suppressed role it is not in',
      {},
      { suppressed_roles: ['other'] },
      "'UpdateFramework' call is not valid: Suppressed roles { other } are not contained in the set of roles",
    ],
  ])('is refused with %s', async (_, changes, more, body) => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe();
    expect(await update(client, { name: 'renamed', ...changes }, more)).toMatchObject({ status: 400, body });
    expect((await fixture.json('/frameworks')).frameworks).toMatchObject([{ name: frameworkInfo.name, roles: ['*'] }]);
  });

  it('tells nobody when only wishes change', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const client = await fixture.subscribe();
    expect((await update(client, {}, { suppressed_roles: ['*'] })).status).toBe(200);
    await fixture.runtime.settle();
    expect(agent.all('UpdateFrameworkMessage')).toEqual([]);
  });

  it('is refused for root where tasks may not run as root', async () => {
    const fixture = await MasterFixture.start({ root_submissions: false });
    const client = await fixture.subscribe();
    expect((await update(client, { user: 'root' })).body).toBe(
      "Supplied FrameworkInfo is not valid: User 'root' is not allowed to run frameworks without --root_submissions set",
    );
  });

  it('takes back the offers of roles the framework leaves', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered({ roles: ['a'] });
    await update(client, { roles: ['b'] });
    expect(await client.drain()).toEqual([{ type: 'RESCIND', rescind: { offer_id: offer.id } }]);
    await fixture.allocate();
    expect((await client.offer()).allocation_info).toEqual({ role: 'b' });
  });

  it('leaves the offers of roles the framework stays in', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered({ roles: ['a'] });
    await update(client, { roles: ['a', 'b'] }, { suppressed_roles: ['a'] });
    expect(await client.drain()).toEqual([]);
    expect(fixture.master.offers.get(offer.id.value)).toBeDefined();
  });

  it('suppresses and unsuppresses roles, which lose their filters', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.decline([offer], 600);
    await update(client, {}, { suppressed_roles: ['*'] });
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    await update(client, {});
    expect(await client.drain()).toEqual([]);
    await fixture.allocate();
    await client.offer();
  });
});
