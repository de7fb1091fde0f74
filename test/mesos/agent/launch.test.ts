import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExecutorInfo, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { type AgentFixture, customExecutor, framework, grace, podExecutor, startAgent, task } from './agent-fixture.js';

const isRoot = process.getuid?.() === 0;

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const sandbox = (taskId: string) =>
  `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/${taskId}/runs/latest`;
const output = async (command: string, more = {}): Promise<string> => {
  fixture.run(task('t1', { shell: true, value: command, ...more }));
  await fixture.master.update('t1', 'TASK_FINISHED');
  return readFileSync(`${sandbox('t1')}/stdout`, 'utf8');
};

describe('the environment of a command task', () => {
  it('holds the variables of Mesos, what the command asks for, and little else', async () => {
    process.env['SECRET_OF_THE_OWNER'] = 'secret';
    fixture = await startAgent({ executor_environment_variables: { FROM_FLAG: 'flag', GIVEN: 'overridden' } });
    const variables = [
      { name: 'GIVEN', value: 'a b "c" $HOME' },
      { name: 'MESOS_DIRECTORY', value: 'mine' },
    ];
    const lines = (await output('env | sort', { environment: { variables } })).trimEnd().split('\n');
    const environment = Object.fromEntries(lines.map((line) => line.split(/=(.*)/)));
    const { pid, address } = fixture.agent;
    const directory = environment['MESOS_SANDBOX'];
    expect(directory).toMatch(
      new RegExp(`^${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/t1/runs/[-0-9a-f]{36}$`),
    );
    const own = Object.fromEntries(Object.entries(environment).filter(([name]) => /^(MESOS|LIBPROCESS|GIVEN|FROM)_?/.test(name)));
    expect(own).toEqual({
      ...{ GIVEN: 'a b "c" $HOME', FROM_FLAG: 'flag', LIBPROCESS_IP: '127.0.0.1', LIBPROCESS_PORT: '0', MESOS_CHECKPOINT: '0' },
      ...{
        MESOS_AGENT_ENDPOINT: `127.0.0.1:${address.port}`,
        MESOS_ALLOCATION_ROLE: '*',
        MESOS_DIRECTORY: 'mine',
        MESOS_EXECUTOR_ID: 't1',
      },
      ...{ MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD: '5secs', MESOS_FRAMEWORK_ID: 'framework-1', MESOS_HTTP_COMMAND_EXECUTOR: '0' },
      ...{ MESOS_SANDBOX: directory, MESOS_SLAVE_ID: 'agent-S0', MESOS_SLAVE_PID: pid },
    });
    expect(environment['PATH']).toBe(process.env['PATH']);
    expect(environment).not.toHaveProperty('SECRET_OF_THE_OWNER');
    expect(environment['PWD']).toBe(directory);
  });

  it('tells checkpointing executors how long to wait, and all how long they have to shut down', async () => {
    fixture = await startAgent();
    fixture.run(task('t1', 'env', grace(8)), framework({ checkpoint: true }));
    await fixture.master.update('t1', 'TASK_FINISHED');
    const text = readFileSync(`${sandbox('t1')}/stdout`, 'utf8');
    for (const line of ['MESOS_CHECKPOINT=1', 'MESOS_RECOVERY_TIMEOUT=15mins', 'MESOS_SUBSCRIPTION_BACKOFF_MAX=2secs']) {
      expect(text).toContain(`${line}\n`);
    }
    expect(text).toContain('MESOS_EXECUTOR_SHUTDOWN_GRACE_PERIOD=10secs\n');
  });
});

describe('the user of a task', () => {
  beforeEach(async () => {
    fixture = await startAgent();
  });

  it('is switched to, and owns the sandbox', async ({ skip }) => {
    skip(!isRoot, 'only root can switch users');
    expect(await output('id -un', { user: 'nobody' })).toBe('nobody\n');
    expect(statSync(sandbox('t1')).uid).not.toBe(0);
    expect(statSync(`${sandbox('t1')}/stdout`).uid).not.toBe(0);
  });

  it('has to exist', async ({ skip }) => {
    skip(!isRoot, 'only root can switch users');
    fixture.run(task('t1', { shell: true, value: 'true', user: 'no-such-user' }));
    const { status } = await fixture.master.update('t1', 'TASK_LOST');
    expect(status).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED', source: 'SOURCE_AGENT', executor_id: { value: 't1' } });
    expect(status.message).toMatch(
      /^Failed to create executor directory '.*\/executors\/t1\/runs\/[-0-9a-f]{36}': Failed to chown directory to 'no-such-user': No such user 'no-such-user'$/,
    );
    expect(status).not.toHaveProperty('container_status');
  });
});

describe('a task that cannot be launched', () => {
  beforeEach(async () => {
    fixture = await startAgent({ executor_registration_timeout: '30secs' });
  });

  it.each([
    [
      '/no/such/file',
      /^Failed to launch container: Failed to fetch all URIs for container '[-0-9a-f]{36}': exited with status 1$/,
    ],
    ['relative', /^Failed to launch container: Failed to fetch all URIs for container '[-0-9a-f]{36}': exited with status 1$/],
  ])('because %s cannot be fetched fails before it starts', async (value, message) => {
    fixture.run(task('t1', { shell: true, value: 'true', uris: [{ value }] }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(fixture.master.states('t1')).toEqual(['TASK_FAILED']);
    expect(status).toMatchObject({
      reason: 'REASON_CONTAINER_LAUNCH_FAILED',
      source: 'SOURCE_AGENT',
      executor_id: { value: 't1' },
    });
    expect(status.message).toMatch(message);
    expect(readFileSync(`${sandbox('t1')}/stderr`, 'utf8')).toContain(value);
  });

  it('because it has limits, for which there are no isolators, is lost, or dropped', async () => {
    fixture.run(task('t1', 'true', { limits: { cpus: { value: Number.POSITIVE_INFINITY } } }));
    const { status } = await fixture.master.update('t1', 'TASK_LOST');
    expect(status).toMatchObject({
      reason: 'REASON_GC_ERROR',
      message:
        "CPU limits can only be set on tasks launched in Mesos containers when the agent has loaded the 'cgroups/cpu' isolator",
    });
    expect(status.executor_id).toBeUndefined();
    const of = framework({ capabilities: [{ type: 'PARTITION_AWARE' }] });
    fixture.run(task('t2', 'true', { limits: { mem: { value: 64 } } }), of);
    expect((await fixture.master.update('t2', 'TASK_DROPPED')).status.message).toContain("'cgroups/mem'");
  });

  it('because its executor does not register in time fails', async () => {
    const executor = customExecutor('e1', { shell: true, value: 'sleep 1000' });
    fixture.run(task('t1', undefined, { executor }));
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(30_000);
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({
      reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT',
      message: 'Executor did not register within 30secs',
    });
    const { status: exit } = await fixture.master.one('ExitedExecutorMessage');
    expect(exit).toBe(9);
  });

  it('because it is killed before its executor is there is killed', async () => {
    const executor = customExecutor('e1', { shell: true, value: 'sleep 1000' }, { shutdown_grace_period: { nanoseconds: 1e9 } });
    fixture.run(task('t1', undefined, { executor }));
    await fixture.runtime.settle();
    fixture.kill('t1');
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status).toMatchObject({
      ...{
        reason: 'REASON_TASK_KILLED_DURING_LAUNCH',
        source: 'SOURCE_AGENT',
        message: 'Killed before delivery to the executor',
      },
    });
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(1000);
    await fixture.master.one('ExitedExecutorMessage');
  });

  it('because it is killed before anything is launched leaves nothing behind', async () => {
    fixture.run(task('t1', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    fixture.kill('t1');
    await fixture.master.update('t1', 'TASK_KILLED');
    expect((await fixture.master.one('ExitedExecutorMessage')).status).toBe(-1);
    await fixture.runtime.settle();
    expect(fixture.agent.frameworks.size).toBe(0);
    expect(fixture.observations.filter(({ kind }) => kind === 'command')).toEqual([]);
  });

  it('because there can be no sandbox is lost, and its executor reported gone', async () => {
    writeFileSync(`${fixture.workDirectory}/slaves`, '');
    fixture.run(task('t1', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    const { status } = await fixture.master.update('t1', 'TASK_LOST');
    expect(status.message).toMatch(/^Failed to create executor directory '.*': ENOTDIR/);
    expect(status.reason).toBe('REASON_EXECUTOR_TERMINATED');
    expect(await fixture.master.one('ExitedExecutorMessage')).toMatchObject({ executor_id: { value: 'e1' }, status: -1 });
  });

  it('because the master is mistaken about its executor is dropped', async () => {
    fixture.master.tell('RunTaskMessage', { framework: framework(), task: task('t1', 'true'), launch_executor: false });
    const { status } = await fixture.master.update('t1', 'TASK_LOST');
    expect(status.message).toBe('No executor is expected to launch and there is none running');
  });

  /** The master orders a task for an executor that it takes for new. */
  const runNew = (id: string, executor: ExecutorInfo, more: Partial<TaskInfo> = {}) =>
    fixture.master.tell('RunTaskMessage', {
      ...{ framework: framework(), task: task(id, undefined, { executor, ...more }), launch_executor: true },
    });

  it('because its executor has just ended is dropped, and the executor reported gone once more', async () => {
    fixture.master.acknowledges = false;
    const executor = customExecutor('e1', { shell: true, value: 'exit 3' });
    runNew('t1', executor);
    await fixture.master.one('ExitedExecutorMessage');
    runNew('t2', executor);
    const { status } = await fixture.master.update('t2', 'TASK_LOST');
    expect(status.message).toBe('Master wants to launch executor, but one already exists');
    await fixture.runtime.settle();
    expect(fixture.master.all('ExitedExecutorMessage')).toMatchObject([
      { executor_id: { value: 'e1' } },
      { executor_id: { value: 'e1' }, status: -1 },
    ]);
  });

  it('because its executor runs, of which the master does not know, is dropped, and the executor shut down', async () => {
    const executor = podExecutor('pod');
    fixture.runGroup(executor, [task('t1', 'sleep 1000')]);
    await fixture.master.update('t1', 'TASK_RUNNING');
    fixture.runGroup(executor, [task('t2', 'sleep 1000')]);
    await fixture.master.update('t2', 'TASK_LOST');
    await fixture.master.update('t1', 'TASK_KILLED');
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(1000);
    await fixture.master.one('ExitedExecutorMessage');
    expect(fixture.master.all('ExitedExecutorMessage')).toHaveLength(1);
  });

  it('because it has limits takes its executor with it', async () => {
    runNew('t1', customExecutor('e1', { shell: true, value: 'true' }), { limits: { cpus: { value: 1 } } });
    await fixture.master.update('t1', 'TASK_LOST');
    expect(await fixture.master.one('ExitedExecutorMessage')).toMatchObject({ executor_id: { value: 'e1' }, status: -1 });
  });
});

describe('a container that plain processes cannot be', () => {
  const docker = { type: 'DOCKER' as const, docker: { image: 'alpine' } };
  const image = { type: 'MESOS' as const, mesos: { image: { type: 'DOCKER' as const, docker: { name: 'alpine' } } } };
  beforeEach(async () => {
    fixture = await startAgent();
  });

  it('because it needs Docker fails the task, and says what is needed', async () => {
    fixture.run(task('t1', 'true', { container: docker }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({ reason: 'REASON_EXECUTOR_TERMINATED', source: 'SOURCE_AGENT' });
    expect(status.message).toContain('None of the enabled containerizers (mesos) could create a container');
    expect(status.message).toContain('DOCKER containers need the containerizer docker');
    expect(fixture.master.states('t1')).toEqual(['TASK_FAILED']);
  });

  it('because it has an image fails the task', async () => {
    fixture.run(task('t1', 'true', { container: image }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({ reason: 'REASON_CONTAINER_LAUNCH_FAILED', source: 'SOURCE_AGENT' });
    expect(status.message).toContain('Failed to launch container: Unsupported container image type: DOCKER');
  });

  it('fails the tasks of a custom executor, which is reported gone', async () => {
    const executor = customExecutor('e1', { value: 'sleep 1000' }, { container: docker });
    fixture.run(task('t1', undefined, { executor }));
    expect((await fixture.master.update('t1', 'TASK_FAILED')).status.reason).toBe('REASON_EXECUTOR_TERMINATED');
    expect((await fixture.master.one('ExitedExecutorMessage')).executor_id).toEqual({ value: 'e1' });
    expect(fixture.agent.metrics.containerLaunchErrors.value).toBe(1);
  });

  it('fails one task of a group, and with it the others', async () => {
    fixture.runGroup(podExecutor('pod'), [task('a', 'true', { container: image }), task('b', 'sleep 1000')]);
    const { status } = await fixture.master.update('a', 'TASK_FAILED');
    expect(status.message).toContain('Unsupported container image type: DOCKER');
    await fixture.master.update('b', 'TASK_KILLED');
  });

  describe('because it asks for a network', () => {
    const container = { type: 'MESOS' as const, network_infos: [{ name: 'net' }] };
    const failed = { reason: 'REASON_CONTAINER_LAUNCH_FAILED', source: 'SOURCE_AGENT' };
    const message = "Failed to launch container: Unknown CNI network 'net'";
    const nothingLeft = () => expect.poll(() => fixture.agent.containerizer.containers()).toEqual([]);

    it('fails the task', async () => {
      fixture.run(task('t1', 'true', { container }));
      expect((await fixture.master.update('t1', 'TASK_FAILED')).status).toMatchObject({ ...failed, message });
      await nothingLeft();
    });

    it('fails the tasks of a custom executor, which is reported gone', async () => {
      const executor = customExecutor('e1', { value: 'sleep 1000' }, { container });
      fixture.run(task('t1', undefined, { executor }));
      expect((await fixture.master.update('t1', 'TASK_FAILED')).status).toMatchObject({ ...failed, message });
      expect((await fixture.master.one('ExitedExecutorMessage')).executor_id).toEqual({ value: 'e1' });
      await nothingLeft();
    });

    it('fails all tasks of a group whose executor it is for', async () => {
      fixture.runGroup({ ...podExecutor('pod'), container }, [task('a', 'sleep 1000'), task('b', 'sleep 1000')]);
      for (const id of ['a', 'b']) {
        expect((await fixture.master.update(id, 'TASK_FAILED')).status).toMatchObject({ ...failed, message });
      }
      expect((await fixture.master.one('ExitedExecutorMessage')).executor_id).toEqual({ value: 'pod' });
      await nothingLeft();
    });

    it('fails one task of a group, and with it the others', async () => {
      fixture.runGroup(podExecutor('pod'), [task('a', 'true', { container }), task('b', 'sleep 1000')]);
      expect((await fixture.master.update('a', 'TASK_FAILED')).status.message).toContain("Unknown CNI network 'net'");
      await fixture.master.update('b', 'TASK_KILLED');
      await fixture.runtime.settle();
      fixture.runtime.clock.advance(1000);
      await nothingLeft();
    });

    it('without a name it gets that of the machine', async () => {
      fixture.run(task('t1', 'true', { container: { type: 'MESOS', network_infos: [{}] } }));
      await fixture.master.update('t1', 'TASK_FINISHED');
    });
  });
});

it('leaves alone what is meant for another agent: for the one it was before, perhaps', async () => {
  fixture = await startAgent();
  fixture.run({ ...task('other', 'true'), agent_id: { value: 'agent-S7' } });
  fixture.run(task('mine', 'true'));
  await fixture.master.update('mine', 'TASK_FINISHED');
  const updates = fixture.master.received.filter(({ name }) => name === 'StatusUpdateMessage');
  expect(JSON.stringify(updates)).not.toContain('other');
});
