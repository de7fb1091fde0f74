import { describe, expect, it } from 'vitest';
import { ALL_APPROVED } from '../../../src/mesos/authorizer/authorizer.js';
import { MasterFixture, running } from './master-fixture.js';

const unavailability = { start: { nanoseconds: 2e18 } };
const MACHINE = { hostname: 'one.example.com', ip: '127.0.0.1' };
const SHOWN = '{"hostname":"one.example.com","ip":"127.0.0.1"}';
const scheduleOf = (...machine_ids: object[]) => ({ windows: [{ machine_ids, unavailability }] });
const SCHEDULE = scheduleOf(MACHINE);
const OTHER = { hostname: 'other.example.com', ip: '10.0.0.1' };

async function started() {
  const fixture = await MasterFixture.start();
  return { fixture, maintenance: fixture.master.maintenance };
}

describe('a machine', () => {
  it('goes from the schedule down, and comes up again', async () => {
    const { maintenance } = await started();
    expect(maintenance.update(SCHEDULE, ALL_APPROVED)).toBeUndefined();
    expect([maintenance.schedule, maintenance.status]).toEqual([SCHEDULE, { draining_machines: [{ id: MACHINE }] }]);
    expect(maintenance.start([MACHINE], ALL_APPROVED)).toBeUndefined();
    expect([maintenance.schedule, maintenance.status]).toEqual([SCHEDULE, { down_machines: [MACHINE] }]);
    expect(maintenance.stop([MACHINE], ALL_APPROVED)).toBeUndefined();
    expect([maintenance.schedule, maintenance.status]).toEqual([{}, {}]);
    expect(maintenance.update(SCHEDULE, ALL_APPROVED)).toBeUndefined();
    expect(maintenance.status).toEqual({ draining_machines: [{ id: MACHINE }] });
  });

  it('leaves the schedule without having been down', async () => {
    const { maintenance } = await started();
    maintenance.update(SCHEDULE, ALL_APPROVED);
    maintenance.update(scheduleOf(OTHER), ALL_APPROVED);
    expect(maintenance.status).toEqual({ draining_machines: [{ id: OTHER }] });
    maintenance.update({}, ALL_APPROVED);
    expect([maintenance.schedule, maintenance.status]).toEqual([{}, {}]);
  });

  it('that comes up leaves the others of its window on the schedule', async () => {
    const { maintenance } = await started();
    maintenance.update(scheduleOf(MACHINE, OTHER), ALL_APPROVED);
    maintenance.start([MACHINE], ALL_APPROVED);
    maintenance.stop([MACHINE], ALL_APPROVED);
    expect(maintenance.schedule).toEqual(scheduleOf(OTHER));
  });

  it('cannot be taken down or up out of order, nor leave the schedule while it is down', async () => {
    const { maintenance } = await started();
    const unknown = { status: 400, text: `Machine '${SHOWN}' is not part of a maintenance schedule` };
    expect(maintenance.start([MACHINE], ALL_APPROVED)).toEqual(unknown);
    expect(maintenance.stop([MACHINE], ALL_APPROVED)).toEqual(unknown);
    maintenance.update(SCHEDULE, ALL_APPROVED);
    expect(maintenance.stop([MACHINE], ALL_APPROVED)?.text).toBe(
      `Machine '${SHOWN}' is not in DOWN mode and cannot be brought up`,
    );
    maintenance.start([MACHINE], ALL_APPROVED);
    expect(maintenance.start([MACHINE], ALL_APPROVED)?.text).toBe(
      `Machine '${SHOWN}' is not in DRAINING mode and cannot be brought down`,
    );
    expect(maintenance.update(scheduleOf(OTHER), ALL_APPROVED)?.text).toBe(
      `Machine '${SHOWN}' is deactivated and cannot be removed from the schedule`,
    );
    expect(maintenance.status).toEqual({ down_machines: [MACHINE] });
    expect(maintenance.update(scheduleOf(MACHINE, OTHER), ALL_APPROVED)).toBeUndefined();
    expect(maintenance.status).toEqual({ draining_machines: [{ id: OTHER }], down_machines: [MACHINE] });
  });

  it('is known once an agent was on it, on the schedule or not', async () => {
    const { fixture, maintenance } = await started();
    await fixture.agent({ hostname: MACHINE.hostname });
    expect(maintenance.start([MACHINE], ALL_APPROVED)?.text).toBe(
      `Machine '${SHOWN}' is not in DRAINING mode and cannot be brought down`,
    );
  });

  it('is not taken down when another one of the list cannot be', async () => {
    const { maintenance } = await started();
    maintenance.update(SCHEDULE, ALL_APPROVED);
    expect(maintenance.start([MACHINE, OTHER], ALL_APPROVED)?.text).toMatch('is not part of a maintenance schedule');
    expect(maintenance.status).toEqual({ draining_machines: [{ id: MACHINE }] });
  });
});

describe('agents', () => {
  it('of a machine that is taken down end with their tasks, and cannot come back before it is up', async () => {
    const { fixture, agent, client, agentId } = await running();
    const { maintenance } = fixture.master;
    const machine = fixture.master.agents.get(agentId)?.machine ?? {};
    maintenance.update(scheduleOf(machine), ALL_APPROVED);
    expect(maintenance.start([machine], ALL_APPROVED)).toBeUndefined();
    expect(await client.updateOf('t1', 'TASK_LOST')).toMatchObject({
      reason: 'REASON_AGENT_REMOVED',
      message: `Agent ${machine.hostname} removed: Operator initiated 'Machine DOWN'`,
    });
    await fixture.runtime.settle();
    expect(agent.all('ShutdownMessage')).toEqual([{ message: "Operator initiated 'Machine DOWN'" }]);

    const next = await fixture.restart(agent);
    next.reregister({ tasks: [] });
    await fixture.runtime.settle();
    expect(next.all('ShutdownMessage')).toEqual([{ message: 'Machine is `DOWN`' }]);
    const other = await fixture.agent();
    expect(other.all('ShutdownMessage')).toEqual([{ message: 'Machine is `DOWN`' }]);
    expect(fixture.master.agents.size).toBe(0);

    maintenance.stop([machine], ALL_APPROVED);
    other.register();
    await fixture.runtime.settle();
    expect(fixture.master.agents.size).toBe(1);
  });

  it('on the schedule cannot be drained', async () => {
    const { fixture, maintenance } = await started();
    const { agentId } = await fixture.agent({ hostname: MACHINE.hostname });
    maintenance.update(SCHEDULE, ALL_APPROVED);
    const text = `Agent ${agentId} is part of a maintenance schedule under Machine one.example.com (127.0.0.1)`;
    expect(fixture.master.operatedAgents.drain(agentId, { mark_gone: false })).toEqual({ status: 400, text });
    maintenance.update({}, ALL_APPROVED);
    expect(fixture.master.operatedAgents.drain(agentId, { mark_gone: false })).toBeUndefined();
  });
});

describe('a new leader', () => {
  it('knows the schedule, and which machines are down', async () => {
    const { fixture, maintenance } = await started();
    maintenance.update(scheduleOf(MACHINE, OTHER), ALL_APPROVED);
    maintenance.start([OTHER], ALL_APPROVED);
    await fixture.failover();
    const next = fixture.master.maintenance;
    expect(next.schedule).toEqual(scheduleOf(MACHINE, OTHER));
    expect(next.status).toEqual({ draining_machines: [{ id: MACHINE }], down_machines: [OTHER] });
    expect(next.stop([OTHER], ALL_APPROVED)).toBeUndefined();
    await fixture.failover();
    expect(fixture.master.maintenance.schedule).toEqual(SCHEDULE);
    expect(fixture.master.maintenance.status).toEqual({ draining_machines: [{ id: MACHINE }] });
  });

  it('refuses the agents of a machine that is down', async () => {
    const { fixture, maintenance } = await started();
    const agent = await fixture.agent({ hostname: MACHINE.hostname });
    maintenance.update(SCHEDULE, ALL_APPROVED);
    maintenance.start([MACHINE], ALL_APPROVED);
    await fixture.failover();
    agent.reregister();
    await fixture.runtime.settle();
    expect(agent.all('ShutdownMessage').at(-1)).toEqual({ message: 'Machine is `DOWN`' });
    expect([fixture.master.agents.size, fixture.master.recoveredAgents.size]).toEqual([0, 0]);
  });

  it('says in offers when an agent that has come back will be unavailable', async () => {
    const { fixture, maintenance } = await started();
    const agent = await fixture.agent({ hostname: MACHINE.hostname });
    maintenance.update(SCHEDULE, ALL_APPROVED);
    await fixture.failover();
    const client = await fixture.subscribe();
    agent.reregister();
    expect((await client.offer()).unavailability).toEqual(unavailability);
  });
});
