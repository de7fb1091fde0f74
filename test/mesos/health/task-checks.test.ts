import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CheckInfo, HealthCheck, TaskInfo } from '../../../src/mesos/wire/messages.js';
import { type AgentFixture, framework, podExecutor, startAgent, task } from '../agent/agent-fixture.js';

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

const often = { delay_seconds: 0, interval_seconds: 0.05, timeout_seconds: 5 };
const healthOf = (value: string, more: HealthCheck = {}): Partial<TaskInfo> => ({
  health_check: { ...often, grace_period_seconds: 0, type: 'COMMAND', command: { shell: true, value }, ...more },
});
const checkOf = (value: string, more: CheckInfo = {}): Partial<TaskInfo> => ({
  check: { ...often, type: 'COMMAND', command: { command: { shell: true, value } }, ...more },
});

/** States of a task with what is told of its health and its check. */
const told = (id: string) =>
  fixture.master.updates(id).map(({ status: { state, healthy, check_status } }) => ({ state, healthy, check_status }));
const command = (exit_code?: number) => ({ type: 'COMMAND', command: exit_code === undefined ? {} : { exit_code } });

/** Starts a task as a command task, or in a pod. */
const ways: [string, (info: TaskInfo, capable?: boolean) => void][] = [
  ['a command task', (info) => fixture.run(info, killing)],
  ['a task of a pod', (info) => fixture.runGroup(podExecutor('pod'), [info], killing)],
];
const killing = framework({ capabilities: [{ type: 'TASK_KILLING_STATE' }] });

describe.each(ways)('%s', (_what, start) => {
  it('is killed after so many failures of its health check', async () => {
    start(task('t1', 'sleep 1000', healthOf('exit 1', { consecutive_failures: 2 })));
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status).toMatchObject({ healthy: false, message: 'Command terminated with signal Terminated' });
    expect(status.reason).toBeUndefined();
    expect(told('t1').map(({ state, healthy }) => [state, healthy])).toEqual([
      ...[['TASK_STARTING'], ['TASK_RUNNING'], ['TASK_RUNNING', false], ['TASK_RUNNING', false], ['TASK_KILLING']].map(
        ([state, healthy]) => [state, healthy],
      ),
      ['TASK_KILLED', false],
    ]);
  });

  it('has the result of its check in every status, and an empty one in its last', async () => {
    start(
      task('t1', 'until test -e end; do sleep 0.02; done', {
        ...checkOf('exit 3'),
        ...healthOf('test -e one && touch end; touch one'),
      }),
    );
    await fixture.master.update('t1', 'TASK_FINISHED');
    const statuses = told('t1');
    expect(statuses[0]).toEqual({ state: 'TASK_STARTING', check_status: command() });
    expect(statuses[1]).toEqual({ state: 'TASK_RUNNING', check_status: command() });
    expect(statuses.at(-1)).toEqual({ state: 'TASK_FINISHED', check_status: command() });
    expect(statuses).toContainEqual({ state: 'TASK_RUNNING', healthy: true, check_status: expect.anything() });
  });

  it('is checked in its own environment and directory; what the check writes goes to stderr', async () => {
    const environment = { variables: [{ name: 'COLOUR', value: 'blue' }] };
    const value = 'until test -e end; do sleep 0.02; done';
    start(
      task('t1', { shell: true, value, environment }, checkOf('echo "$COLOUR $MESOS_SANDBOX" | tee checked; touch end; exit 4')),
    );
    await fixture.master.update('t1', 'TASK_FINISHED');
    const [executor] = fixture.agent.frameworks.executors();
    const log = readFileSync(`${executor?.directory}/stderr`, 'utf8');
    expect(log).toMatch(/^blue \/.*\n/);
    const sandbox = log.split('\n')[0]?.replace('blue ', '');
    expect(readFileSync(`${sandbox}/checked`, 'utf8')).toBe(`blue ${sandbox}\n`);
  });

  it('leaves nothing of a check that hangs when it ends', async () => {
    const hang = checkOf('pwd >&2; echo $$ > pid; exec sleep 1000', { timeout_seconds: 0 });
    start(task('t1', 'until test -s pid; do sleep 0.02; done', hang));
    await fixture.master.update('t1', 'TASK_FINISHED');
    const [executor] = fixture.agent.frameworks.executors();
    const sandbox = readFileSync(`${executor?.directory}/stderr`, 'utf8').trim();
    const pid = Number(readFileSync(`${sandbox}/pid`, 'utf8'));
    await expect.poll(() => existsSync(`/proc/${pid}`)).toBe(false);
    expect(told('t1').at(-1)?.check_status).toEqual(command());
  });
});

describe('a health check', () => {
  it('that gets no answer fails when its time is over', async () => {
    const server = createServer(() => {});
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const health_check: HealthCheck = { ...often, timeout_seconds: 0.05, grace_period_seconds: 0, type: 'HTTP', http: { port } };
    fixture.run(task('t1', 'sleep 1000', { health_check: { ...health_check, consecutive_failures: 2 } }));
    const { status } = await fixture.master.update('t1', 'TASK_KILLED');
    expect(status.healthy).toBe(false);
    server.closeAllConnections();
    server.close();
  });

  it('of one task of a group ends the group', async () => {
    fixture.runGroup(podExecutor('pod'), [
      task('bad', 'sleep 1000', healthOf('exit 1', { consecutive_failures: 1 })),
      task('other', 'sleep 1000'),
    ]);
    await fixture.master.update('bad', 'TASK_KILLED');
    const { status } = await fixture.master.update('other', 'TASK_KILLED');
    expect(status.healthy).toBe(false);
  });
});

it('a check whose program does not exist exits with 1', async () => {
  const check: CheckInfo = { ...often, type: 'COMMAND', command: { command: { shell: false, value: '/no/such/program' } } };
  fixture.run(task('t1', 'until test -s stderr; do sleep 0.02; done; sleep 0.5', { check }));
  await fixture.master.update('t1', 'TASK_FINISHED');
  expect(told('t1')).toContainEqual({ state: 'TASK_RUNNING', check_status: command(1) });
});
