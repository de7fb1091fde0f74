import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { agent as api } from '../../../../src/mesos/wire/messages.js';
import { parseJson } from '../../../../src/mesos/wire/parse-json.js';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { type AgentFixture, podExecutor, startAgent, task } from '../agent-fixture.js';

const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const { encode, decode } = await loadProtobuf();

let fixture: AgentFixture;
beforeAll(async () => {
  fixture = await startAgent();
  fixture.run(task('command', 'echo written; sleep 1000'));
  fixture.run(task('done', 'exit 1'));
  fixture.runGroup(podExecutor('pod'), [task('in-pod', 'sleep 1000')]);
  await fixture.master.update('command', 'TASK_RUNNING');
  await fixture.master.update('in-pod', 'TASK_RUNNING');
  await fixture.master.update('done', 'TASK_FAILED');
  // Executors live on a little after their task.
  await fixture.runtime.settle();
  fixture.runtime.clock.advance(1000);
  const executors = () => [...fixture.agent.frameworks.executors()].map(({ id }) => id);
  await vi.waitFor(() => expect(executors()).toEqual(['command', 'pod']), 30_000);
});
afterAll(() => fixture.stop());

interface Answer {
  readonly status: number;
  readonly type: string | null;
  readonly body: Buffer;
}

async function post(given: string, wanted: string, body: string | Uint8Array<ArrayBuffer>): Promise<Answer> {
  const headers = { 'content-type': given, accept: wanted };
  const response = await fetch(`${fixture.agent.url}/api/v1`, { method: 'POST', headers, body });
  const { status } = response;
  return { status, type: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) };
}

/** The answer to a call in both encodings, each decoded; of what is no message the text. */
async function both(call: api.Call) {
  const inJson = await post(JSON_TYPE, JSON_TYPE, JSON.stringify(call));
  const inProtobuf = await post(PROTOBUF, PROTOBUF, Uint8Array.from(encode('agent.Call', call)));
  return [
    {
      status: inJson.status,
      body: inJson.type === JSON_TYPE ? parseJson('agent.Response', inJson.body.toString()) : String(inJson.body),
    },
    {
      status: inProtobuf.status,
      body: inProtobuf.type === PROTOBUF ? decode('agent.Response', inProtobuf.body) : String(inProtobuf.body),
    },
  ] as const;
}

/** A member that differs from one moment to the next, so that only its being there can be compared. */
const VOLATILE = /^(timestamp|mem_rss_bytes|cpus_user_time_secs|cpus_system_time_secs)$/;

function stable(answer: { status: number; body: api.Response | string }): unknown {
  const metrics = typeof answer.body === 'object' ? answer.body.get_metrics?.metrics : undefined;
  if (metrics) return { status: answer.status, names: metrics.map(({ name }) => name) };
  return JSON.parse(JSON.stringify(answer, (key, value) => (VOLATILE.test(key) ? typeof value : value)));
}

/** What every answer to a call looks like, whichever encoding is spoken. */
async function same(call: api.Call, status = 200) {
  const [inJson, inProtobuf] = await both(call);
  expect(stable(inProtobuf)).toEqual(stable(inJson));
  expect(inJson.status).toBe(status);
  return inJson.body;
}

const BARE: api.Call.Type[] = [
  ...(['GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_LOGGING_LEVEL', 'GET_STATE', 'GET_FRAMEWORKS'] as const),
  ...(['GET_EXECUTORS', 'GET_TASKS', 'GET_OPERATIONS', 'GET_AGENT', 'GET_RESOURCE_PROVIDERS'] as const),
];

describe('a call is answered in protobuf as in JSON:', () => {
  it.each(BARE)('%s', async (type) => {
    expect(await same({ type })).toMatchObject({ type });
  });

  it('GET_METRICS', async () => {
    expect(await same({ type: 'GET_METRICS', get_metrics: {} })).toMatchObject({ type: 'GET_METRICS' });
  });

  it('GET_CONTAINERS', async () => {
    const answer = await same({ type: 'GET_CONTAINERS', get_containers: { show_nested: true, show_standalone: true } });
    expect(answer).toMatchObject({ get_containers: { containers: [{}, {}, {}] } });
  });

  it('LIST_FILES and READ_FILE', async () => {
    const path = '/frameworks/framework-1/executors/command/runs/latest';
    const listed = await same({ type: 'LIST_FILES', list_files: { path } });
    expect(listed).toMatchObject({ list_files: { file_infos: [{ path: `${path}/stderr` }, { path: `${path}/stdout` }] } });
    await expect
      .poll(() => same({ type: 'READ_FILE', read_file: { path: `${path}/stdout`, offset: 1, length: 3 } }))
      .toMatchObject({ read_file: { size: 8, data: Buffer.from('rit').toString('base64') } });
    await same({ type: 'READ_FILE', read_file: { path: `${path}/none`, offset: 0 } }, 404);
    await same({ type: 'LIST_FILES', list_files: { path: '/nowhere' } }, 404);
    await same({ type: 'READ_FILE' }, 400);
  });

  it('SET_LOGGING_LEVEL', async () => {
    for (const level of [2, 1]) {
      const set_logging_level = { level, duration: { nanoseconds: 3600e9 } };
      expect(await same({ type: 'SET_LOGGING_LEVEL', set_logging_level })).toBe('');
      expect(await same({ type: 'GET_LOGGING_LEVEL' })).toMatchObject({ get_logging_level: { level } });
    }
    await same({ type: 'SET_LOGGING_LEVEL' }, 400);
  });

  it.each([
    ['LAUNCH_NESTED_CONTAINER', 'WAIT_NESTED_CONTAINER', 'KILL_NESTED_CONTAINER', 'REMOVE_NESTED_CONTAINER'],
    ['LAUNCH_CONTAINER', 'WAIT_CONTAINER', 'KILL_CONTAINER', 'REMOVE_CONTAINER'],
  ] as const)('%s, %s, %s, %s', async (...types) => {
    const { status } = await fixture.master.update('in-pod', 'TASK_RUNNING');
    const container_id = { value: types[0].toLowerCase(), parent: status.container_status?.container_id };
    const ask = (type: api.Call.Type, value: object): api.Call => ({ type, [type.toLowerCase()]: value });
    const [launch, wait, kill, remove] = types;
    const launched = await both(ask(launch, { container_id, command: { value: 'sleep 1000' } }));
    expect(launched.map((each) => each.status)).toEqual([200, 202]);
    await same(ask(remove, { container_id }), 500);
    await same(ask(kill, { container_id, signal: 18 })); // SIGCONT, which ends nothing
    await post(JSON_TYPE, JSON_TYPE, JSON.stringify(ask(kill, { container_id, signal: 15 })));
    expect(await same(ask(wait, { container_id }))).toEqual({ type: wait, [wait.toLowerCase()]: { exit_status: 15 } });
    await same(ask(kill, { container_id }), 404);
    await same(ask(remove, { container_id }));
    await same(ask(wait, { container_id }), 404);
    await same({ type: wait }, 400);
  });

  it.each(['ADD_RESOURCE_PROVIDER_CONFIG', 'UNKNOWN'] as const)('%s, which is refused', async (type) => {
    const [inJson, inProtobuf] = await both({ type });
    expect(inProtobuf).toEqual(inJson);
    expect(inJson.status).toBeGreaterThanOrEqual(400);
  });
});
