import { describe, expect, it } from 'vitest';
import type { Offer, Operation } from '../../../../src/mesos/wire/messages.js';
import type { FakeAgent } from '../fake-agent.js';
import { capabilities, MasterFixture, scalar } from '../master-fixture.js';
import type { SchedulerClient } from '../scheduler-client.js';

const reserve = (id?: string): Offer.Operation => ({
  type: 'RESERVE',
  ...(id && { id: { value: id } }),
  reserve: { resources: [scalar('cpus', 1, { reservations: [{ type: 'DYNAMIC', role: 'eng' }] })] },
});

/** All operation metrics that are not 0, without what their names have in common. */
async function operations(fixture: MasterFixture): Promise<Record<string, number>> {
  const all = Object.entries<number>(await fixture.json('/metrics/snapshot'));
  const prefix = /^master\/(?=operations\/|.*valid_operation)/;
  return Object.fromEntries(
    all.filter(([name, value]) => prefix.test(name) && value !== 0).map(([name, value]) => [name.replace(prefix, ''), value]),
  );
}

/** An agent with a pending RESERVE that has the id `r`. */
async function pending(): Promise<{ fixture: MasterFixture; agent: FakeAgent; client: SchedulerClient }> {
  const fixture = await MasterFixture.start();
  const agent = await fixture.agent();
  const client = await fixture.subscribe({ roles: ['eng'], ...capabilities('RESERVATION_REFINEMENT') });
  await client.accept([await client.offer()], [reserve('r')]);
  await fixture.runtime.settle();
  return { fixture, agent, client };
}

describe('the metrics of operations', () => {
  it('follow an operation from PENDING to its end, and keep it when it is acknowledged', async () => {
    const { fixture, agent, client } = await pending();
    expect(await operations(fixture)).toEqual({
      ...{ 'operations/total': 1, 'operations/pending': 1, 'operations/reserve/total': 1, 'operations/reserve/pending': 1 },
    });
    const ended = {
      ...{ 'operations/total': 1, 'operations/finished': 1, 'operations/reserve/total': 1, 'operations/reserve/finished': 1 },
      valid_operation_status_updates: 1,
    };
    const uuid = agent.finishOperation();
    await client.next('UPDATE_OPERATION_STATUS');
    expect(await operations(fixture)).toEqual(ended);
    const acknowledge = (operation: string) =>
      client.call('ACKNOWLEDGE_OPERATION_STATUS', {
        acknowledge_operation_status: { agent_id: { value: agent.agentId }, operation_id: { value: operation }, uuid },
      });
    await acknowledge('unknown');
    await acknowledge('r');
    expect(await operations(fixture)).toEqual({
      ...ended,
      ...{ valid_operation_status_update_acknowledgements: 1, invalid_operation_status_update_acknowledgements: 1 },
    });
  });

  it('count what is refused as ERROR, with an id or without', async () => {
    const fixture = await MasterFixture.start();
    await fixture.agent();
    const client = await fixture.subscribe({ roles: ['web'], ...capabilities('RESERVATION_REFINEMENT') });
    await client.accept([await client.offer()], [reserve(), reserve('r')]); // reserved for another role
    await client.next('UPDATE_OPERATION_STATUS');
    expect(await operations(fixture)).toEqual({
      ...{ 'operations/total': 2, 'operations/error': 2, 'operations/reserve/total': 2, 'operations/reserve/error': 2 },
    });
  });

  it('are known per framework', async () => {
    const { fixture, client } = await pending();
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      [`master/frameworks/a%20framework/${client.frameworkId}/operations/reserve`]: 1,
    });
  });

  it('turn what is pending on an agent that becomes unreachable into UNREACHABLE', async () => {
    const { fixture, agent } = await pending();
    await fixture.lose(agent);
    expect(await operations(fixture)).toEqual({
      ...{ 'operations/total': 1, 'operations/unreachable': 1 },
      ...{ 'operations/reserve/total': 1, 'operations/reserve/unreachable': 1 },
    });
  });

  it('forget what is pending on an agent that leaves', async () => {
    const { fixture, agent } = await pending();
    agent.unregister();
    await fixture.runtime.settle();
    expect(await operations(fixture)).toEqual({});
  });

  it('count what an agent that comes back brings along', async () => {
    const { fixture, agent } = await pending();
    const [operation] = [...fixture.master.operations] as [Operation];
    agent.tell('UpdateSlaveMessage', {
      agent_id: { value: agent.agentId },
      operations: { operations: [operation, { ...operation, uuid: { value: 'AAAAAAAAQACAAAAAAAAAAA==' } }] },
    });
    await fixture.runtime.settle();
    expect(await operations(fixture)).toMatchObject({ 'operations/pending': 2 });
  });

  it('count updates of unknown operations as invalid, though a framework hears of them', async () => {
    const { fixture, agent, client } = await pending();
    const [told] = agent.all('ApplyOperationMessage');
    const uuid = { value: 'AAAAAAAAQACAAAAAAAAAAA==' };
    const status = { state: 'OPERATION_FINISHED' as const };
    const agent_id = { value: agent.agentId };
    const of = (operation_uuid = uuid, agentId = agent_id) => ({
      ...{ framework_id: told?.framework_id, agent_id: agentId, status, operation_uuid },
    });
    agent.tell('UpdateOperationStatusMessage', of());
    agent.tell('UpdateOperationStatusMessage', of(told?.operation_uuid, { value: 'nobody' }));
    await fixture.runtime.settle();
    expect(await operations(fixture)).toMatchObject({ invalid_operation_status_updates: 2, 'operations/pending': 1 });
    expect((await client.next('UPDATE_OPERATION_STATUS')).update_operation_status).toEqual({ status });
  });
});
