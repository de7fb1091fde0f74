import { afterEach, describe, expect, it } from 'vitest';
import { type AgentFixture, customExecutor, startAgent, task } from './agent-fixture.js';
import { FakeMaster } from './fake-master.js';

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const advance = async (milliseconds: number) => {
  await fixture.runtime.settle();
  fixture.runtime.clock.advance(milliseconds);
  await fixture.runtime.settle();
};

describe('registration', () => {
  it('tells the master what the agent is and can', async () => {
    fixture = await startAgent();
    const [message] = fixture.master.all('RegisterSlaveMessage');
    expect(message?.agent).toMatchObject({ hostname: '127.0.0.1', port: fixture.agent.address.port });
    expect(message?.agent.resources?.map(({ name }) => name)).toEqual(['cpus', 'mem', 'disk', 'ports']);
    expect(message?.version).toBe('1.12.0');
    expect(message?.agent_capabilities).toContainEqual({ type: 'TASK_RESOURCE_LIMITS' });
    expect(fixture.agent.info.id).toEqual({ value: 'agent-S0' });
  });

  it('names the fault domain of the agent, which its state shows', async () => {
    const domain = { fault_domain: { region: { name: 'eu' }, zone: { name: 'eu-1' } } };
    fixture = await startAgent({ domain });
    expect(fixture.master.all('RegisterSlaveMessage')[0]?.agent.domain).toEqual(domain);
    expect((await fixture.get('/state')).json()).toMatchObject({ domain });
  });

  it('is tried again until there is an answer, and then no more', async () => {
    fixture = await startAgent({}, (master) => {
      master.answersRegistrations = false;
    });
    await advance(1000);
    await advance(1000);
    const tried = fixture.master.all('RegisterSlaveMessage').length;
    expect(tried).toBeGreaterThanOrEqual(3);
    fixture.master.answersRegistrations = true;
    await advance(1000);
    await fixture.master.one('UpdateSlaveMessage');
    const answered = fixture.master.all('RegisterSlaveMessage').length;
    await advance(60_000);
    expect(fixture.master.all('RegisterSlaveMessage').length).toBe(answered);
  });

  it('waits for a random time when asked to', async () => {
    fixture = await startAgent({ registration_backoff_factor: '10secs' }, (master) => {
      master.answersRegistrations = false;
    });
    await fixture.runtime.settle();
    expect(fixture.master.all('RegisterSlaveMessage').length).toBe(0);
    await advance(10_000);
    expect(fixture.master.all('RegisterSlaveMessage').length).toBe(1);
  });

  it('is repeated when the master says that it takes the agent for disconnected', async () => {
    fixture = await startAgent();
    fixture.run(task('t1', 'sleep 1000'));
    fixture.run(task('t2', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.master.tell('PingSlaveMessage', { connected: true });
    fixture.master.tell('PingSlaveMessage', { connected: false });
    const message = await fixture.master.one('ReregisterSlaveMessage');
    expect(message.agent.id).toEqual({ value: 'agent-S0' });
    expect(message.tasks.map(({ task_id, state, executor_id }) => [task_id.value, state, executor_id?.value])).toEqual([
      ['t1', 'TASK_RUNNING', undefined],
      ['t2', 'TASK_STAGING', 'e1'],
    ]);
    expect(message.executor_infos.map(({ executor_id }) => executor_id.value)).toEqual(['e1']);
    expect(message.frameworks.map(({ name }) => name)).toEqual(['framework']);
    expect(fixture.master.all('PongSlaveMessage').length).toBe(2);
  });

  it('is repeated when pings stay away', async () => {
    fixture = await startAgent();
    await advance(60_000);
    fixture.master.tell('PingSlaveMessage', { connected: true });
    await advance(60_000);
    expect(fixture.master.all('ReregisterSlaveMessage').length).toBe(0);
    await advance(75_000);
    await fixture.master.one('ReregisterSlaveMessage');
  });

  it('is repeated when the master was away, and brings the updates that nobody has got', async () => {
    fixture = await startAgent({}, undefined, { virtualTime: true });
    fixture.master.terminate();
    await fixture.runtime.settle();
    const successor = fixture.runtime.spawn(new FakeMaster(fixture.runtime, fixture.master.address));
    // Nobody has told of a successor: pings stay away.
    await advance(74_000);
    expect(successor.all('ReregisterSlaveMessage')).toEqual([]);
    await advance(1000);
    await successor.one('ReregisterSlaveMessage');
    await successor.one('UpdateSlaveMessage');
    expect(fixture.agent.registration.registered).toBe(true);
  });

  it('answers for tasks that only the master knows', async () => {
    fixture = await startAgent();
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    const lost = [
      { task_id: { value: 't1' }, state: 'TASK_RUNNING' as const },
      { task_id: { value: 't2' }, state: 'TASK_RUNNING' as const },
    ];
    fixture.master.tell('SlaveReregisteredMessage', {
      ...{ agent_id: { value: 'agent-S0' }, connection: { total_ping_timeout_seconds: 75 } },
      reconciliations: [
        { framework_id: { value: 'framework-1' }, statuses: lost },
        { framework_id: { value: 'unknown' }, statuses: [{ task_id: { value: 't3' }, state: 'TASK_RUNNING' }] },
      ],
    });
    const { status } = await fixture.master.update('t2', 'TASK_LOST');
    expect(status).toMatchObject({ reason: 'REASON_RECONCILIATION', message: 'Reconciliation: task unknown to the agent' });
    expect((await fixture.master.update('t3', 'TASK_LOST')).framework_id).toEqual({ value: 'unknown' });
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
  });
});

describe('orders', () => {
  it('of somebody else than the leading master are ignored', async () => {
    fixture = await startAgent();
    const impostor = fixture.runtime.spawn(new FakeMaster(fixture.runtime, { ip: '127.0.0.1', port: 2 }));
    impostor.agent = fixture.agent.pid;
    impostor.tell('RunTaskMessage', {
      framework: { user: '', name: '', id: { value: 'framework-1' } },
      task: task('t1', 'true'),
    });
    await fixture.runtime.settle();
    expect(fixture.agent.frameworks.size).toBe(0);
    expect(fixture.log.join('\n')).toContain('which is not the leading master');
  });
});
