import { describe, expect, it } from 'vitest';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Offer, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { capabilities, executorTask, MasterFixture, resources, scalar, task } from './master-fixture.js';
import type { SchedulerClient } from './scheduler-client.js';

const launch = (...task_infos: TaskInfo[]) => ({ type: 'LAUNCH', launch: { task_infos } });
const cpusOf = ({ resources = [] }: Offer) => resources.find(({ name }) => name === 'cpus')?.scalar?.value;
const statuses = async (client: SchedulerClient) => (await client.drain()).flatMap(({ update }) => update?.status ?? []);

describe('ACCEPT', () => {
  it('launches tasks on the agent of the offer', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer), task('t2', offer)]);
    expect(await client.drain()).toEqual([]);
    const launched = agent.all('RunTaskMessage');
    expect(launched.map(({ task: { task_id } }) => task_id.value)).toEqual(['t1', 't2']);
    expect(launched[0]).toMatchObject({
      framework: { id: { value: client.frameworkId }, name: 'a framework' },
      task: { resources: resources().map((each) => ({ ...each, allocation_info: { role: '*' } })) },
      launch_executor: true,
    });
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework.tasks).toMatchObject([
      { id: 't1', state: 'TASK_STAGING', executor_id: '', slave_id: agent.agentId, role: '*', statuses: [] },
      { id: 't2', state: 'TASK_STAGING' },
    ]);
    expect(framework).toMatchObject({ used_resources: { cpus: 0.2, mem: 64 }, offers: [] });
  });

  it('offers the rest at the next allocation when no filter keeps it', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer, { resources: resources({ cpus: 1, mem: 1096 }) })], 0);
    expect(await client.drain()).toEqual([]);
    await fixture.allocate();
    const rest = await client.offer();
    expect(Resources.of(rest.resources).equals([...Resources.of(offer.resources).minus(allocated({ cpus: 1, mem: 1096 }))])).toBe(
      true,
    );
  });

  it('keeps the rest from the framework for as long as it says', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)], 35);
    await fixture.advance(30_000);
    expect(await client.drain()).toEqual([]);
    await fixture.advance(10_000);
    await client.offer();
  });

  it.each<[string, object[]]>([
    ['no operations', []],
    ['a LAUNCH of no tasks', [{ type: 'LAUNCH', launch: {} }]],
  ])('with %s declines', async (_, operations) => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    await client.accept([offer], operations, 600);
    await fixture.allocate();
    expect(await client.drain()).toEqual([]);
    const other = await fixture.subscribe();
    expect(cpusOf(await other.offer())).toBe(4);
  });

  it('carries out operations in their order, each on what those before it left', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const big = (id: string) => task(id, offer, { resources: resources({ cpus: 3, mem: 32 }) });
    await client.accept([offer], [launch(big('t1'), big('t2')), launch(big('t3'), task('t4', offer))], 0);
    const updates = await statuses(client);
    expect(updates).toMatchObject([
      { task_id: { value: 't2' }, state: 'TASK_ERROR', message: expect.stringContaining('cpus(allocated: *):1;') },
      { task_id: { value: 't3' }, state: 'TASK_ERROR' },
    ]);
    expect(agent.all('RunTaskMessage').map(({ task: { task_id } }) => task_id.value)).toEqual(['t1', 't4']);
  });

  it('can sum up several offers of one agent', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer, { resources: resources({ cpus: 2, mem: 32 }) })]);
    await fixture.allocate();
    const first = await client.offer();
    agent.update(client.frameworkId, 't1', 'TASK_FINISHED');
    await fixture.allocate();
    const second = await client.offer();
    expect([first, second].map(cpusOf)).toEqual([2, 2]);
    await client.accept([first, second], [launch(task('t2', offer, { resources: resources({ cpus: 4, mem: 32 }) }))], 0);
    await fixture.runtime.settle();
    expect(agent.all('RunTaskMessage').map(({ task: { task_id } }) => task_id.value)).toEqual(['t1', 't2']);
  });

  it('starts an executor once, and lets tasks share it', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [executorTask('t1', offer, 'e1'), executorTask('t2', offer, 'e1')]);
    await fixture.runtime.settle();
    expect(agent.all('RunTaskMessage').map(({ launch_executor }) => launch_executor)).toEqual([true, false]);
    expect(agent.all('RunTaskMessage')[0]?.task.executor).toMatchObject({ framework_id: { value: client.frameworkId } });
    const [framework] = (await fixture.json('/frameworks')).frameworks;
    expect(framework.used_resources).toMatchObject({ cpus: 0.3, mem: 96 });
    expect(framework.executors).toMatchObject([
      { executor_id: 'e1', slave_id: agent.agentId, resources: { cpus: 0.1, mem: 32 } },
    ]);
    await fixture.allocate();
    expect((await client.offer()).executor_ids).toEqual([{ value: 'e1' }]);
  });

  it('infers the type of a health check', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const checked = (id: string, health_check: TaskInfo['health_check']) => task(id, offer, { health_check });
    await client.launch(offer, [checked('t1', { command: { value: 'true' } }), checked('t2', { http: { port: 80 } })]);
    await fixture.runtime.settle();
    expect(agent.all('RunTaskMessage').map(({ task }) => task.health_check?.type)).toEqual(['COMMAND', 'HTTP']);
  });

  it('answers an operation that minimesos does not know only when it has an id', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const reserve = { type: 'RESERVE', reserve: { resources: [scalar('cpus', 1)] } };
    await client.accept([offer], [reserve, { ...reserve, id: { value: 'o1' } }], 0);
    expect(await client.drain()).toMatchObject([
      {
        type: 'UPDATE_OPERATION_STATUS',
        update_operation_status: { status: { operation_id: { value: 'o1' }, state: 'OPERATION_ERROR' } },
      },
    ]);
  });

  it.each(['LAUNCH', 'LAUNCH_GROUP'])('refuses the tasks of a %s with an id', async (type) => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const group = { executor: { executor_id: { value: 'e' }, type: 'DEFAULT' }, task_group: { tasks: [task('t1', offer)] } };
    const body = type === 'LAUNCH' ? { launch: { task_infos: [task('t1', offer)] } } : { launch_group: group };
    await client.accept([offer], [{ type, id: { value: 'o1' }, ...body }], 0);
    expect(await statuses(client)).toMatchObject([
      { task_id: { value: 't1' }, state: 'TASK_ERROR', message: `The \`id\` field cannot be set on ${type} operations` },
    ]);
    expect(agent.all('RunTaskMessage')).toEqual([]);
  });
});

describe('ACCEPT of offers that are not valid', () => {
  /** What tasks of a launch on these offers are told. */
  async function refusal(client: SchedulerClient, offers: readonly Pick<Offer, 'id'>[], one: TaskInfo) {
    await client.accept(offers, [launch(one)], 600);
    const [status, ...more] = await statuses(client);
    expect(more).toEqual([]);
    expect(status).toMatchObject({
      task_id: one.task_id,
      agent_id: one.agent_id,
      source: 'SOURCE_MASTER',
      reason: 'REASON_INVALID_OFFERS',
    });
    expect(status).not.toHaveProperty('uuid');
    return { state: status?.state, message: status?.message };
  }
  const lost = (why: string) => ({ state: 'TASK_LOST', message: `Task launched with invalid offers: ${why}` });

  it('names no offers', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    expect(await refusal(client, [], task('t1', offer))).toEqual(lost('No offers specified'));
  });

  it('names an unknown offer', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    expect(await refusal(client, [{ id: { value: 'none' } }], task('t1', offer))).toEqual(lost('Offer none is no longer valid'));
  });

  it('tells a framework that knows partitions TASK_DROPPED', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered(capabilities('PARTITION_AWARE'));
    expect(await refusal(client, [{ id: { value: 'none' } }], task('t1', offer))).toMatchObject({ state: 'TASK_DROPPED' });
  });

  it('names an offer twice, which is used up, without a filter', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const id = offer.id.value;
    expect(await refusal(client, [offer, offer], task('t1', offer))).toEqual(lost(`Duplicate offer ${id} in offer list`));
    expect(fixture.master.offers.get(id)).toBeUndefined();
    await fixture.allocate();
    expect(cpusOf(await client.offer())).toBe(4);
  });

  it('names an offer that was used', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    await client.launch(offer, [task('t1', offer)]);
    expect(await refusal(client, [offer], task('t2', offer))).toEqual(lost(`Offer ${offer.id.value} is no longer valid`));
  });

  it('names an offer of another framework, which keeps it', async () => {
    const fixture = await MasterFixture.start();
    const { client, offer } = await fixture.offered();
    const thief = await fixture.subscribe();
    expect(await refusal(thief, [offer], task('t1', offer))).toEqual(
      lost(
        `Offer ${offer.id.value} has invalid framework ${client.frameworkId} while framework ${thief.frameworkId} is expected`,
      ),
    );
    expect(fixture.master.offers.get(offer.id.value)).toBeDefined();
  });

  it('mixes agents', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    await fixture.agent();
    const client = await fixture.subscribe();
    const [one, other] = (await client.offers()) as [Offer, Offer];
    expect(await refusal(client, [one, other], task('t1', one))).toEqual(
      lost(
        `Aggregated offers must belong to one single agent. Offer ${other.id.value} uses agent ${other.agent_id.value} and agent ${one.agent_id.value}`,
      ),
    );
    expect(fixture.master.offers.size).toBe(0);
  });

  it('mixes roles', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent({ resources: 'cpus(a):1;mem(a):64;cpus(b):1;mem(b):64' });
    const client = await fixture.subscribe({ roles: ['a', 'b'] });
    const offers = await client.offers();
    expect(offers.map(({ allocation_info }) => allocation_info?.role).sort()).toEqual(['a', 'b']);
    const [one, other] = offers as [Offer, Offer];
    const { message } = await refusal(client, offers, task('t1', { agent_id: { value: agent.agentId } }));
    expect(message).toBe(
      'Task launched with invalid offers: Aggregated offers must be allocated to the same role. ' +
        `Offer ${other.id.value} uses role '${other.allocation_info?.role} but another is using role '${one.allocation_info?.role}`,
    );
  });

  it('answers other operations only when they have an id', async () => {
    const { client } = await (await MasterFixture.start()).offered();
    const reserve = { type: 'RESERVE', reserve: { resources: [scalar('cpus', 1)] } };
    await client.accept([{ id: { value: 'none' } }], [reserve, { ...reserve, id: { value: 'o1' } }]);
    expect(await client.drain()).toMatchObject([
      {
        type: 'UPDATE_OPERATION_STATUS',
        update_operation_status: { status: { operation_id: { value: 'o1' }, state: 'OPERATION_ERROR' } },
      },
    ]);
  });
});

describe('resources that are none', () => {
  const disk = { persistence: { id: 'x' }, volume: { container_path: 'x', mode: 'RW' as const } };

  it.each<[TaskInfo['resources'], string]>([
    [[scalar('cpus', -1)], "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0"],
    [[{ name: 'cpus', type: 'SCALAR' }], "Resource 'cpus:0' is invalid: Invalid scalar resource"],
    [
      [...resources(), { name: 'ports', type: 'RANGES', scalar: { value: 1 } }],
      "Resource 'ports:[]' is invalid: Invalid ranges resource",
    ],
    [
      [...resources(), { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31005, end: 31001 }] } }],
      "Resource 'ports:[31005-31001]' is invalid: Invalid ranges resource: begin > end",
    ],
    [
      [scalar('cpus', 0.1, { role: 'a b' })],
      "Resource 'cpus:0.1' is invalid: Role component 'a b' is invalid because it contains backspace or whitespace",
    ],
    [
      [...resources(), scalar('disk', 1, { shared: {} })],
      "Resource 'disk<SHARED>:1' is invalid: Only persistent volumes can be shared",
    ],
    [
      [scalar('cpus', 0.1, { reservations: [{ type: 'DYNAMIC', role: '*' }] })],
      'Resource \'cpus(reservations: [(DYNAMIC,*)]):0.1\' is invalid: Invalid reservation: role "*" cannot be reserved',
    ],
    [[scalar('gpus', 1, { disk })], "Resource 'gpus[x:x]:1' is invalid: DiskInfo should not be set for gpus resource"],
  ])('spoil the tasks beside them: %j', async (bad, message) => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('good', offer), task('bad', offer, { resources: bad })]);
    const error = {
      agent_id: offer.agent_id,
      state: 'TASK_ERROR',
      source: 'SOURCE_MASTER',
      reason: 'REASON_TASK_INVALID',
      message,
    };
    expect(await statuses(client)).toMatchObject([
      { ...error, task_id: { value: 'good' } },
      { ...error, task_id: { value: 'bad' } },
    ]);
    expect(agent.all('RunTaskMessage')).toEqual([]);
    await fixture.allocate();
    expect(cpusOf(await client.offer())).toBe(4);
  });

  it('spoil them as resources of an executor too', async () => {
    const { client, offer } = await (await MasterFixture.start()).offered();
    const executor = { executor_id: { value: 'e' }, command: { value: 'true' }, resources: [scalar('cpus', -1)] };
    await client.launch(offer, [executorTask('t1', offer, 'e', { executor })]);
    expect(await statuses(client)).toMatchObject([
      { state: 'TASK_ERROR', message: "Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0" },
    ]);
  });

  it('do not include an amount of zero', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer, { resources: [scalar('cpus', 0), scalar('mem', 32)] })]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(1);
    agent.update(client.frameworkId, 't1', 'TASK_FINISHED');
    await fixture.allocate();
    expect(cpusOf(await client.offer())).toBe(4);
  });
});

function allocated(quantities: Record<string, number>) {
  return resources(quantities).map((each) => ({ ...each, allocation_info: { role: '*' } }));
}
