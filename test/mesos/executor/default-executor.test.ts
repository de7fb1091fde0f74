import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TaskInfo } from '../../../src/mesos/wire/messages.js';
import { type AgentFixture, framework, grace, podExecutor, startAgent, task } from '../agent/agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

const sandbox = () => `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/pod/runs/latest`;

describe('a task group', () => {
  it('runs each task in a nested container with a sandbox and an environment of its own', async () => {
    // It is to be seen while it runs.
    const command = 'env | grep -E "^(MESOS_|LIBPROCESS_)" | sort; until test -e seen; do sleep 0.02; done';
    fixture.runGroup(podExecutor('pod'), [task('a', command), task('b', 'true')]);
    await fixture.master.update('a', 'TASK_RUNNING');
    writeFileSync(`${sandbox()}/tasks/a/seen`, '');
    const { status } = await fixture.master.update('a', 'TASK_FINISHED');
    await fixture.master.update('b', 'TASK_FINISHED');
    expect(fixture.master.states('a')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_FINISHED']);
    expect(status).toMatchObject({
      message: 'Command exited with status 0',
      executor_id: { value: 'pod' },
      source: 'SOURCE_EXECUTOR',
    });
    const running = fixture.master.updates('a')[1]?.status.container_status;
    const [executor] = fixture.agent.frameworks.executors();
    expect(running).toEqual({
      container_id: { value: expect.any(String), parent: executor?.containerId },
      executor_pid: expect.any(Number),
      network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: '127.0.0.1' }] }],
    });
    const directory = `${executor?.directory}/containers/${running?.container_id?.value}`;
    expect(readFileSync(`${sandbox()}/tasks/a/stdout`, 'utf8')).toBe(
      `MESOS_ALLOCATION_ROLE=*\nMESOS_CONTAINER_IP=127.0.0.1\nMESOS_SANDBOX=${directory}\n`,
    );
    expect(readdirSync(sandbox()).sort()).toEqual(['containers', 'stderr', 'stdout', 'tasks']);
  });

  it('ends with its executor, which is reported', async () => {
    fixture.runGroup(podExecutor('pod'), [task('a', 'true')]);
    await fixture.master.update('a', 'TASK_FINISHED');
    await fixture.runtime.settle();
    fixture.runtime.clock.advance(1000);
    const exited = await fixture.master.one('ExitedExecutorMessage');
    expect(exited).toMatchObject({ executor_id: { value: 'pod' }, status: 0 });
  });

  it('ends when one of its tasks fails', async () => {
    fixture.runGroup(podExecutor('pod'), [task('bad', 'sleep 0.1; exit 7'), task('good', 'sleep 1000')]);
    const { status: bad } = await fixture.master.update('bad', 'TASK_FAILED');
    const { status: good } = await fixture.master.update('good', 'TASK_KILLED');
    expect([bad.message, good.message]).toEqual(['Command exited with status 7', 'Command terminated with signal Terminated']);
  });

  it('gives a killed task the grace of the kill, not its own', async () => {
    const stubborn = "trap 'echo got TERM' TERM; echo ready; while true; do sleep 0.05; done";
    const of = framework({ capabilities: [{ type: 'TASK_KILLING_STATE' }] });
    fixture.runGroup(podExecutor('pod'), [task('a', stubborn, grace(600))], of);
    await fixture.master.update('a', 'TASK_RUNNING');
    await expect.poll(() => readFileSync(`${sandbox()}/tasks/a/stdout`, 'utf8')).toContain('ready');
    fixture.kill('a', 1);
    await expect.poll(() => readFileSync(`${sandbox()}/tasks/a/stdout`, 'utf8')).toContain('got TERM');
    fixture.runtime.clock.advance(1000);
    const { status } = await fixture.master.update('a', 'TASK_KILLED');
    expect(status.message).toBe('Command terminated with signal Killed');
    expect(fixture.master.states('a')).toEqual(['TASK_STARTING', 'TASK_RUNNING', 'TASK_KILLING', 'TASK_KILLED']);
  });

  it('fails as a whole when one of its URIs cannot be fetched', async () => {
    const uris = [{ value: '/no/such/file' }];
    fixture.runGroup(podExecutor('pod'), [task('bad', { shell: true, value: 'true', uris }), task('good', 'sleep 1000')]);
    const { status } = await fixture.master.update('bad', 'TASK_FAILED');
    expect(status.message).toMatch(/^Failed to fetch all URIs for container '[^']+': exited with status 1$/);
    await fixture.master.update('good', 'TASK_KILLED');
  });
});

describe('two groups of one executor', () => {
  const launchSecond = (tasks: TaskInfo[]) =>
    fixture.master.tell('RunTaskGroupMessage', {
      ...{ framework: framework(), executor: podExecutor('pod'), task_group: { tasks }, launch_executor: false },
    });

  it('do not share their fate', async () => {
    fixture.runGroup(podExecutor('pod'), [task('stays', 'sleep 1000')]);
    await fixture.master.update('stays', 'TASK_RUNNING');
    launchSecond([task('fails', 'sleep 0.1; exit 1'), task('goes too', 'sleep 1000')]);
    await fixture.master.update('goes too', 'TASK_KILLED');
    expect(fixture.master.states('stays')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
    fixture.kill('stays');
    await fixture.master.update('stays', 'TASK_KILLED');
  });

  it('have sandboxes side by side', async () => {
    fixture.runGroup(podExecutor('pod'), [task('one', 'touch mine; sleep 1000')]);
    await fixture.master.update('one', 'TASK_RUNNING');
    launchSecond([task('two', 'ls ../../tasks')]);
    await fixture.master.update('two', 'TASK_FINISHED');
    expect(readFileSync(`${sandbox()}/tasks/two/stdout`, 'utf8')).toBe('one\ntwo\n');
  });
});

describe('a task of a group', () => {
  it('finds what its own command asks for in its environment, and nothing of the others', async () => {
    const own = (name: string) => ({
      value: 'echo "$ONE $TWO $OF_EXECUTOR"',
      environment: { variables: [{ name, value: name.toLowerCase() }] },
    });
    const variables = [{ name: 'OF_EXECUTOR', value: 'no' }];
    const executor = { ...podExecutor('pod'), command: { environment: { variables } } };
    fixture.runGroup(executor, [task('a', own('ONE')), task('b', own('TWO'))]);
    for (const id of ['a', 'b']) await fixture.master.update(id, 'TASK_FINISHED');
    expect(readFileSync(`${sandbox()}/tasks/a/stdout`, 'utf8')).toBe('one  \n');
    expect(readFileSync(`${sandbox()}/tasks/b/stdout`, 'utf8')).toBe(' two \n');
  });

  it('is shown with its labels and discovery', async () => {
    const labels = { labels: [{ key: 'tier', value: 'web' }] };
    const discovery = { visibility: 'CLUSTER' as const, name: 'web', ports: { ports: [{ number: 80, name: 'http' }] } };
    fixture.runGroup(podExecutor('pod'), [task('a', 'sleep 1000', { labels, discovery })]);
    await fixture.master.update('a', 'TASK_RUNNING');
    const [shown] = (await fixture.get('/state')).json().frameworks[0].executors[0].tasks;
    expect(shown).toMatchObject({ id: 'a', labels: labels.labels, discovery });
    expect(shown.statuses.at(-1).container_status.container_id.parent).toBeDefined();
  });

  it('with a limit is refused together with the others, as there is no isolator for it', async () => {
    const limits = { mem: { value: 64 } };
    fixture.runGroup(podExecutor('pod'), [task('a', 'true', { limits }), task('b', 'true')]);
    for (const id of ['a', 'b']) {
      const { status } = await fixture.master.update(id, 'TASK_LOST');
      expect([status.reason, status.message]).toEqual(['REASON_GC_ERROR', expect.stringContaining("'cgroups/mem' isolator")]);
    }
  });
});

describe('volumes of tasks of a group', () => {
  const shared = {
    ...{ mode: 'RW' as const, container_path: 'shared' },
    source: { type: 'SANDBOX_PATH' as const, sandbox_path: { type: 'PARENT' as const, path: 'common' } },
  };

  it('let them share files', async () => {
    const { stop } = fixture;
    await stop();
    fixture = await startAgent({ isolation: 'posix/cpu,posix/mem,volume/sandbox_path' });
    const container = { type: 'MESOS' as const, volumes: [shared] };
    const read = 'until cat shared/file; do sleep 0.02; done 2>/dev/null';
    fixture.runGroup(podExecutor('pod'), [
      task('writer', 'echo hello > shared/new; mv shared/new shared/file', { container }),
      task('reader', read, { container }),
    ]);
    await fixture.master.update('reader', 'TASK_FINISHED');
    expect(readFileSync(`${sandbox()}/tasks/reader/stdout`, 'utf8')).toBe('hello\n');
  });

  it('are not there without the isolator', async () => {
    const container = { type: 'MESOS' as const, volumes: [shared] };
    fixture.runGroup(podExecutor('pod'), [task('a', 'test ! -e shared', { container })]);
    await fixture.master.update('a', 'TASK_FINISHED');
  });
});
