import { describe, expect, it } from 'vitest';
import { capabilities, executorTask, MasterFixture, resources, scalar, task } from './master-fixture.js';

const ports = { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 31000, end: 32000 }] } };
const ALL = [ports, scalar('cpus', 4), scalar('mem', 4096), scalar('disk', 10000)];

describe('an offer', () => {
  it.each([
    ['a plain framework', { roles: undefined, capabilities: [] }, { role: '*' }, {}],
    ['MULTI_ROLE', {}, { role: '*', allocation_info: { role: '*' } }, { allocation_info: { role: '*' } }],
    [
      'MULTI_ROLE and RESERVATION_REFINEMENT',
      capabilities('RESERVATION_REFINEMENT'),
      { allocation_info: { role: '*' } },
      { allocation_info: { role: '*' } },
    ],
  ])('for %s has the form it understands', async (_, info, each, members) => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    const client = await fixture.subscribe(info);
    const offer = await client.offer();
    expect(offer).toEqual({
      id: { value: `${fixture.master.masterId}-O0` },
      framework_id: { value: client.frameworkId },
      agent_id: { value: agent.agentId },
      hostname: '127.0.0.1',
      url: { scheme: 'http', address: { hostname: '127.0.0.1', ip: '127.0.0.1', port: 6000 }, path: '/slave(1)' },
      resources: ALL.map((resource) => ({ ...resource, ...each })),
      ...members,
    });
  });

  it('names the agent’s attributes and this framework’s executors there', async () => {
    const fixture = await MasterFixture.start();
    const attributes = [{ name: 'rack', type: 'TEXT' as const, text: { value: 'r1' } }];
    await fixture.agent({ attributes, hostname: 'a.example.com' });
    const client = await fixture.subscribe();
    const offer = await client.offer();
    expect(offer).toMatchObject({ attributes, hostname: 'a.example.com', url: { address: { hostname: 'a.example.com' } } });
    expect(offer).not.toHaveProperty('executor_ids');
    await client.launch(offer, [executorTask('t1', offer, 'e1')]);
    const other = await fixture.subscribe();
    const rest = await other.offer();
    expect(rest).not.toHaveProperty('executor_ids');
    await other.decline([rest], 600);
    await fixture.allocate();
    expect((await client.offer()).executor_ids).toEqual([{ value: 'e1' }]);
  });

  it('of reserved resources goes to their role, in either form', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent({ resources: 'cpus(r):2;mem(r):64' });
    const other = await fixture.subscribe();
    const old = await fixture.subscribe({ roles: ['r'] });
    const offer = await old.offer();
    expect(offer.resources).toEqual([
      scalar('cpus', 2, { role: 'r', allocation_info: { role: 'r' } }),
      scalar('mem', 64, { role: 'r', allocation_info: { role: 'r' } }),
    ]);
    const refined = await fixture.subscribe({ roles: ['r'], ...capabilities('RESERVATION_REFINEMENT') });
    await old.decline([offer], 600);
    await fixture.allocate();
    const reservations = [{ type: 'STATIC', role: 'r' }];
    const again = await refined.offer();
    expect(again.resources).toMatchObject([{ reservations }, { reservations }]);
    await refined.launch(again, [task('t1', again, { resources: again.resources })]);
    expect(await refined.drain()).toEqual([]);
    expect(await other.drain()).toEqual([]);
    expect((await fixture.json('/slaves')).slaves[0].used_resources).toMatchObject({ cpus: 2, mem: 64 });
  });

  it('launches tasks with its resources in the form it came in', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered({ roles: undefined, capabilities: [] });
    await client.launch(offer, [task('t1', offer, { resources: offer.resources })]);
    expect(await client.drain()).toEqual([]);
    expect(agent.all('RunTaskMessage')).toHaveLength(1);
    expect((await fixture.json('/slaves')).slaves[0].used_resources).toEqual({
      cpus: 4,
      mem: 4096,
      disk: 10000,
      gpus: 0,
      ports: '[31000-32000]',
    });
  });

  it('comes with the others of its run in one event', async () => {
    const fixture = await MasterFixture.start();
    for (let count = 0; count < 3; count++) await fixture.agent();
    const client = await fixture.subscribe();
    expect(await client.offers()).toHaveLength(3);
    expect(await client.drain()).toEqual([]);
  });

  it('is not made again while it is out', async () => {
    const fixture = await MasterFixture.start();
    const { client } = await fixture.offered();
    const other = await fixture.subscribe();
    await fixture.advance(60_000);
    expect(await client.drain()).toEqual([]);
    expect(await other.drain()).toEqual([]);
  });

  it('is taken back after --offer_timeout, without a filter', async () => {
    const fixture = await MasterFixture.start({ offer_timeout: '30secs' });
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer)]);
    await fixture.allocate();
    const rest = await client.offer();
    await fixture.advance(25_000);
    expect(await client.drain()).toEqual([]);
    await fixture.advance(5000);
    expect((await client.next('RESCIND')).rescind).toEqual({ offer_id: rest.id });
    await fixture.allocate();
    expect((await client.offer()).id).not.toEqual(rest.id);
  });
});

describe('fairness', () => {
  it.each([
    [{}, 0.5],
    [{ fair_sharing_excluded_resource_names: 'cpus,disk' }, 32 / 4096],
  ])('does not look at the resources that %j names', async (flags, share) => {
    const fixture = await MasterFixture.start(flags);
    const { client, offer } = await fixture.offered();
    await client.launch(offer, [task('t1', offer, { resources: resources({ cpus: 2, mem: 32 }) })], 1000);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'allocator/mesos/roles/*/shares/dominant': share });
  });
});

describe('what is offered', () => {
  it('is shown by the documents', async () => {
    const fixture = await MasterFixture.start();
    const { agent, client, offer } = await fixture.offered();
    const summary = { cpus: 4, mem: 4096, disk: 10000, gpus: 0, ports: '[31000-32000]' };
    expect((await fixture.json('/slaves')).slaves[0].offered_resources).toEqual(summary);
    expect((await fixture.json('/frameworks')).frameworks[0]).toMatchObject({
      offered_resources: summary,
      offers: [
        {
          id: offer.id.value,
          framework_id: client.frameworkId,
          allocation_info: { role: '*' },
          slave_id: agent.agentId,
          resources: summary,
        },
      ],
    });
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/outstanding_offers': 1 });
    await client.decline([offer], 600);
    expect((await fixture.json('/slaves')).slaves[0].offered_resources).toEqual({ cpus: 0, mem: 0, disk: 0, gpus: 0 });
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({ 'master/outstanding_offers': 0 });
  });
});
