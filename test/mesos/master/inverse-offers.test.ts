import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { MasterFixture } from './master-fixture.js';
import type { SchedulerClient } from './scheduler-client.js';

const UNAVAILABILITY = { start: { nanoseconds: 2e18 }, duration: { nanoseconds: 6e11 } };
const MACHINE = { hostname: 'one.example.com', ip: '127.0.0.1' };
const SCHEDULE = { windows: [{ machine_ids: [MACHINE], unavailability: UNAVAILABILITY }] };

/** A framework that holds an offer of an agent when that is put on the schedule. */
async function asked(flags = {}) {
  const fixture = await MasterFixture.start(flags);
  const agent = await fixture.agent({ hostname: MACHINE.hostname });
  const client = await fixture.subscribe();
  const before = await client.offer();
  fixture.master.maintenance.update(SCHEDULE, ALL_APPROVED);
  const inverse = await nextInverseOffer(client);
  return { fixture, agent, client, before, inverse, statuses: () => statusesOf(fixture) };
}

async function nextInverseOffer(client: SchedulerClient) {
  const { inverse_offers } = await client.next('INVERSE_OFFERS');
  const [offer] = inverse_offers?.inverse_offers ?? [];
  if (!offer) throw new Error('no inverse offer');
  return offer;
}

const statusesOf = ({ master }: MasterFixture) =>
  master.maintenance.status.draining_machines?.[0]?.statuses?.map(({ status }) => status) ?? [];

const answer = (client: SchedulerClient, what: 'ACCEPT' | 'DECLINE', id: { value: string }, refuse_seconds = 0) => {
  const body = { inverse_offer_ids: [id], filters: { refuse_seconds } };
  return client.call(`${what}_INVERSE_OFFERS`, { [`${what.toLowerCase()}_inverse_offers`]: body });
};

describe('a framework with something on an agent that is to be taken down', () => {
  it('is asked to leave it, and is offered the agent anew, with the time', async () => {
    const { agent, client, before, inverse } = await asked();
    expect(inverse).toEqual({
      id: expect.anything(),
      framework_id: { value: client.frameworkId },
      agent_id: { value: agent.agentId },
      url: before.url,
      unavailability: UNAVAILABILITY,
    });
    expect(client.events.filter(({ type }) => type === 'RESCIND')).toMatchObject([{ rescind: { offer_id: before.id } }]);
    const [, anew] = client.events.filter(({ type }) => type === 'OFFERS');
    expect(anew?.offers?.offers).toMatchObject([{ unavailability: UNAVAILABILITY }]);
  });

  it.each(['ACCEPT', 'DECLINE'] as const)('can %s, and operators see it', async (what) => {
    const { client, inverse, statuses, fixture } = await asked();
    expect(statuses()).toEqual([]);
    expect(await answer(client, what, inverse.id, 3600)).toMatchObject({ status: 202, body: '' });
    expect(statuses()).toEqual([what]);
    await fixture.allocate();
    expect((await client.drain()).filter(({ type }) => type === 'INVERSE_OFFERS')).toEqual([]);
  });

  it('is asked again when what it gave has passed, and by REVIVE', async () => {
    const { client, inverse, fixture } = await asked();
    await answer(client, 'DECLINE', inverse.id, 12);
    await fixture.allocate();
    await fixture.allocate();
    const again = await nextInverseOffer(client);
    await answer(client, 'DECLINE', again.id, 3600);
    await client.call('REVIVE');
    expect((await nextInverseOffer(client)).id).not.toEqual(again.id);
  });

  it('that answers what is over, or is another one, changes nothing', async () => {
    const { client, inverse, fixture, statuses } = await asked();
    const other = await fixture.subscribe();
    await answer(other, 'ACCEPT', inverse.id);
    await answer(client, 'ACCEPT', { value: 'none' });
    expect(statuses()).toEqual([]);
    await answer(client, 'ACCEPT', inverse.id, 3600);
    await answer(client, 'DECLINE', inverse.id, 3600);
    expect(statuses()).toEqual(['ACCEPT']);
  });

  it('hears that it is over when the schedule changes, when the agent goes, and after --offer_timeout', async () => {
    const { client, inverse, fixture, agent } = await asked({ offer_timeout: '20secs' });
    const rescinded = async () => (await client.next('RESCIND_INVERSE_OFFER')).rescind_inverse_offer?.inverse_offer_id;
    fixture.master.maintenance.update(SCHEDULE, ALL_APPROVED);
    expect(await rescinded()).toEqual(inverse.id);
    const second = await nextInverseOffer(client);
    await fixture.advance(20_000);
    expect(await rescinded()).toEqual(second.id);
    await fixture.allocate();
    const third = await nextInverseOffer(client);
    agent.terminate();
    expect(await rescinded()).toEqual(third.id);
  });

  it('is asked anew when it has been away', async () => {
    const { client, inverse, fixture } = await asked();
    const back = await client.resubscribe();
    await fixture.allocate();
    expect((await nextInverseOffer(back)).id).not.toEqual(inverse.id);
  });
});

it('a framework that holds nothing of an agent is not asked', async () => {
  const fixture = await MasterFixture.start();
  await fixture.agent({ hostname: MACHINE.hostname });
  const holder = await fixture.subscribe();
  await holder.offer();
  const idle = await fixture.subscribe({}, { suppressed_roles: ['*'] });
  fixture.master.maintenance.update(SCHEDULE, ALL_APPROVED);
  await nextInverseOffer(holder);
  expect((await idle.drain()).filter(({ type }) => type === 'INVERSE_OFFERS')).toEqual([]);
});

it('an agent that registers on a machine of the schedule is known to be taken down', async () => {
  const fixture = await MasterFixture.start();
  fixture.master.maintenance.update(SCHEDULE, ALL_APPROVED);
  const client = await fixture.subscribe();
  await fixture.agent({ hostname: 'ONE.example.com' });
  expect((await client.offer()).unavailability).toEqual(UNAVAILABILITY);
  await nextInverseOffer(client);
  await fixture.agent({ hostname: 'two.example.com' });
  expect((await client.offer()).unavailability).toBeUndefined();
});
