// A master and agents in runtimes of their own, which know each other by messages on connections only.
import { describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../../src/mesos/flags/flags.js';
import { MasterFixture, task } from '../../master/master-fixture.js';
import type { SchedulerClient } from '../../master/scheduler-client.js';
import { FakeScheduler } from '../../master/v0/fake-scheduler.js';
import { Place, until } from './place.js';
import { RemoteAgent } from './remote-agent.js';

async function started(flags: GivenFlags = {}, agentFlags: GivenFlags = {}) {
  const fixture = await MasterFixture.start(flags, { remote: true });
  const log: string[] = [];
  fixture.runtime.onObservation((observation) => observation.kind === 'log' && log.push(observation.text));
  const remote = await RemoteAgent.start(fixture.master.info, { flags: agentFlags });
  await until(() => registered(fixture, remote));
  return { fixture, remote, log };
}

const registered = ({ master }: MasterFixture, { agent }: RemoteAgent) =>
  agent.alive && agent.registration.registered && master.agents.get(agent.agentId)?.connected === true;

async function launch(client: SchedulerClient, id: string, command = 'sleep 1000') {
  const offer = await client.offer();
  await client.launch(offer, [task(id, offer, { command: { value: command } })]);
  for (const state of ['TASK_STARTING', 'TASK_RUNNING'] as const) await acknowledged(client, id, state);
  return offer;
}

async function acknowledged(client: SchedulerClient, id: string, state: 'TASK_STARTING' | 'TASK_RUNNING' | 'TASK_KILLED') {
  const { agent_id, uuid } = await client.updateOf(id, state);
  await client.call('ACKNOWLEDGE', { acknowledge: { agent_id, task_id: { value: id }, uuid } });
}

describe('an agent of another runtime', () => {
  it('is registered, offered, and runs tasks', async () => {
    const { fixture, remote, log } = await started();
    const client = await fixture.subscribe();
    const { agent_id, hostname } = await launch(client, 't1');
    expect([agent_id.value, hostname]).toEqual([remote.agent.agentId, 'localhost']);
    expect(remote.commands.running.size).toBe(1);
    await client.call('KILL', { kill: { task_id: { value: 't1' } } });
    await acknowledged(client, 't1', 'TASK_KILLED');
    await until(() => remote.commands.running.size === 0);
    expect([...log, ...remote.log].filter((text) => /drop|fail|error/i.test(text))).toEqual([]);
  });

  it('is pinged, and unreachable when it does not answer for too long', async () => {
    const { fixture, remote } = await started();
    const { agentId } = remote.agent;
    let pings = 0;
    remote.runtime.onObservation((observation) => {
      if (observation.kind === 'message' && observation.name === 'PingSlaveMessage') pings++;
    });
    for (let round = 1; round <= 10; round++) {
      fixture.runtime.clock.advance(15_000);
      await until(() => pings === round);
      await remote.runtime.settle();
    }
    expect(registered(fixture, remote)).toBe(true);
    remote.runtime.interceptor = ({ kind }) => (kind === 'message' ? { kind: 'dropped' } : undefined);
    await fixture.advance(90_000);
    await until(() => !fixture.master.agents.has(agentId));
    remote.runtime.interceptor = undefined;
    remote.runtime.clock.advance(80_000);
    await until(() => registered(fixture, remote));
    expect(remote.agent.agentId).toBe(agentId);
  });

  it('is disconnected when its connection breaks, and comes back with its tasks', async () => {
    const { fixture, remote, log } = await started();
    const client = await fixture.subscribe({ checkpoint: true });
    let acknowledgements = 0;
    remote.runtime.onObservation((observation) => {
      const isOne = observation.kind === 'message' && observation.name === 'StatusUpdateAcknowledgementMessage';
      if (isOne && observation.to === remote.agent.pid) acknowledgements++;
    });
    await launch(client, 't1');
    const { agentId } = remote.agent;
    await until(() => acknowledgements === 2);
    await remote.crash();
    await until(() => fixture.master.agents.get(agentId)?.connected === false);
    expect(log.filter((text) => text.includes('disconnected'))).toHaveLength(1);
    await remote.start();
    await until(() => registered(fixture, remote));
    expect(remote.agent.agentId).toBe(agentId);
    await client.call('KILL', { kill: { task_id: { value: 't1' } } });
    expect(await client.updateOf('t1', 'TASK_KILLED')).toMatchObject({ agent_id: { value: agentId } });
  });

  it('registers again with the successor of a master that crashes', async () => {
    const { fixture, remote } = await started();
    const { agentId } = remote.agent;
    const crashed = remote.log.length;
    await fixture.failover();
    await until(() => remote.log.slice(crashed).some((text) => text.includes('is gone')));
    // Nobody tells the agent that there is another one where this one was.
    remote.runtime.clock.advance(80_000);
    await until(() => registered(fixture, remote));
    expect(remote.agent.agentId).toBe(agentId);
    expect(remote.log.slice(crashed).filter((text) => text.includes('is gone'))).toHaveLength(1);
  });

  it('that leaves is removed', async () => {
    const { fixture, remote } = await started();
    await remote.agent.shutdown();
    await until(() => fixture.master.agents.size === 0);
  });

  it('authenticates', async () => {
    const credential = { principal: 'agent', secret: 'secret' };
    const { fixture, remote } = await started({ authenticate_agents: true, credentials: [credential] }, { credential });
    expect(fixture.master.authentication.principalOf(remote.agent.pid)).toBe('agent');
  });
});

describe('a v0 scheduler of another runtime', () => {
  async function registeredScheduler() {
    const { fixture, remote } = await started({ authenticate_frameworks: true, credentials: [credential] });
    const place = await Place.open();
    const options = { credential, port: place.address.port };
    const scheduler = place.runtime.spawn(new FakeScheduler(place.runtime, () => fixture.master.pid, 'scheduler-1', options));
    await scheduler.tell('AuthenticateMessage', { pid: scheduler.pid });
    await until(() => scheduler.names.includes('AuthenticationCompletedMessage'));
    await scheduler.subscribe({ failover_timeout: 60 });
    await until(() => scheduler.offers.length === 1);
    return { fixture, remote, place, scheduler };
  }
  const credential = { principal: 'p', secret: 'secret' };

  it('authenticates, registers, runs a task, and hears of its agent', async () => {
    const { remote, scheduler } = await registeredScheduler();
    const [offer] = scheduler.offers;
    expect(scheduler.all('ResourceOffersMessage')[0]?.pids).toEqual([remote.agent.pid]);
    if (offer) await scheduler.launch(offer, [task('t1', offer, { command: { value: 'sleep 1000' } })]);
    await until(() => scheduler.all('StatusUpdateMessage').length === 1);
    const [{ update, pid } = {}] = scheduler.all('StatusUpdateMessage');
    expect([update?.status.state, pid]).toEqual(['TASK_STARTING', remote.agent.pid]);
  });

  it('is disconnected when its process ends', async () => {
    const { fixture, place, scheduler } = await registeredScheduler();
    await place.close();
    await until(() => fixture.master.frameworks.get(scheduler.frameworkId)?.connected === false);
    expect(fixture.master.offers.size).toBe(0);
    await fixture.advance(60_000);
    expect(fixture.master.isCompleted(scheduler.frameworkId)).toBe(true);
  });
});
