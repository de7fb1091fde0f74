// Executors that are processes with pids and speak v0, as the drivers of libmesos and mesos-go do.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Pid } from '../../../src/mesos/process/pid.js';
import { Process } from '../../../src/mesos/process/process.js';
import type { MessageName, Messages, StatusUpdate } from '../../../src/mesos/wire/internal-messages.js';
import type { TaskState } from '../../../src/mesos/wire/messages.js';
import { uuidToBytes } from '../../../src/mesos/wire/uuid-bytes.js';
import { type AgentFixture, customExecutor, framework, startAgent, task } from './agent-fixture.js';

const FROM_AGENT = [
  ...(['ExecutorRegisteredMessage', 'ExecutorReregisteredMessage', 'RunTaskMessage', 'KillTaskMessage'] as const),
  ...(['StatusUpdateAcknowledgementMessage', 'FrameworkToExecutorMessage', 'ShutdownExecutorMessage'] as const),
  ...(['ReconnectExecutorMessage', 'ExecutorToFrameworkMessage'] as const),
] as const;

/** An executor that keeps what the agent tells it; also a v0 scheduler, as far as agents speak with one. */
class Peer extends Process {
  readonly received: { name: MessageName; message: Messages[MessageName] }[] = [];

  constructor(
    private readonly fixture: AgentFixture,
    id = 'executor(1)',
    port = 7100,
  ) {
    super(fixture.runtime, id, { ip: '127.0.0.1', port });
    for (const name of FROM_AGENT) this.on(name, (message) => this.received.push({ name, message }));
    fixture.runtime.spawn(this);
  }

  get names(): MessageName[] {
    return this.received.map(({ name }) => name);
  }

  all<Name extends MessageName>(name: Name): Messages[Name][] {
    return this.received.filter((one) => one.name === name).map(({ message }) => message as Messages[Name]);
  }

  async tell<Name extends MessageName>(name: Name, message: Messages[Name], to: Pid = this.fixture.agent.pid): Promise<void> {
    this.send(to, name, message);
    await this.fixture.runtime.settle();
  }

  register(of: Partial<Messages['RegisterExecutorMessage']> = {}): Promise<void> {
    return this.tell('RegisterExecutorMessage', { ...NAMES, ...of });
  }

  reregister(more: Partial<Messages['ReregisterExecutorMessage']> = {}): Promise<void> {
    return this.tell('ReregisterExecutorMessage', { ...NAMES, tasks: [], updates: [], ...more });
  }

  update(taskId: string, state: TaskState, more: Partial<StatusUpdate> = {}): Promise<void> {
    const status = { task_id: { value: taskId }, state, agent_id: AGENT };
    const uuid = uuidToBytes(this.runtime.random.uuid());
    const update = { ...NAMES, agent_id: AGENT, status, timestamp: 1, uuid, ...more };
    return this.tell('StatusUpdateMessage', { update, pid: this.pid });
  }
}

const AGENT = { value: 'agent-S0' };
const NAMES = { framework_id: { value: 'framework-1' }, executor_id: { value: 'e1' } };
const EXECUTOR = customExecutor('e1', { shell: true, value: 'env > env.txt; exec sleep 1000' });

let fixture: AgentFixture;
afterEach(() => fixture.stop());

/** An agent with a task that waits for its executor. */
async function waiting(more: Parameters<typeof framework>[0] = {}, flags = {}, pid?: Pid): Promise<Peer> {
  fixture = await startAgent(flags);
  const order = { framework: framework(more), task: task('t1', undefined, { executor: EXECUTOR }) };
  fixture.master.tell('RunTaskMessage', { ...order, pid });
  await fixture.runtime.settle();
  return new Peer(fixture);
}

async function running(...given: Parameters<typeof waiting>): Promise<Peer> {
  const peer = await waiting(...given);
  await peer.register();
  return peer;
}

describe('a v0 executor', () => {
  it('registers, is told whose it is, and gets its tasks', async () => {
    const peer = await running();
    expect(peer.names).toEqual(['ExecutorRegisteredMessage', 'RunTaskMessage']);
    const { executor_info, framework_info, agent_id, agent_info } = peer.all('ExecutorRegisteredMessage')[0] ?? {};
    expect([executor_info?.executor_id, framework_info?.id, agent_id]).toEqual([NAMES.executor_id, NAMES.framework_id, AGENT]);
    expect(agent_info).toMatchObject({ id: AGENT, hostname: '127.0.0.1' });
    expect(peer.all('RunTaskMessage')).toMatchObject([{ task: { task_id: { value: 't1' } } }]);
    fixture.run(task('t2', undefined, { executor: EXECUTOR }));
    await fixture.runtime.settle();
    expect(peer.all('RunTaskMessage')).toHaveLength(2);
  });

  it('finds what it needs in its environment', async () => {
    await running({ checkpoint: true });
    const [executor] = fixture.agent.frameworks.executors();
    const path = join(executor?.directory ?? '', 'env.txt');
    await expect.poll(() => readFileSync(path, 'utf8')).toContain('PWD');
    const { port } = fixture.agent.address;
    for (const line of [
      ...[
        `MESOS_SLAVE_PID=slave(1)@127.0.0.1:${port}`,
        'MESOS_SLAVE_ID=agent-S0',
        'LIBPROCESS_IP=127.0.0.1',
        'LIBPROCESS_PORT=0',
      ],
      ...['MESOS_FRAMEWORK_ID=framework-1', 'MESOS_EXECUTOR_ID=e1', 'MESOS_CHECKPOINT=1', 'MESOS_RECOVERY_TIMEOUT=15mins'],
    ]) {
      expect(readFileSync(path, 'utf8').split('\n')).toContain(line);
    }
  });

  it('has its updates acknowledged, which then go to the master with all that belongs to them', async () => {
    const peer = await running();
    await peer.update('t1', 'TASK_RUNNING');
    expect(peer.names.at(-1)).toBe('StatusUpdateAcknowledgementMessage');
    const [update] = fixture.master.updates('t1');
    expect(peer.all('StatusUpdateAcknowledgementMessage')).toEqual([
      { framework_id: NAMES.framework_id, agent_id: AGENT, task_id: { value: 't1' }, uuid: update?.uuid },
    ]);
    expect(update?.status).toMatchObject({
      ...{ state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', executor_id: NAMES.executor_id, uuid: update?.uuid },
      agent_id: AGENT,
    });
  });

  it('is told to kill tasks, gets messages, and is shut down', async () => {
    const peer = await running();
    fixture.kill('t1');
    const message = { ...NAMES, agent_id: AGENT, data: 'cGluZw==' };
    // A v0 scheduler that knows the agent sends it there by itself.
    const scheduler = new Peer(fixture, 'scheduler-1', 7200);
    await scheduler.tell('FrameworkToExecutorMessage', message);
    fixture.master.tell('ShutdownExecutorMessage', NAMES);
    await fixture.runtime.settle();
    expect(peer.received.slice(2)).toEqual([
      { name: 'KillTaskMessage', message: { framework_id: NAMES.framework_id, task_id: { value: 't1' } } },
      { name: 'FrameworkToExecutorMessage', message },
      { name: 'ShutdownExecutorMessage', message: NAMES },
    ]);
  });

  it('is not missed when its connection breaks: what ends it is the end of its container', async () => {
    const peer = await running();
    await peer.update('t1', 'TASK_RUNNING');
    peer.terminate();
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING']);
    const [executor] = fixture.agent.frameworks.executors();
    if (executor) fixture.agent.containerizer.destroy(executor.containerId);
    expect((await fixture.master.update('t1', 'TASK_FAILED')).status.reason).toBe('REASON_EXECUTOR_TERMINATED');
  });
});

describe('messages of executors', () => {
  const message = { ...NAMES, agent_id: AGENT, data: 'cG9uZw==' };

  it('go by way of the master to schedulers over HTTP', async () => {
    const peer = await running({}, {}, '@0.0.0.0:0');
    await peer.tell('ExecutorToFrameworkMessage', message);
    expect(fixture.master.all('ExecutorToFrameworkMessage')).toEqual([message]);
  });

  it('go to v0 schedulers directly, wherever they are now', async () => {
    const peer = await running({}, {}, 'scheduler-1@127.0.0.1:7200');
    const [first, second] = [new Peer(fixture, 'scheduler-1', 7200), new Peer(fixture, 'scheduler-2', 7200)];
    await peer.tell('ExecutorToFrameworkMessage', message);
    fixture.master.tell('UpdateFrameworkMessage', { framework_id: NAMES.framework_id, pid: second.pid });
    await peer.tell('ExecutorToFrameworkMessage', message);
    expect([first.received.length, second.received.length]).toEqual([1, 1]);
    fixture.master.tell('UpdateFrameworkMessage', { framework_id: NAMES.framework_id });
    await peer.tell('ExecutorToFrameworkMessage', message);
    expect(fixture.master.all('ExecutorToFrameworkMessage')).toHaveLength(1);
  });

  it('find the scheduler also after the agent was away', async () => {
    await running({ checkpoint: true }, {}, 'scheduler-1@127.0.0.1:7200');
    await fixture.agent.checkpointing.settled();
    const path = join(fixture.workDirectory, 'meta/slaves/agent-S0/frameworks/framework-1/framework.pid');
    expect(readFileSync(path, 'utf8')).toBe('scheduler-1@127.0.0.1:7200');
  });
});

describe('an acknowledgement', () => {
  it('may come from the scheduler itself, but not from a master that does not lead', async () => {
    const peer = await waiting();
    fixture.master.acknowledges = false;
    await peer.register();
    await peer.update('t1', 'TASK_RUNNING');
    await peer.update('t1', 'TASK_FINISHED');
    const [{ uuid = '' } = {}] = fixture.master.updates('t1');
    const acknowledgement = { framework_id: NAMES.framework_id, agent_id: AGENT, task_id: { value: 't1' }, uuid };
    await new Peer(fixture, 'master', 7300).tell('StatusUpdateAcknowledgementMessage', acknowledgement);
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING']);
    await new Peer(fixture, 'scheduler-1', 7200).tell('StatusUpdateAcknowledgementMessage', acknowledgement);
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING', 'TASK_FINISHED']);
  });
});

describe('what is refused', () => {
  it('is an executor that nobody expects, or that is registered already: it is shut down', async () => {
    const peer = await running();
    const strangers = [{}, { executor_id: { value: 'e2' } }, { framework_id: { value: 'framework-2' } }].map((of, index) => ({
      of,
      stranger: new Peer(fixture, `executor(${index + 2})`),
    }));
    for (const { stranger, of } of strangers) {
      await stranger.register(of);
      await stranger.reregister(of);
      expect(stranger.received).toEqual([
        { name: 'ShutdownExecutorMessage', message: {} },
        { name: 'ShutdownExecutorMessage', message: {} },
      ]);
    }
    expect(peer.names).toEqual(['ExecutorRegisteredMessage', 'RunTaskMessage']);
    expect(fixture.agent.frameworks.get('framework-1')?.executors.get('e1')?.state).toBe('RUNNING');
  });

  it('is an update without a uuid, of another agent, or of a framework that is unknown', async () => {
    const peer = await running();
    await peer.update('t1', 'TASK_RUNNING', { uuid: undefined });
    await peer.update('t1', 'TASK_RUNNING', { uuid: 'eA==' });
    await peer.update('t1', 'TASK_RUNNING', { agent_id: { value: 'another' } });
    await peer.update('t1', 'TASK_RUNNING', { framework_id: { value: 'framework-2' } });
    expect([fixture.master.updates('t1'), peer.names.slice(2)]).toEqual([[], []]);
    expect(fixture.log.filter((text) => text.includes('Ignored update'))).toHaveLength(4);
    expect((await fixture.get('/metrics/snapshot')).json()).toMatchObject({ 'slave/invalid_status_updates': 4 });
  });

  it('is an executor that sends TASK_STAGING: it is shut down', async () => {
    const peer = await running();
    await peer.update('t1', 'TASK_STAGING');
    expect(peer.names.at(-1)).toBe('ShutdownExecutorMessage');
    expect(fixture.master.updates('t1')).toEqual([]);
  });

  it('does not disturb others: what nobody knows is told once', async () => {
    const peer = await running();
    for (let count = 0; count < 3; count++) await peer.tell('ReviveOffersMessage', { framework_id: NAMES.framework_id });
    expect(fixture.log.filter((text) => text.includes('nobody handles it here'))).toHaveLength(1);
    await peer.update('t1', 'TASK_RUNNING');
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING']);
  });
});
