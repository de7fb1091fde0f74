import { describe, expect, it } from 'vitest';
import { formatResources } from '../../../src/mesos/resources/format.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Offer, Resource, scheduler } from '../../../src/mesos/wire/messages.js';
import { capabilities, MasterFixture, resources, scalar, task } from './master-fixture.js';

const dynamic = (role: string) => ({ reservations: [{ type: 'DYNAMIC' as const, role }] });
const volumeOf = (id: string, size: number, more: Partial<Resource> = {}) =>
  scalar('disk', size, {
    ...dynamic('eng'),
    disk: { persistence: { id }, volume: { container_path: 'data', mode: 'RW' } },
    ...more,
  });
const reserve = (...list: Resource[]): Offer.Operation => ({ type: 'RESERVE', reserve: { resources: list } });
const create = (...volumes: Resource[]): Offer.Operation => ({ type: 'CREATE', create: { volumes } });
const named = (id: string, operation: Offer.Operation): Offer.Operation => ({ ...operation, id: { value: id } });

/** A framework of role `eng` with an offer of all that the one agent has. */
async function offered(types: Parameters<typeof capabilities> = ['RESERVATION_REFINEMENT'], more = {}) {
  const fixture = await MasterFixture.start();
  const agent = await fixture.agent(more);
  const client = await fixture.subscribe({ roles: ['eng'], ...capabilities(...types) });
  const offer = await client.offer();
  /** Carries out operations on the offer given and returns the next one, and what came before it. */
  const operate = async (on: Offer, ...operations: Offer.Operation[]) => {
    await client.accept([on], operations, 0);
    const events = await client.drain();
    await fixture.allocate();
    return { next: await client.offer(), events };
  };
  return { fixture, agent, client, offer, operate };
}

const text = ({ resources: list = [] }: Pick<Offer, 'resources'>, name = 'disk') =>
  formatResources(Resources.of(list).unallocate().named(name));
const messageOf = (events: readonly scheduler.Event[]) =>
  events.map(({ update_operation_status }) => update_operation_status?.status.message);

describe('operations in ACCEPT', () => {
  it('change what is offered, and are sent to the agent', async () => {
    const { agent, offer, operate } = await offered();
    const { next } = await operate(offer, reserve(scalar('disk', 100, dynamic('eng'))), create(volumeOf('v', 60)));
    expect(text(next)).toBe('disk(reservations: [(DYNAMIC,eng)]):40; disk(reservations: [(DYNAMIC,eng)])[v:data]:60; disk:9900');
    expect(agent.all('ApplyOperationMessage').map(({ operation_info }) => operation_info.type)).toEqual(['RESERVE', 'CREATE']);
  });

  it('give frameworks without RESERVATION_REFINEMENT the form they know, and take it', async () => {
    const { offer, operate } = await offered([]);
    const { next } = await operate(
      offer,
      reserve(scalar('cpus', 1, { role: 'eng', reservation: { labels: { labels: [{ key: 'k' }] } } })),
    );
    expect(next.resources?.filter(({ name }) => name === 'cpus')).toMatchObject([
      { role: 'eng', reservation: { labels: { labels: [{ key: 'k' }] } }, scalar: { value: 1 } },
      { role: '*', scalar: { value: 3 } },
    ]);
  });

  it('grow and shrink volumes, but not for later operations of the same call', async () => {
    const { offer, operate } = await offered();
    const disk = scalar('disk', 10, dynamic('eng'));
    const { next } = await operate(offer, reserve(scalar('disk', 30, dynamic('eng'))), create(volumeOf('v', 20)));
    const grow: Offer.Operation = { type: 'GROW_VOLUME', grow_volume: { volume: volumeOf('v', 20), addition: disk } };
    const shrink = (size: number): Offer.Operation => ({
      type: 'SHRINK_VOLUME',
      shrink_volume: { volume: volumeOf('v', size), subtract: { value: 5 } },
    });
    const grown = await operate(next, grow, named('early', shrink(30)));
    expect(messageOf(grown.events)).toEqual([expect.stringMatching(/^Invalid SHRINK_VOLUME operation: .* does not contain /)]);
    expect(text(grown.next)).toBe('disk(reservations: [(DYNAMIC,eng)])[v:data]:30; disk:9970');
    const shrunk = await operate(grown.next, shrink(30));
    expect(text(shrunk.next)).toContain('[v:data]:25; disk(reservations: [(DYNAMIC,eng)]):5');
  });

  it('refine reservations for roles below', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent({ resources: 'cpus(eng):4;mem:1024' });
    const client = await fixture.subscribe({ roles: ['eng/web'], ...capabilities('RESERVATION_REFINEMENT') });
    const reservations = [
      { type: 'STATIC' as const, role: 'eng' },
      { type: 'DYNAMIC' as const, role: 'eng/web' },
    ];
    await client.accept([await client.offer()], [reserve(scalar('cpus', 1, { reservations }))], 0);
    await fixture.allocate();
    expect(text(await client.offer(), 'cpus')).toBe(
      'cpus(reservations: [(STATIC,eng)]):3; cpus(reservations: [(STATIC,eng),(DYNAMIC,eng/web)]):1',
    );
    const old = await fixture.subscribe({ roles: ['eng/web'] });
    await fixture.allocate();
    expect(await old.drain()).toEqual([]);
  });

  it('let several tasks share a volume, which cannot be destroyed while one of them runs', async () => {
    const { fixture, offer, operate } = await offered(['RESERVATION_REFINEMENT', 'SHARED_RESOURCES']);
    const shared = volumeOf('v', 50, { shared: {} });
    const mounted = (id: string) => task(id, offer, { resources: [...resources(), shared] });
    const launch = (...task_infos: ReturnType<typeof mounted>[]): Offer.Operation => ({ type: 'LAUNCH', launch: { task_infos } });
    const { events, next } = await operate(
      offer,
      reserve(scalar('disk', 50, dynamic('eng'))),
      create(shared),
      launch(mounted('t1'), mounted('t2')),
    );
    expect(events).toEqual([]);
    expect(text(next)).toContain('[v:data]<SHARED>:50<1>');
    const { events: refused } = await operate(next, named('d', { type: 'DESTROY', destroy: { volumes: [shared] } }));
    expect(messageOf(refused)).toEqual([expect.stringMatching(/^Persistent volumes in use; on agent .* at slave\(1\)@.* \(127/)]);
    const [slave] = (await fixture.json('/slaves')).slaves;
    expect(slave.used_resources).toMatchObject({ cpus: 0.2, disk: 50 });
  });

  const bad: [string, Offer.Operation, string | RegExp][] = [
    ['RESERVE without its member', { type: 'RESERVE' }, /A RESERVE offer operation must have/],
    [
      'RESERVE with a source',
      { type: 'RESERVE', reserve: { source: [scalar('cpus', 1)], resources: [] } },
      /not yet implemented/,
    ],
    [
      'RESERVE of what is not reserved',
      reserve(scalar('cpus', 1)),
      /^Resource cpus\(allocated: eng\):1 is not dynamically reserved; on agent/,
    ],
    [
      'RESERVE for another role',
      reserve(scalar('cpus', 1, dynamic('ops'))),
      /with role 'ops', but the resource was allocated to role 'eng'/,
    ],
    ['RESERVE of nothing', reserve(), /^Invalid resources: The resources have multiple resource providers: ; on/],
    [
      'UNRESERVE of a volume',
      { type: 'UNRESERVE', unreserve: { resources: [volumeOf('v', 1)] } },
      /cannot be unreserved directly/,
    ],
    [
      'CREATE of a read-only volume',
      create(volumeOf('v', 1, { disk: { persistence: { id: 'v' }, volume: { container_path: 'd', mode: 'RO' } } })),
      /^Not a persistent volume: Read-only/,
    ],
    ['CREATE of an id with a slash', create(volumeOf('a/b', 1)), /^Invalid resources: Invalid DiskInfo: Invalid persistence ID/],
    ['CREATE of a shared volume', create(volumeOf('v', 1, { shared: {} })), /with no SHARED_RESOURCES capability/],
    ['CREATE twice', create(volumeOf('v', 1), volumeOf('v', 1)), /^Persistence ID 'v' is not unique/],
    ['DESTROY of no volume', { type: 'DESTROY', destroy: { volumes: [volumeOf('v', 1)] } }, /^Persistent volumes not found/],
    [
      'GROW_VOLUME by nothing',
      { type: 'GROW_VOLUME', grow_volume: { volume: volumeOf('v', 1), addition: scalar('disk', 0) } },
      /must be greater than zero/,
    ],
    [
      'GROW_VOLUME by other disk',
      { type: 'GROW_VOLUME', grow_volume: { volume: volumeOf('v', 1), addition: scalar('disk', 1) } },
      /^Incompatible resources/,
    ],
    [
      'SHRINK_VOLUME to nothing',
      { type: 'SHRINK_VOLUME', shrink_volume: { volume: volumeOf('v', 1), subtract: { value: 1 } } },
      /must be smaller than the size/,
    ],
    [
      'CREATE_DISK',
      { type: 'CREATE_DISK', create_disk: { source: scalar('disk', 1), target_type: 'MOUNT' } },
      /^'source' is not managed by a resource provider; on/,
    ],
    [
      'DESTROY_DISK',
      { type: 'DESTROY_DISK', destroy_disk: { source: scalar('disk', 1) } },
      /^'source' is not managed by a resource provider/,
    ],
    ['a bad resource', reserve(scalar('cpus', -1)), /^Operation attempted with invalid resources: Resource 'cpus:-1' is invalid/],
  ];
  it.each(bad)('refuses %s', async (_, operation, message) => {
    const { agent, offer, operate } = await offered();
    const { events, next } = await operate(offer, named('op', operation));
    expect(events).toMatchObject([
      {
        update_operation_status: {
          status: { operation_id: { value: 'op' }, state: 'OPERATION_ERROR', message: expect.stringMatching(message) },
        },
      },
    ]);
    expect(next.resources).toEqual(offer.resources);
    expect(agent.all('ApplyOperationMessage')).toEqual([]);
  });

  it('have to name the principal that the framework has', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    const client = await fixture.subscribe({ roles: ['eng'], principal: 'me', ...capabilities('RESERVATION_REFINEMENT') });
    const by = (principal?: string) =>
      reserve(scalar('cpus', 1, { reservations: [{ type: 'DYNAMIC', role: 'eng', principal }] }));
    const offer = await client.offer();
    await client.accept([offer], [named('1', by()), named('2', by('you')), by('me')], 0);
    expect(messageOf(await client.drain())).toEqual([
      expect.stringContaining("by principal 'me', but there is a reserved resource in the request with no principal set"),
      expect.stringContaining("does not match a reserved resource in the request with principal 'you'"),
    ]);
    await fixture.allocate();
    expect(text(await client.offer(), 'cpus')).toBe('cpus(reservations: [(DYNAMIC,eng,me)]):1; cpus:3');
  });

  it('are told to old agents as what has come of them', async () => {
    const { agent, offer, operate } = await offered(undefined, {
      capabilities: ['MULTI_ROLE', 'HIERARCHICAL_ROLE', 'RESERVATION_REFINEMENT'],
    });
    const { events } = await operate(
      offer,
      reserve(scalar('cpus', 1, dynamic('eng'))),
      named('x', reserve(scalar('cpus', 1, dynamic('eng')))),
    );
    expect(messageOf(events)).toEqual([expect.stringContaining('does not have the required RESOURCE_PROVIDER capability')]);
    expect(agent.all('CheckpointResourcesMessage')).toEqual([{ resources: [scalar('cpus', 1, dynamic('eng'))] }]);
  });
});

describe('the end of operations', () => {
  const operations = async (fixture: MasterFixture) =>
    JSON.parse((await fixture.operator({ type: 'GET_OPERATIONS' })).body).get_operations.operations ?? [];

  it('is told to who named them, until that is acknowledged', async () => {
    const { agent, client, fixture, offer, operate } = await offered();
    await operate(offer, named('op', reserve(scalar('cpus', 1, dynamic('eng')))));
    expect(await operations(fixture)).toMatchObject([{ latest_status: { state: 'OPERATION_PENDING' } }]);
    const uuid = agent.finishOperation();
    const [event] = await client.drain();
    expect(event?.update_operation_status?.status).toMatchObject({ state: 'OPERATION_FINISHED', uuid: { value: uuid } });
    expect(agent.all('AcknowledgeOperationStatusMessage')).toEqual([]);
    const acknowledge = { agent_id: offer.agent_id, operation_id: { value: 'op' }, uuid };
    await client.call('ACKNOWLEDGE_OPERATION_STATUS', { acknowledge_operation_status: acknowledge });
    expect(await operations(fixture)).toEqual([]);
    expect(agent.all('AcknowledgeOperationStatusMessage')).toMatchObject([{ status_uuid: { value: uuid } }]);
  });

  it('is acknowledged by the master where nobody named them, or who did is gone', async () => {
    const { agent, client, fixture, offer, operate } = await offered();
    const { next } = await operate(offer, reserve(scalar('cpus', 1, dynamic('eng'))));
    agent.finishOperation();
    await fixture.runtime.settle();
    expect(agent.all('AcknowledgeOperationStatusMessage')).toHaveLength(1);
    await operate(next, named('op', reserve(scalar('cpus', 1, dynamic('eng')))));
    agent.finishOperation();
    await client.call('TEARDOWN');
    expect(agent.all('AcknowledgeOperationStatusMessage')).toHaveLength(2);
    expect(await operations(fixture)).toEqual([]);
  });

  it('is that they were dropped, when the agent never got them', async () => {
    const { agent, client, fixture, offer, operate } = await offered();
    await operate(offer, named('op', reserve(scalar('cpus', 1, dynamic('eng')))));
    const next = await fixture.restart(agent);
    next.reregister();
    next.tell('UpdateSlaveMessage', { agent_id: { value: next.agentId }, operations: { operations: [] } });
    const events = await client.drain();
    expect(events.flatMap(({ update_operation_status }) => update_operation_status?.status.state ?? [])).toEqual([
      'OPERATION_DROPPED',
    ]);
    expect((await fixture.json('/slaves')).slaves[0].reserved_resources).toEqual({});
  });

  it('is unknown when the agent is unreachable', async () => {
    const { agent, client, fixture, offer, operate } = await offered();
    await operate(offer, named('op', reserve(scalar('cpus', 1, dynamic('eng')))));
    await fixture.lose(agent);
    const states = (await client.drain()).flatMap(({ update_operation_status }) => update_operation_status?.status ?? []);
    expect(states).toMatchObject([{ state: 'OPERATION_UNREACHABLE', message: 'Agent was marked unreachable' }]);
    await client.call('RECONCILE_OPERATIONS', {
      reconcile_operations: { operations: [{ operation_id: { value: 'op' }, agent_id: offer.agent_id }] },
    });
    expect(messageOf(await client.drain())).toEqual(['Reconciliation: Agent is unreachable']);
  });

  it('is gone when an operator says that of the agent', async () => {
    const { client, fixture, offer, operate } = await offered();
    await operate(offer, named('op', reserve(scalar('cpus', 1, dynamic('eng')))));
    expect(fixture.master.operatedAgents.markGone(offer.agent_id.value)).toBeUndefined();
    const states = (await client.drain()).flatMap(({ update_operation_status }) => update_operation_status?.status ?? []);
    expect(states).toMatchObject([
      { operation_id: { value: 'op' }, state: 'OPERATION_GONE_BY_OPERATOR', message: 'Agent has been marked gone' },
    ]);
    await client.call('RECONCILE_OPERATIONS', {
      reconcile_operations: { operations: [{ operation_id: { value: 'op' }, agent_id: offer.agent_id }] },
    });
    expect(messageOf(await client.drain())).toEqual(['Reconciliation: Agent marked gone by operator']);
  });
});

describe('an agent that comes back', () => {
  it('brings what operations have made of its resources', async () => {
    const { agent, client, fixture } = await offered();
    const held = [scalar('cpus', 1, dynamic('eng')), volumeOf('v', 10)];
    const next = await fixture.restart(agent, () => fixture.lose(agent));
    next.reregister({ checkpointed_resources: held });
    await fixture.allocate();
    await client.drain();
    const [slave] = (await fixture.json('/slaves')).slaves;
    expect(slave.reserved_resources).toMatchObject({ eng: { cpus: 1, disk: 10 } });
    expect(slave.unreserved_resources).toMatchObject({ cpus: 3, disk: 9990 });
  });

  it('is refused when its resources do not fit', async () => {
    const { agent, fixture } = await offered();
    const next = await fixture.restart(agent);
    next.reregister({ checkpointed_resources: [scalar('cpus', 100, dynamic('eng'))] });
    await fixture.runtime.settle();
    expect(next.all('SlaveReregisteredMessage')).toEqual([]);
  });
});

describe('operations of operators', () => {
  it('take back offers as they need', async () => {
    const { agent, client, fixture, offer } = await offered();
    const call = { agent_id: { value: agent.agentId }, resources: [scalar('cpus', 1, dynamic('ops'))] };
    expect(await fixture.operator({ type: 'RESERVE_RESOURCES', reserve_resources: call })).toMatchObject({ status: 202 });
    expect(await client.drain()).toMatchObject([{ type: 'RESCIND', rescind: { offer_id: offer.id } }]);
    await fixture.allocate();
    expect(text(await client.offer(), 'cpus')).toBe('cpus:3');
  });

  it('cannot have what is in use', async () => {
    const { agent, client, fixture, offer } = await offered();
    await client.launch(offer, [task('t', offer, { resources: resources({ cpus: 3.5, mem: 32 }) })]);
    const call = { agent_id: { value: agent.agentId }, resources: [scalar('cpus', 1, dynamic('ops'))] };
    expect(await fixture.operator({ type: 'RESERVE_RESOURCES', reserve_resources: call })).toMatchObject({
      status: 409,
      body: expect.stringMatching(/cpus:0.5.* does not contain cpus:1$/),
    });
  });

  it('change reservations, and the size of volumes', async () => {
    const fixture = await MasterFixture.start();
    const agent_id = { value: (await fixture.agent()).agentId };
    const call = (type: string, more: object) => fixture.operator({ type, [type.toLowerCase()]: { agent_id, ...more } });
    const reserved = async () =>
      formatResources(
        Resources.of(
          Object.values((await fixture.json('/slaves')).slaves[0].reserved_resources_full as Record<string, Resource[]>).flat(),
        ),
      );
    const [before, after] = [scalar('disk', 30, dynamic('ops')), scalar('disk', 30, dynamic('eng'))];
    expect((await call('RESERVE_RESOURCES', { resources: [before] })).status).toBe(202);
    expect((await call('RESERVE_RESOURCES', { source: [before], resources: [after] })).status).toBe(202);
    expect(await call('RESERVE_RESOURCES', { source: [after], resources: [scalar('disk', 1, dynamic('ops'))] })).toMatchObject({
      status: 400,
      body: expect.stringContaining(
        'Source and target resources should refer to identical resource quantities: disk:30 vs. disk:1',
      ),
    });
    expect((await call('CREATE_VOLUMES', { volumes: [volumeOf('v', 20)] })).status).toBe(202);
    expect((await call('GROW_VOLUME', { volume: volumeOf('v', 20), addition: scalar('disk', 10, dynamic('eng')) })).status).toBe(
      202,
    );
    expect(await reserved()).toBe('disk(reservations: [(DYNAMIC,eng)])[v:data]:30');
    expect((await call('SHRINK_VOLUME', { volume: volumeOf('v', 30), subtract: { value: 25 } })).status).toBe(202);
    expect(await reserved()).toBe('disk(reservations: [(DYNAMIC,eng)])[v:data]:5; disk(reservations: [(DYNAMIC,eng)]):25');
    const nowhere = await fixture.operator({
      type: 'SHRINK_VOLUME',
      shrink_volume: { volume: volumeOf('v', 5), subtract: { value: 1 } },
    });
    expect(nowhere).toMatchObject({
      status: 400,
      body: expect.stringContaining("Expecting 'agent_id' to be present; only agent"),
    });
  });

  it('come as forms too, and say what is wrong with those', async () => {
    const fixture = await MasterFixture.start();
    const { agentId } = await fixture.agent();
    const body = (fields: Record<string, string>) => String(new URLSearchParams(fields));
    const good = JSON.stringify([volumeOf('v', 1)]);
    expect(await fixture.post('/destroy-volumes', body({ slaveId: agentId, volumes: good }))).toMatchObject({
      status: 400,
      body: 'Invalid DESTROY operation: Persistent volumes not found',
    });
    expect((await fixture.post('/create-volumes', body({ slaveId: agentId, volumes: '{}' }))).body).toBe(
      "Error in parsing 'volumes' query parameter in the request body: Unexpected JSON type parsed",
    );
    expect((await fixture.post('/unreserve', body({ slaveId: agentId, resources: '[{"name":"cpus"}]' }))).body).toMatch(
      /^Error in parsing 'resources' query parameter in the request body: Missing required fields: type/,
    );
  });
});
