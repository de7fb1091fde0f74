import { afterEach, beforeEach, expect, it } from 'vitest';
import { ExecutorClient } from '../../drivers/embedded/executor-client.js';
import { type Answer, request } from '../master/http-client.js';
import { JSON_HEADERS } from '../master/scheduler-client.js';
import { type AgentFixture, customExecutor, startAgent, task } from './agent-fixture.js';

/** How many updates and messages a flood has. */
const FLOOD = 2000;
const UUID_OF_VERSION_4 = 'dTbYvHUnT0iEEw2ByrkMIA==';

const ids = { framework_id: { value: 'framework-1' }, executor_id: { value: 'e1' } };
const silent = customExecutor('e1', { shell: true, value: 'exec sleep 1000' });

let fixture: AgentFixture;
beforeEach(async () => {
  fixture = await startAgent();
  fixture.run(task('t1', undefined, { executor: silent }));
  await fixture.runtime.settle();
});
afterEach(() => fixture.stop());

const subscribe = () => ExecutorClient.subscribe(fixture.agent.address, 'framework-1', 'e1');

const call = (body: object): Promise<Answer> =>
  request(fixture.agent.address, 'POST', '/api/v1/executor', {
    headers: JSON_HEADERS,
    body: JSON.stringify({ ...ids, ...body }),
  });

/** The same over kept connections, which is faster. Returns the status. */
const callFast = async (body: object): Promise<number> => {
  const { port } = fixture.agent.address;
  const url = `http://127.0.0.1:${port}/api/v1/executor`;
  const response = await fetch(url, { method: 'POST', headers: JSON_HEADERS, body: JSON.stringify({ ...ids, ...body }) });
  await response.text();
  return response.status;
};

const uuid = (number: number) => {
  const bytes = Buffer.from(UUID_OF_VERSION_4, 'base64');
  bytes.writeUInt32BE(number);
  return bytes.toString('base64');
};

/** Whatever an executor did: an ordinary task runs. */
async function unharmed() {
  fixture.master.acknowledges = true;
  fixture.run(task('after', 'true'));
  await fixture.master.update('after', 'TASK_FINISHED');
}

it('an executor that never registers fails its task in time', async () => {
  fixture.runtime.clock.advance(60_000);
  const { status } = await fixture.master.update('t1', 'TASK_FAILED');
  expect(status).toMatchObject({
    ...{ reason: 'REASON_EXECUTOR_REGISTRATION_TIMEOUT', message: 'Executor did not register within 1mins' },
    source: 'SOURCE_AGENT',
  });
  expect((await fixture.master.one('ExitedExecutorMessage')).status).toBe(9);
  await unharmed();
});

it('an executor that registers twice is heard on its newer connection', async () => {
  const older = await subscribe();
  await older.next('LAUNCH');
  const newer = await subscribe();
  await newer.next('SUBSCRIBED');
  expect(await older.ended).toBe('ended');
  fixture.run(task('t2', undefined, { executor: silent }));
  expect((await newer.next('LAUNCH')).launch?.task.task_id.value).toBe('t2');
  expect(older.events.map(({ type }) => type)).toEqual(['SUBSCRIBED', 'LAUNCH']);
  await unharmed();
});

it('an executor that floods gets every update acknowledged; the master gets one at a time', async () => {
  const client = await subscribe();
  await client.next('LAUNCH');
  fixture.master.acknowledges = false;
  const status = { task_id: { value: 't1' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR' };
  for (let number = 0; number < FLOOD; number++) {
    expect(await callFast({ type: 'UPDATE', update: { status: { ...status, uuid: uuid(number) } } })).toBe(202);
    expect((await client.next('ACKNOWLEDGED')).acknowledged?.uuid).toBe(uuid(number));
  }
  // The one update may come repeatedly: it is retried until it is acknowledged.
  expect(new Set(fixture.master.updates('t1').map((update) => update.uuid))).toEqual(new Set([uuid(0)]));
  await unharmed();
});

it('an executor that floods its scheduler has every message passed on, in order', async () => {
  const data = (number: number) => Buffer.from(String(number)).toString('base64');
  const client = await subscribe();
  await client.next('LAUNCH');
  const numbers = Array.from({ length: FLOOD }, (_, number) => number);
  for (const number of numbers) await callFast({ type: 'MESSAGE', message: { data: data(number) } });
  await fixture.master.one('ExecutorToFrameworkMessage', (message) => message.data === data(FLOOD - 1));
  expect(fixture.master.all('ExecutorToFrameworkMessage').map((message) => message.data)).toEqual(numbers.map(data));
  await unharmed();
});

it('an update that comes twice is acknowledged twice and passed on once', async () => {
  const client = await subscribe();
  await client.next('LAUNCH');
  for (let times = 0; times < 2; times++) {
    expect((await client.update('t1', 'TASK_RUNNING', UUID_OF_VERSION_4)).status).toBe(202);
    expect((await client.next('ACKNOWLEDGED')).acknowledged?.uuid).toBe(UUID_OF_VERSION_4);
  }
  await client.update('t1', 'TASK_FINISHED', uuid(1));
  await fixture.master.update('t1', 'TASK_FINISHED');
  expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING', 'TASK_FINISHED']);
  await unharmed();
});

it('updates that are invalid change nothing', async () => {
  const client = await subscribe();
  await client.next('LAUNCH');
  const bytes = Buffer.from(UUID_OF_VERSION_4, 'base64');
  bytes[6] = 0x0f;
  const status = (fields: object) => ({
    type: 'UPDATE',
    update: {
      status: {
        ...{ task_id: { value: 't1' }, state: 'TASK_FINISHED', source: 'SOURCE_EXECUTOR', uuid: UUID_OF_VERSION_4 },
        ...fields,
      },
    },
  });
  const answers = [
    await call(status({ uuid: bytes.toString('base64') })),
    await call(status({ state: 'TASK_STAGING' })),
    await call(status({ executor_id: { value: 'e2' } })),
    await call({ ...status({}), executor_id: { value: 'e2' } }),
    await call({ ...status({}), framework_id: { value: 'framework-2' } }),
  ].map(({ status: code, body }) => [code, body]);
  expect(answers).toEqual([
    [400, 'Failed to validate Executor::Call: Not a valid UUID'],
    [
      400,
      'Failed to validate Executor::Call: Received TASK_STAGING from executor e1 of framework framework-1 which is not allowed',
    ],
    [400, 'Failed to validate Executor::Call: ExecutorID in Call: e1 does not match ExecutorID in TaskStatus: e2'],
    [400, 'Executor cannot be found'],
    [400, 'Framework cannot be found'],
  ]);
  await client.update('t1', 'TASK_RUNNING', UUID_OF_VERSION_4);
  await fixture.master.update('t1', 'TASK_RUNNING');
  expect(fixture.master.states('t1')).toEqual(['TASK_RUNNING']);
  await unharmed();
});
