import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type AgentFixture, framework, grace, startAgent, task } from '../agent/agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

const sandbox = (taskId: string) =>
  `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/${taskId}/runs/latest`;

describe('a command task', () => {
  it('goes from STARTING over RUNNING to FINISHED, with everything Mesos tells of it', async () => {
    fixture.run(task('t1', 'echo hello'));
    await fixture.master.update('t1', 'TASK_FINISHED');
    const updates = fixture.master.updates('t1');
    expect(updates.map(({ status }) => status.state)).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']);
    const [starting, running, finished] = updates.map(({ status }) => status);
    const container_status = starting?.container_status;
    expect(container_status).toEqual({
      container_id: { value: expect.stringMatching(/^[0-9a-f-]{36}$/) },
      executor_pid: expect.any(Number),
      network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: '127.0.0.1' }] }],
    });
    expect(finished).toEqual({
      ...{ task_id: { value: 't1' }, state: 'TASK_FINISHED', message: 'Command exited with status 0', source: 'SOURCE_EXECUTOR' },
      ...{ agent_id: { value: 'agent-S0' }, executor_id: { value: 't1' }, container_status },
      ...{ timestamp: expect.any(Number), uuid: expect.any(String) },
    });
    expect(new Set([starting?.uuid, running?.uuid, finished?.uuid]).size).toBe(3);
    expect(starting?.timestamp).toBeLessThan(running?.timestamp ?? 0);
    expect(running?.timestamp).toBeLessThan(finished?.timestamp ?? 0);
    expect(readFileSync(`${sandbox('t1')}/stdout`, 'utf8')).toBe('hello\n');
    expect(statSync(sandbox('t1')).mode & 0o777).toBe(0o750);
  });

  it.each([
    ['exit 3', 'TASK_FAILED', 'Command exited with status 3'],
    ['kill -9 $$', 'TASK_FAILED', 'Command terminated with signal Killed'],
    ['kill -SEGV $$', 'TASK_FAILED', expect.stringMatching(/^Command terminated with signal Segmentation fault/)],
  ])('that does `%s` ends %s', async (command, state, message) => {
    fixture.run(task('t1', command));
    const { status } = await fixture.master.update('t1', state);
    expect(status.message).toEqual(message);
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING', state]);
  });

  it('runs an argument list without a shell, the first being its name', async () => {
    fixture.run(task('t1', { shell: false, value: '/bin/sh', arguments: ['me', '-c', 'echo $0 "$1"', 'a', 'b  c'] }));
    await fixture.master.update('t1', 'TASK_FINISHED');
    expect(readFileSync(`${sandbox('t1')}/stdout`, 'utf8')).toBe('a b  c\n');
  });

  it('whose program does not exist fails like a process that exits with 1, and says why in stderr', async () => {
    fixture.run(task('t1', { shell: false, value: '/no/such/program' }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status.message).toBe('Command exited with status 1');
    expect(readFileSync(`${sandbox('t1')}/stderr`, 'utf8')).toContain('/no/such/program');
  });

  it('without a value is abandoned by its executor', async () => {
    fixture.run(task('t1', { shell: true }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({
      message: 'Executor terminated',
      reason: 'REASON_EXECUTOR_TERMINATED',
      source: 'SOURCE_AGENT',
    });
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_FAILED']);
  });

  it('moves to the completed ones when its end is acknowledged, and its executor when it has ended', async () => {
    fixture.run(task('t1', 'true'));
    await fixture.master.update('t1', 'TASK_FINISHED');
    await fixture.runtime.settle();
    const executor = [...fixture.agent.frameworks.executors()][0];
    expect(executor?.completedTasks.map(({ state }) => state)).toEqual(['TASK_FINISHED']);
    fixture.runtime.clock.advance(1000);
    await fixture.runtime.settle();
    const [known] = fixture.agent.frameworks.completed;
    expect(known?.completedExecutors).toEqual([executor]);
    expect(fixture.agent.frameworks.size).toBe(0);
    expect(fixture.master.all('ExitedExecutorMessage')).toEqual([]);
  });

  it('leaves nothing running that it started in the background', async () => {
    fixture.run(task('t1', 'sleep 1000 & echo $! > pid'));
    await fixture.master.update('t1', 'TASK_FINISHED');
    const pid = Number(readFileSync(`${sandbox('t1')}/pid`, 'utf8'));
    expect(existsSync(`/proc/${pid}`)).toBe(true);
    fixture.runtime.clock.advance(1000);
    await expect
      .poll(() => existsSync(`/proc/${pid}/exe`) && readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2] !== 'Z')
      .toBe(false);
  });
});

describe('killing a command task', () => {
  const stubborn = "trap 'echo got TERM' TERM; echo ready; while true; do sleep 0.05; done";
  const ready = (taskId: string) => expect.poll(() => readFileSync(`${sandbox(taskId)}/stdout`, 'utf8')).toContain('ready');

  it('ends it with SIGTERM; TASK_KILLING is for those who ask for it', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.kill('t1');
    fixture.kill('t1');
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status.message).toBe('Command terminated with signal Terminated');
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLED']);
  });

  it('reports TASK_KILLING, and TASK_KILLED whatever the exit code', async () => {
    const of = framework({ capabilities: [{ type: 'MULTI_ROLE' }, { type: 'TASK_KILLING_STATE' }] });
    fixture.run(task('t1', "trap 'exit 0' TERM; echo ready; while true; do sleep 0.05; done"), of);
    await fixture.master.update('t1', 'TASK_RUNNING');
    await ready('t1');
    fixture.kill('t1');
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status.message).toBe('Command exited with status 0');
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_KILLED']);
  });

  it('gives it its own grace period, whatever the kill says, and then SIGKILL', async () => {
    fixture.run(task('t1', stubborn, grace(600)));
    await fixture.master.update('t1', 'TASK_RUNNING');
    await ready('t1');
    fixture.kill('t1', 0);
    await expect.poll(() => readFileSync(`${sandbox('t1')}/stdout`, 'utf8')).toContain('got TERM');
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
    fixture.runtime.clock.advance(600_000);
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status.message).toBe('Command terminated with signal Killed');
  });

  it('fails it when it has taken too long', async () => {
    fixture.run(task('t1', 'sleep 1000', { max_completion_time: { nanoseconds: 3600e9 } }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(3_600_000);
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({
      reason: 'REASON_MAX_COMPLETION_TIME_REACHED',
      // There is no grace: on a busy machine SIGKILL comes before SIGTERM has ended it.
      message: expect.stringMatching(/^Command terminated with signal (Terminated|Killed)$/),
    });
  });

  it('of which the agent knows nothing is answered with TASK_LOST, or TASK_DROPPED', async () => {
    fixture.run(task('t1', 'sleep 1000'));
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.kill('unknown');
    const { status } = await fixture.master.update('unknown', 'TASK_LOST');
    expect(status).toMatchObject({
      reason: 'REASON_EXECUTOR_TERMINATED',
      message: 'Cannot find executor',
      source: 'SOURCE_AGENT',
    });
  });
});

describe('a task with the id of one that is over', () => {
  it('runs although the executor of that one still lingers', async () => {
    fixture.run(task('t1', 'exit 1'));
    await fixture.master.update('t1', 'TASK_FAILED');
    await fixture.runtime.settle();
    fixture.run(task('t1', 'true'));
    await fixture.master.update('t1', 'TASK_FINISHED');
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(1000);
    await fixture.runtime.settle();
    const [known] = fixture.agent.frameworks.completed;
    expect(known?.completedExecutors.map(({ completedTasks }) => completedTasks[0]?.state)).toEqual([
      'TASK_FAILED',
      'TASK_FINISHED',
    ]);
  });
});
