// Messages that Apache Mesos has sent, byte by byte, to a master and an agent of ours; and what these send in turn.
import { describe, expect, it } from 'vitest';
import type { Messages } from '../../../../src/mesos/wire/internal-messages.js';
import { MasterFixture } from '../../master/master-fixture.js';
import { recordedMessages } from '../../wire/recorded-messages.js';
import { until } from './place.js';
import { RemoteAgent } from './remote-agent.js';
import { Speaker } from './speaker.js';

const recorded = (recording: string, from: string, to: string) =>
  recordedMessages.filter((message) => message.recording === recording && message.from === from && message.to === to);
const nameOf = ({ path }: { path: string }) => path.slice(path.lastIndexOf('.') + 1);

describe('a master', () => {
  it('answers an agent of Apache Mesos that registers as that master did', async () => {
    const fixture = await MasterFixture.start({}, { remote: true });
    const agent = await Speaker.open();
    const [register] = recorded('command-task', 'agent', 'master');
    agent.say(fixture.address.port, register as never);
    await until(() => agent.received.length === 2);
    // In which order the two come is chance with Mesos, too.
    const answers = recorded('command-task', 'master', 'agent').slice(0, 2);
    expect(agent.names.sort()).toEqual(answers.map(nameOf).sort());
    expect(agent.received).toContainEqual({
      path: '/slave(1)/mesos.internal.SlaveRegisteredMessage',
      headers: {
        'user-agent': `libprocess/${fixture.master.pid}`,
        'libprocess-from': fixture.master.pid,
        connection: 'Keep-Alive',
        host: `127.0.0.1:${agent.port}`,
        'transfer-encoding': 'chunked',
      },
      message: { agent_id: { value: `${fixture.master.masterId}-S0` }, connection: { total_ping_timeout_seconds: 75 } },
    });
    expect(String(fixture.master.agents.get(`${fixture.master.masterId}-S0`)?.total)).toBe(
      'cpus:4; mem:4096; disk:10000; ports:[31000-32000]',
    );
  });

  it('takes one back with its tasks that another master has registered', async () => {
    const fixture = await MasterFixture.start({}, { remote: true });
    const agent = await Speaker.open();
    const reregister = recorded('agent-reregister', 'agent', 'master').find((message) => nameOf(message).startsWith('Rereg'));
    agent.say(fixture.address.port, reregister as never);
    await until(() => agent.received.length === 2);
    expect(agent.names.sort()).toEqual(['PingSlaveMessage', 'SlaveReregisteredMessage']);
    expect((await fixture.json('/tasks')).tasks).toMatchObject([{ id: '0', name: 'sleep 15', state: 'TASK_RUNNING' }]);
  });
});

describe('an agent', () => {
  it('answers a master of Apache Mesos as that agent did, and runs its task', async () => {
    const master = await Speaker.open();
    const pid = `master@127.0.0.1:${master.port}`;
    const remote = await RemoteAgent.start({ id: 'm', ip: 16777343, port: master.port, pid });
    await until(() => master.received.length > 0);
    const { port } = remote.agent.address;
    const [registered, ping, run] = ['SlaveRegistered', 'Ping', 'RunTask'].map((name) =>
      recorded('command-task', 'master', 'agent').find((message) => nameOf(message).startsWith(name)),
    );
    master.say(port, registered as never);
    await until(() => master.names.includes('UpdateSlaveMessage'));
    master.say(port, ping as never);
    await until(() => master.names.includes('PongSlaveMessage'));
    const theirs = recorded('command-task', 'agent', 'master').map(nameOf);
    expect(new Set(master.names)).toEqual(new Set(theirs.slice(0, 3)));
    const [{ message: told } = { message: {} }] = master.received;
    const { agent, version, resource_version_uuid } = told as Messages['RegisterSlaveMessage'];
    expect(agent).toMatchObject({ hostname: 'localhost', checkpoint: true, port });
    expect([version, resource_version_uuid]).toEqual(['1.12.0', { value: expect.any(String) }]);
    expect(master.received[1]?.message).toMatchObject({
      ...{
        update_oversubscribed_resources: false,
        resource_version_uuid,
        operations: { operations: [] },
        resource_providers: {},
      },
    });

    master.say(port, run as never);
    await until(() => master.names.includes('StatusUpdateMessage'));
    expect(remote.commands.running.size).toBe(1);
    expect(master.received.at(-1)?.message).toMatchObject({
      update: {
        status: { task_id: { value: '0' }, state: 'TASK_STARTING', source: 'SOURCE_EXECUTOR' },
        latest_state: 'TASK_STARTING',
      },
      pid: `slave(1)@127.0.0.1:${port}`,
    });
  });
});
