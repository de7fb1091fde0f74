import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExecutorInfo } from '../../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { RecordDecoder } from '../../../../src/mesos/wire/recordio.js';
import { type AgentFixture, customExecutor, framework, startAgent, task } from '../agent-fixture.js';

const script = fileURLToPath(new URL('executor-script.mjs', import.meta.url));

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
});
afterEach(() => fixture.stop());

const executor = (id: string, words: string, more: Partial<ExecutorInfo> = {}) => {
  const environment = { variables: [{ name: 'SCRIPT', value: words }] };
  return customExecutor(id, { shell: false, value: process.execPath, arguments: ['node', script], environment }, more);
};

const sandbox = (id: string) => `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/${id}/runs/latest`;
/** What the executor has written so far. */
const output = (id: string) =>
  readFileSync(`${sandbox(id)}/stdout`, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const events = (id: string) => output(id).flatMap(({ type }) => type ?? []);

/** A call as another client than the executor would make it. */
function call(body: unknown, headers: Record<string, string> = { 'Content-Type': 'application/json' }, method = 'POST') {
  const { port } = fixture.agent.address;
  return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path: '/slave(1)/api/v1/executor', headers, agent: false },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () => resolve({ status: response.statusCode, text }));
      },
    );
    outgoing.on('error', reject);
    outgoing.end(typeof body === 'string' ? body : body && JSON.stringify(body));
  });
}

describe('a custom executor', () => {
  it('subscribes, runs its task, gets every event, and shuts down', async () => {
    const words = 'subscribe wait:LAUNCH update:TASK_RUNNING wait:ACKNOWLEDGED wait:KILL update:TASK_KILLED wait:SHUTDOWN exit:0';
    fixture.run(task('t1', undefined, { executor: executor('e1', words), data: 'e30=' }));
    const { status } = await fixture.master.update('t1', 'TASK_RUNNING');
    expect(status).toEqual({
      ...{ task_id: { value: 't1' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', executor_id: { value: 'e1' } },
      ...{ agent_id: { value: 'agent-S0' }, timestamp: expect.any(Number), uuid: expect.any(String) },
      container_status: {
        ...{ container_id: { value: expect.any(String) }, executor_pid: expect.any(Number) },
        network_infos: [{ ip_addresses: [{ protocol: 'IPv4', ip_address: '127.0.0.1' }] }],
      },
    });
    fixture.kill('t1', 1);
    await fixture.master.update('t1', 'TASK_KILLED');
    fixture.master.tell('ShutdownExecutorMessage', { framework_id: { value: 'framework-1' }, executor_id: { value: 'e1' } });
    const exited = await fixture.master.one('ExitedExecutorMessage');
    expect(exited).toMatchObject({ executor_id: { value: 'e1' }, status: 0 });
    expect(events('e1')).toEqual(['SUBSCRIBED', 'LAUNCH', 'ACKNOWLEDGED', 'KILL', 'ACKNOWLEDGED', 'SHUTDOWN']);
    const [subscribed, launch] = output('e1');
    expect(subscribed.subscribed).toMatchObject({
      ...{ executor_info: { executor_id: { value: 'e1' } }, framework_info: { name: 'framework' } },
      ...{ agent_info: { id: { value: 'agent-S0' } }, container_id: status.container_status?.container_id },
    });
    expect(launch.launch.task.data).toBe('e30=');
    expect(output('e1').find(({ kill }) => kill).kill).toEqual({
      task_id: { value: 't1' },
      kill_policy: { grace_period: { nanoseconds: 1e9 } },
    });
  });

  it('exchanges data with its scheduler', async () => {
    const words = 'subscribe wait:LAUNCH update:TASK_RUNNING wait:MESSAGE say:pong';
    fixture.run(task('t1', undefined, { executor: executor('e1', words) }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    const data = Buffer.from('ping').toString('base64');
    const ids = { agent_id: { value: 'agent-S0' }, framework_id: { value: 'framework-1' }, executor_id: { value: 'e1' } };
    fixture.master.tell('FrameworkToExecutorMessage', { ...ids, data });
    fixture.master.tell('FrameworkToExecutorMessage', { ...ids, executor_id: { value: 'unknown' }, data });
    const answer = await fixture.master.one('ExecutorToFrameworkMessage');
    expect(answer).toEqual({ ...ids, data: Buffer.from('pong').toString('base64') });
    const { validFrameworkMessages, invalidFrameworkMessages } = fixture.agent.metrics;
    expect([validFrameworkMessages.value, invalidFrameworkMessages.value]).toEqual([2, 1]);
  });

  it.each([
    ['subscribe wait:LAUNCH update:TASK_RUNNING exit:0', 0, ['TASK_RUNNING', 'TASK_FAILED']],
    ['subscribe wait:LAUNCH update:TASK_RUNNING exit:3', 768, ['TASK_RUNNING', 'TASK_FAILED']],
    ['subscribe wait:LAUNCH update:TASK_RUNNING kill', 9, ['TASK_RUNNING', 'TASK_FAILED']],
    ['exit:4', 1024, ['TASK_FAILED']],
    ['subscribe wait:LAUNCH exit:5', 1280, ['TASK_FAILED']],
  ])('that does `%s` fails its task', async (words, exitStatus, states) => {
    fixture.run(task('t1', undefined, { executor: executor('e1', words) }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(fixture.master.states('t1')).toEqual(states);
    expect(status).toMatchObject({
      ...{
        message: 'Executor terminated',
        reason: 'REASON_EXECUTOR_TERMINATED',
        source: 'SOURCE_AGENT',
        executor_id: { value: 'e1' },
      },
    });
    expect(status).not.toHaveProperty('container_status');
    expect((await fixture.master.one('ExitedExecutorMessage')).status).toBe(exitStatus);
  });

  it('that exits after its task is no failure of the task', async () => {
    const words = 'subscribe wait:LAUNCH update:TASK_RUNNING update:TASK_FINISHED exit:0';
    fixture.run(task('t1', undefined, { executor: executor('e1', words) }));
    await fixture.master.one('ExitedExecutorMessage');
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING', 'TASK_FINISHED']);
  });

  it('that subscribes again brings the updates that the agent has not got, and gets what waits for it', async () => {
    const words = 'subscribe wait:LAUNCH lost:TASK_RUNNING disconnect subscribe wait:ACKNOWLEDGED wait:LAUNCH';
    const same = executor('e1', words);
    fixture.run(task('t1', undefined, { executor: same }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    await expect.poll(() => events('e1')).toEqual(['SUBSCRIBED', 'LAUNCH', 'SUBSCRIBED', 'ACKNOWLEDGED']);
    fixture.run(task('t2', undefined, { executor: same }));
    await expect.poll(() => events('e1').at(-1)).toBe('LAUNCH');
    expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING']);
  });

  it('is told regularly that the connection is alive', async () => {
    fixture.run(task('t1', undefined, { executor: executor('e1', 'subscribe wait:LAUNCH update:TASK_RUNNING') }));
    await fixture.master.update('t1', 'TASK_RUNNING');
    for (let times = 0; times < 2; times++) fixture.runtime.clock.advance(30 * 60_000);
    await expect.poll(() => events('e1').filter((type) => type === 'HEARTBEAT').length).toBe(2);
  });

  it('whose only task was killed before it came is shut down', async () => {
    fixture.run(task('t1', undefined, { executor: executor('e1', 'subscribe wait:SHUTDOWN exit:0') }));
    await fixture.runtime.settle();
    fixture.kill('t1');
    await fixture.master.update('t1', 'TASK_KILLED');
    expect((await fixture.master.one('ExitedExecutorMessage')).status).toBe(0);
    expect(events('e1')).toEqual(['SHUTDOWN']);
  });
});

describe('a subscription in protobuf', () => {
  it('has the same events', async () => {
    const waiting = customExecutor('e1', { shell: true, value: 'sleep 1000' });
    fixture.run(task('t1', undefined, { executor: waiting }));
    await fixture.runtime.settle();
    const { encode, decode } = await loadProtobuf();
    const body = encode('executor.Call', {
      ...{ type: 'SUBSCRIBE', executor_id: { value: 'e1' }, framework_id: { value: 'framework-1' }, subscribe: {} },
    });
    const headers = { 'Content-Type': 'application/x-protobuf', Accept: 'application/x-protobuf' };
    const { port } = fixture.agent.address;
    const types = await new Promise<(string | undefined)[]>((resolve) => {
      const decoder = new RecordDecoder();
      const seen: (string | undefined)[] = [];
      const outgoing = request(
        { host: '127.0.0.1', port, method: 'POST', path: '/api/v1/executor', headers, agent: false },
        (response) => {
          expect(response.headers['content-type']).toBe('application/x-protobuf');
          response.on('error', () => {});
          response.on('data', (chunk: Buffer) => {
            for (const record of decoder.push(chunk)) seen.push(decode('executor.Event', record).type);
            if (seen.length === 2) resolve(seen);
          });
        },
      );
      outgoing.end(body);
    });
    expect(types).toEqual(['SUBSCRIBED', 'LAUNCH']);
  });
});

describe('calls that are refused', () => {
  const json = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const ids = { executor_id: { value: 'e1' }, framework_id: { value: 'framework-1' } };
  const status = (fields: object) => ({
    update: {
      status: {
        task_id: { value: 't1' },
        state: 'TASK_RUNNING',
        source: 'SOURCE_EXECUTOR',
        uuid: 'dTbYvHUnT0iEEw2ByrkMIA==',
        ...fields,
      },
    },
  });
  const cases: [label: string, body: unknown, status: number, text: string, headers?: Record<string, string>][] = [
    [
      'of another content type',
      {},
      415,
      "Expecting 'Content-Type' of application/json or application/x-protobuf",
      { 'Content-Type': 'text/plain' },
    ],
    ['without content type', '{}', 400, "Expecting 'Content-Type' to be present", {}],
    [
      'that accept nothing usable',
      { ...ids, type: 'SUBSCRIBE', subscribe: {} },
      406,
      "Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'",
      { ...json, Accept: 'text/html' },
    ],
    ['that are empty', {}, 400, 'Failed to convert JSON into Call protobuf: Missing required fields: executor_id, framework_id'],
    ['without type', ids, 400, "Failed to validate Executor::Call: Expecting 'type' to be present"],
    [
      'of an unknown framework',
      { ...ids, framework_id: { value: 'x' }, type: 'MESSAGE', message: { data: '' } },
      400,
      'Framework cannot be found',
    ],
    [
      'of an unknown executor',
      { ...ids, executor_id: { value: 'x' }, type: 'MESSAGE', message: { data: '' } },
      400,
      'Executor cannot be found',
    ],
    ['before SUBSCRIBE', { ...ids, type: 'MESSAGE', message: { data: 'AAAA' } }, 403, 'Executor is not subscribed'],
    [
      'SUBSCRIBE without subscribe',
      { ...ids, type: 'SUBSCRIBE' },
      400,
      "Failed to validate Executor::Call: Expecting 'subscribe' to be present",
    ],
    [
      'UPDATE without update',
      { ...ids, type: 'UPDATE' },
      400,
      "Failed to validate Executor::Call: Expecting 'update' to be present",
    ],
    [
      'UPDATE without uuid',
      { ...ids, type: 'UPDATE', ...status({ uuid: undefined }) },
      400,
      "Failed to validate Executor::Call: Expecting 'uuid' to be present",
    ],
    [
      'UPDATE with bytes that are no uuid',
      { ...ids, type: 'UPDATE', ...status({ uuid: 'AAAA' }) },
      400,
      'Failed to validate Executor::Call: Not a valid UUID',
    ],
    [
      'UPDATE from elsewhere',
      { ...ids, type: 'UPDATE', ...status({ source: 'SOURCE_MASTER' }) },
      400,
      "Failed to validate Executor::Call: Received Call from executor e1 of framework framework-1 with invalid source, expecting 'SOURCE_EXECUTOR'",
    ],
    [
      'UPDATE to TASK_STAGING',
      { ...ids, type: 'UPDATE', ...status({ state: 'TASK_STAGING' }) },
      400,
      'Failed to validate Executor::Call: Received TASK_STAGING from executor e1 of framework framework-1 which is not allowed',
    ],
    [
      'UPDATE for another executor',
      { ...ids, type: 'UPDATE', ...status({ executor_id: { value: 'other' } }) },
      400,
      'Failed to validate Executor::Call: ExecutorID in Call: e1 does not match ExecutorID in TaskStatus: other',
    ],
    ...(
      [
        [{}, "CheckStatusInfo must specify 'type'"],
        [{ type: 'UNKNOWN' }, "'UNKNOWN' is not a valid check's status type"],
        [{ type: 'COMMAND', http: {} }, "Expecting 'command' to be set for COMMAND check's status"],
        [{ type: 'HTTP' }, "Expecting 'http' to be set for HTTP check's status"],
        [{ type: 'TCP' }, "Expecting 'tcp' to be set for TCP check's status"],
      ] as const
    ).map(([check_status, text]): (typeof cases)[number] => [
      `UPDATE with the check status ${JSON.stringify(check_status)}`,
      { ...ids, type: 'UPDATE', ...status({ check_status }) },
      400,
      `Failed to validate Executor::Call: ${text}`,
    ]),
    ['HEARTBEAT, which never is', { ...ids, executor_id: { value: 'x' }, type: 'HEARTBEAT' }, 202, ''],
  ];

  it.each(cases)('%s', async (_, body, expected, text, headers = json) => {
    fixture.run(task('t1', undefined, { executor: customExecutor('e1', { shell: true, value: 'sleep 1000' }) }));
    await fixture.runtime.settle();
    expect(await call(body, headers)).toEqual({ status: expected, text });
  });

  it('by method', async () => {
    const { status: code, text } = await call(undefined, {}, 'GET');
    expect([code, text]).toEqual([405, "405 Method Not Allowed. Expecting one of { 'POST' }, but received 'GET'."]);
  });
});

describe('updates of odd tasks', () => {
  it('unknown to the agent are passed on without a container', async () => {
    fixture.run(task('t1', undefined, { executor: executor('e1', 'subscribe wait:LAUNCH update:TASK_RUNNING') }), framework());
    await fixture.master.update('t1', 'TASK_RUNNING');
    const status = {
      task_id: { value: 'unknown' },
      state: 'TASK_RUNNING',
      source: 'SOURCE_EXECUTOR',
      uuid: 'dTbYvHUnT0iEEw2ByrkMIA==',
    };
    const ids = { executor_id: { value: 'e1' }, framework_id: { value: 'framework-1' } };
    expect((await call({ ...ids, type: 'UPDATE', update: { status } })).status).toBe(202);
    const update = await fixture.master.update('unknown', 'TASK_RUNNING');
    expect(update.status).toEqual({ ...status, agent_id: { value: 'agent-S0' }, timestamp: expect.any(Number) });
  });

  it('that have ended are acknowledged and dropped', async () => {
    const words = 'subscribe wait:LAUNCH update:TASK_FINISHED wait:ACKNOWLEDGED update:TASK_RUNNING wait:ACKNOWLEDGED say:done';
    fixture.master.acknowledges = false;
    fixture.run(task('t1', undefined, { executor: executor('e1', words) }));
    await fixture.master.one('ExecutorToFrameworkMessage');
    fixture.master.acknowledge(await fixture.master.update('t1', 'TASK_FINISHED'));
    await fixture.runtime.settle();
    expect(fixture.master.states('t1')).toEqual(['TASK_FINISHED']);
  });
});
