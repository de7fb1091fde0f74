import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadProtobuf } from '../../../../src/mesos/wire/protobuf.js';
import { enumType } from '../../../../src/mesos/wire/schema/schema.js';
import { writeJson } from '../../../../src/mesos/wire/write-json.js';
import { type AgentFixture, startAgent, task } from '../agent-fixture.js';

// None of these changes the agent.
let fixture: AgentFixture;
beforeAll(async () => {
  fixture = await startAgent();
  fixture.run(task('running', 'sleep 1000'));
  await fixture.master.update('running', 'TASK_RUNNING');
});
afterAll(() => fixture.stop());

const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';

async function post(body: string | Uint8Array, type: string, accept = type) {
  const headers = { 'Content-Type': type, Accept: accept };
  const response = await fetch(`${fixture.agent.url}/api/v1`, { method: 'POST', headers, body: body as string });
  return { status: response.status, type: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) };
}

const asJson = (call: object) => post(JSON.stringify(call), JSON_TYPE);
const asProtobuf = async (call: object) => post((await loadProtobuf()).encode('agent.Call', call), PROTOBUF);

const BARE = [
  ...['UNKNOWN', 'GET_HEALTH', 'GET_FLAGS', 'GET_VERSION', 'GET_LOGGING_LEVEL', 'GET_STATE', 'GET_CONTAINERS', 'GET_FRAMEWORKS'],
  ...['GET_EXECUTORS', 'GET_OPERATIONS', 'GET_TASKS', 'GET_AGENT', 'GET_RESOURCE_PROVIDERS', 'PRUNE_IMAGES'],
];
const ALL = [...enumType('agent.Call.Type').numbers.keys()];
/** Asked for as a stream, and refused otherwise. */
const STREAMED = ['ATTACH_CONTAINER_INPUT'];

/** What is measured anew with every answer. */
const timeless = (text: string) =>
  text.replace(/"(timestamp|cpus_\w+_time_secs|mem_rss_bytes|mem_total_bytes|processes|threads)":[\d.e+-]+/g, '"$1":0');

describe('every call of an agent', () => {
  it.each(ALL.filter((type) => !BARE.includes(type) && !STREAMED.includes(type)))(
    '%s is refused without its member, in either encoding',
    async (type) => {
      for (const answer of [await asJson({ type }), await asProtobuf({ type })]) {
        expect(answer).toMatchObject({ status: 400, type: 'text/plain; charset=utf-8' });
        expect(`${answer.body}`).toBe(`Failed to validate agent::Call: Expecting '${type.toLowerCase()}' to be present`);
      }
    },
  );

  it.each(BARE)('%s is answered alike in both encodings', async (type) => {
    const [json, protobuf] = [await asJson({ type }), await asProtobuf({ type })];
    expect(protobuf.status).toBe(json.status);
    if (json.type !== JSON_TYPE) return expect(protobuf.body).toEqual(json.body);
    expect(protobuf.type).toBe(PROTOBUF);
    const message = (await loadProtobuf()).decode('agent.Response', protobuf.body);
    expect(timeless(writeJson('agent.Response', message))).toBe(timeless(`${json.body}`));
  });

  it.each<[call: object | string, type: string, accept: string, status: number, text: string | RegExp]>([
    ['{', JSON_TYPE, JSON_TYPE, 400, /^Failed to parse body into JSON: /],
    ['x', PROTOBUF, JSON_TYPE, 400, 'Failed to parse body into a protobuf object'],
    [{ type: 'READ_FILE', read_file: {} }, JSON_TYPE, JSON_TYPE, 400, /Missing required fields: read_file\.path/],
    [{ type: 'GET_HEALTH' }, 'text/plain', JSON_TYPE, 415, /^Expecting 'Content-Type' of application\/json or /],
    [{ type: 'GET_HEALTH' }, JSON_TYPE, 'text/plain', 406, /^Expecting 'Accept' to allow application\/json or /],
    [{ type: 'GET_HEALTH' }, JSON_TYPE, '*/*', 200, /"healthy":true/],
    [{ type: 'UNKNOWN' }, JSON_TYPE, JSON_TYPE, 501, '501 Not Implemented.'],
  ])('%j as %s for %s is answered with %i', async (call, type, accept, status, text) => {
    const answer = await post(typeof call === 'string' ? call : JSON.stringify(call), type, accept);
    expect(answer.status).toBe(status);
    if (text instanceof RegExp) expect(`${answer.body}`).toMatch(text);
    else expect(`${answer.body}`).toBe(text);
  });

  it.each(['GET', 'PUT', 'DELETE'])('takes no %s', async (method) => {
    const response = await fetch(`${fixture.agent.url}/api/v1`, { method });
    expect([response.status, response.headers.get('allow'), await response.text()]).toEqual([
      ...[405, 'POST', `405 Method Not Allowed. Expecting one of { 'POST' }, but received '${method}'.`],
    ]);
  });
});
