import { describe, expect, it } from 'vitest';
import { RecordDecoder } from '../../../../src/mesos/wire/recordio.js';
import { type Answer, open, readText, request } from '../http-client.js';
import { frameworkInfo as info, MasterFixture } from '../master-fixture.js';
import { JSON_HEADERS } from '../scheduler-client.js';

const PATH = '/api/v1/scheduler';
const TEXT = 'text/plain; charset=utf-8';
const ZERO_ID = '00000000-0000-0000-0000-000000000000';

const subscribe = (framework_info: object, more: object = {}) => ({ type: 'SUBSCRIBE', subscribe: { framework_info }, ...more });
const withoutContentType = { Accept: 'application/json' };

/** Sends a call; of a stream only the first event is read. */
async function attempt({ address }: MasterFixture, body: unknown, headers: Record<string, string> = JSON_HEADERS) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const stream = await open(address, 'POST', PATH, { headers, body: text });
  if (stream.statusCode !== 200) {
    return { status: stream.statusCode, type: stream.headers['content-type'], body: await readText(stream) };
  }
  const decoder = new RecordDecoder();
  for await (const chunk of stream) {
    const [first] = decoder.push(chunk as Buffer);
    if (!first) continue;
    const { type, error } = JSON.parse(first.toString());
    stream.destroy();
    return { status: 200, type: stream.headers['content-type'], event: type, ...(error && { error: error.message }) };
  }
  throw new Error('The stream ended without an event');
}

const refused = (body: string, status = 400) => ({ status, type: TEXT, body });
const invalid = (why: string) => refused(`Failed to validate scheduler::Call: ${why}`);
const unreadable = (why: string) => refused(`Failed to convert JSON into Call protobuf: ${why}`);
const subscribed = { status: 200, type: 'application/json', event: 'SUBSCRIBED' };
const failed = (error: string) => ({ status: 200, type: 'application/json', event: 'ERROR', error });

const IDS_DIFFER = "'framework_id' differs from 'subscribe.framework_info.id'";
const ROLES_WITHOUT_MULTI_ROLE = "'FrameworkInfo.roles' must not be set when the framework is not MULTI_ROLE capable";

/** [what is special, body, answer, headers] */
const CASES: [string, unknown, object, Record<string, string>?][] = [
  [
    'a text/plain body',
    subscribe(info),
    refused("Expecting 'Content-Type' of application/json or application/x-protobuf", 415),
    { 'Content-Type': 'text/plain' },
  ],
  [
    'a content type with a charset',
    subscribe(info),
    refused("Expecting 'Content-Type' of application/json or application/x-protobuf", 415),
    { ...JSON_HEADERS, 'Content-Type': 'application/json; charset=utf-8' },
  ],
  ['no content type', subscribe(info), refused("Expecting 'Content-Type' to be present"), withoutContentType],
  [
    'content type recordio',
    subscribe(info),
    refused("Expecting 'Content-Type' of application/json or application/x-protobuf", 415),
    { 'Content-Type': 'application/recordio' },
  ],
  [
    'Accept: text/html',
    subscribe(info),
    refused("Expecting 'Accept' to allow 'application/x-protobuf' or 'application/json'", 406),
    { ...JSON_HEADERS, Accept: 'text/html' },
  ],
  ['Accept: */*', subscribe(info), subscribed, { ...JSON_HEADERS, Accept: '*/*' }],
  ['no Accept', subscribe(info), subscribed, { 'Content-Type': 'application/json' }],
  ['malformed JSON', '{"type": SUBSCRIBE', refused('Failed to parse body into JSON: syntax error at line 1 near: SUBSCRIBE')],
  ['an empty body', '', refused('Failed to parse body into JSON: syntax error at line 1 near: ')],
  ['an array', '[]', unreadable('Expecting a JSON object')],
  ['a string', '"SUBSCRIBE"', unreadable('Expecting a JSON object')],
  [
    'malformed protobuf',
    'not a message',
    refused('Failed to parse body into Call protobuf'),
    { ...JSON_HEADERS, 'Content-Type': 'application/x-protobuf' },
  ],
  ['an empty object', {}, invalid("Expecting 'type' to be present")],
  ['an unknown type', { type: 'NO_SUCH_CALL' }, invalid("Expecting 'type' to be present")],
  [
    'a number as type',
    { type: 1, subscribe: { framework_info: info } },
    unreadable("Not expecting a JSON number for field 'type'"),
  ],
  ['a type in lower case', { ...subscribe(info), type: 'subscribe' }, invalid("Expecting 'type' to be present")],
  ['type UNKNOWN', { type: 'UNKNOWN' }, invalid("Expecting 'framework_id' to be present")],
  ['an unknown member', subscribe(info, { no_such_member: 1 }), subscribed],
  ['SUBSCRIBE without subscribe', { type: 'SUBSCRIBE' }, invalid("Expecting 'subscribe' to be present")],
  ['no framework_info', { type: 'SUBSCRIBE', subscribe: {} }, unreadable('Missing required fields: subscribe.framework_info')],
  ['no user', subscribe({ ...info, user: undefined }), unreadable('Missing required fields: subscribe.framework_info.user')],
  ['no name', subscribe({ ...info, name: undefined }), unreadable('Missing required fields: subscribe.framework_info.name')],
  ['a number as name', subscribe({ ...info, name: 7 }), unreadable("Not expecting a JSON number for field 'name'")],
  ['a text as roles', subscribe({ ...info, roles: '*' }), subscribed],
  [
    'an unknown capability',
    subscribe({ ...info, capabilities: [{ type: 'NO_SUCH_CAPABILITY' }] }),
    failed(ROLES_WITHOUT_MULTI_ROLE),
  ],
  [
    'a text as failover_timeout',
    subscribe({ ...info, failover_timeout: 'long' }),
    unreadable("Failed to parse 'long' as a JSON number for field 'failover_timeout': syntax error at line 1 near: long"),
  ],
  [
    'failover_timeout too large',
    subscribe({ ...info, failover_timeout: 1e30 }),
    failed('The framework failover_timeout (1e+30) is invalid'),
  ],
  ['a call id without info id', subscribe(info, { framework_id: { value: 'a' } }), invalid(IDS_DIFFER)],
  ['an info id without call id', subscribe({ ...info, id: { value: 'a' } }), invalid(IDS_DIFFER)],
  ['different ids', subscribe({ ...info, id: { value: 'a' } }, { framework_id: { value: 'b' } }), invalid(IDS_DIFFER)],
  [
    'an id with a slash',
    subscribe({ ...info, id: { value: 'a/b' } }, { framework_id: { value: 'a/b' } }),
    failed("'a/b' contains invalid characters"),
  ],
  ['an empty id beside none', subscribe({ ...info, id: { value: '' } }), subscribed],
  ['an empty id', subscribe({ ...info, id: { value: '' } }, { framework_id: { value: '' } }), subscribed],
  [
    'SUBSCRIBE with a stream id',
    subscribe(info),
    refused("Subscribe calls should not include the 'Mesos-Stream-Id' header"),
    { ...JSON_HEADERS, 'Mesos-Stream-Id': ZERO_ID },
  ],
  ['an unknown framework', { type: 'REVIVE', framework_id: { value: 'none' } }, refused('Framework cannot be found')],
  [
    'an unknown framework and a stream id',
    { type: 'REVIVE', framework_id: { value: 'none' } },
    refused('Framework cannot be found'),
    { ...JSON_HEADERS, 'Mesos-Stream-Id': ZERO_ID },
  ],
];

const WITH_MEMBER = [
  ...(['ACCEPT', 'DECLINE', 'KILL', 'SHUTDOWN', 'ACKNOWLEDGE', 'RECONCILE', 'MESSAGE', 'REQUEST', 'UPDATE_FRAMEWORK'] as const),
  ...(['ACCEPT_INVERSE_OFFERS', 'DECLINE_INVERSE_OFFERS', 'ACKNOWLEDGE_OPERATION_STATUS', 'RECONCILE_OPERATIONS'] as const),
];

const plain = ({ status, headers, body }: Answer) => ({ status, type: headers['content-type'], body });

describe('/api/v1/scheduler', () => {
  it.each(['GET', 'PUT', 'DELETE'])('refuses %s', async (method) => {
    const { address } = await MasterFixture.start();
    const answer = await request(address, method, PATH, { headers: JSON_HEADERS });
    expect(answer).toMatchObject({
      status: 405,
      headers: { allow: 'POST', 'content-type': TEXT },
      body: `405 Method Not Allowed. Expecting one of { 'POST' }, but received '${method}'.`,
    });
  });

  it.each(CASES)('answers a call with %s as Mesos does', async (_, body, answer, headers) => {
    expect(await attempt(await MasterFixture.start(), body, headers)).toEqual(answer);
  });

  it.each(['TEARDOWN', 'REVIVE', 'SUPPRESS', ...WITH_MEMBER])('needs a framework id for %s', async (type) => {
    expect(await attempt(await MasterFixture.start(), { type })).toEqual(invalid("Expecting 'framework_id' to be present"));
  });

  it('needs the member that belongs to the type, if there is one', async () => {
    const client = await (await MasterFixture.start()).subscribe();
    for (const type of WITH_MEMBER) {
      expect(plain(await client.call(type))).toEqual(invalid(`Expecting '${type.toLowerCase()}' to be present`));
    }
    for (const type of ['REVIVE', 'SUPPRESS'] as const) expect(await client.call(type)).toMatchObject({ status: 202, body: '' });
  });

  it('needs the stream id of the subscription', async () => {
    const fixture = await MasterFixture.start();
    const { frameworkId, streamId } = await fixture.subscribe();
    const revive = { type: 'REVIVE', framework_id: { value: frameworkId } };
    const withStreamId = (id: string) => attempt(fixture, revive, { ...JSON_HEADERS, 'Mesos-Stream-Id': id });
    const wrong = (id: string) =>
      refused(
        `The stream ID '${id}' included in this request didn't match the stream ID currently associated with framework ID ${frameworkId}`,
      );
    expect(await attempt(fixture, revive)).toEqual(
      refused("All non-subscribe calls should include the 'Mesos-Stream-Id' header"),
    );
    expect(await withStreamId(ZERO_ID)).toEqual(wrong(ZERO_ID));
    expect(await withStreamId('x')).toEqual(wrong('x'));
    expect((await withStreamId(streamId)).status).toBe(202);
  });

  it('checks what is in a call', async () => {
    const client = await (await MasterFixture.start()).subscribe();
    expect(plain(await client.call('KILL', { kill: {} }))).toEqual(unreadable('Missing required fields: kill.task_id'));
    const acknowledge = { agent_id: { value: 'a' }, task_id: { value: 't' }, uuid: 'AAAA' };
    expect(plain(await client.call('ACKNOWLEDGE', { acknowledge }))).toEqual(invalid('Not a valid UUID'));
    const status = { operation_id: { value: 'o' }, uuid: acknowledge.uuid };
    expect(plain(await client.call('ACKNOWLEDGE_OPERATION_STATUS', { acknowledge_operation_status: status }))).toEqual(
      invalid('Not a valid UUID'),
    );
    const withUuid = { ...status, uuid: 'EjRWeBI0RFaXEhI0VngSNA==' };
    expect(plain(await client.call('ACKNOWLEDGE_OPERATION_STATUS', { acknowledge_operation_status: withUuid }))).toEqual(
      invalid("Expecting 'agent_id' to be present"),
    );
    const message = { agent_id: { value: 'a' }, executor_id: { value: 'e' }, data: '!' };
    expect(plain(await client.call('MESSAGE', { message }))).toEqual(
      unreadable("Failed to base64 decode bytes field 'data': Invalid character '!'"),
    );
  });

  it('looks at Accept only where there is something to answer', async () => {
    const fixture = await MasterFixture.start();
    const { frameworkId, streamId } = await fixture.subscribe();
    const headers = { ...JSON_HEADERS, Accept: 'text/html', 'Mesos-Stream-Id': streamId };
    const call = (type: string, more: object = {}) =>
      attempt(fixture, { type, framework_id: { value: frameworkId }, ...more }, headers);
    expect(await call('REVIVE')).toMatchObject({ status: 202, body: '' });
    expect((await call('RECONCILE_OPERATIONS', { reconcile_operations: {} })).status).toBe(406);
  });

  it('answers 501 to a call of type UNKNOWN', async () => {
    const client = await (await MasterFixture.start()).subscribe();
    expect((await client.call('UNKNOWN')).status).toBe(501);
  });

  it.each(['REVIVE', 'TEARDOWN'] as const)('refuses %s of a disconnected framework', async (type) => {
    const fixture = await MasterFixture.start();
    const client = await fixture.subscribe({ failover_timeout: 60 });
    client.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(client.frameworkId)?.connected === false);
    expect(plain(await client.call(type))).toEqual(refused('Framework is not subscribed', 403));
  });

  it('streams protobuf to a scheduler that asks for it', async () => {
    const { address } = await MasterFixture.start();
    const headers = { ...JSON_HEADERS, Accept: 'application/x-protobuf' };
    const stream = await open(address, 'POST', PATH, { headers, body: JSON.stringify(subscribe(info)) });
    const decoder = new RecordDecoder();
    const records: Buffer[] = [];
    for await (const chunk of stream) {
      records.push(...decoder.push(chunk as Buffer));
      if (records.length >= 2) break;
    }
    expect(stream.headers['content-type']).toBe('application/x-protobuf');
    expect(records[0]?.subarray(0, 2)).toEqual(Buffer.from([0x08, 1])); // type: SUBSCRIBED
    expect(records[1]).toEqual(Buffer.from([0x08, 8])); // type: HEARTBEAT
  });

  it('answers on the path with the process too', async () => {
    const { address } = await MasterFixture.start();
    expect((await request(address, 'POST', `/master${PATH}`, { headers: JSON_HEADERS, body: '{}' })).status).toBe(400);
  });

  it('sends each event as one chunk', async () => {
    const { address } = await MasterFixture.start();
    const stream = await open(address, 'POST', PATH, { headers: JSON_HEADERS, body: JSON.stringify(subscribe(info)) });
    expect(stream.headers).toMatchObject({
      'transfer-encoding': 'chunked',
      'mesos-stream-id': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect(stream.headers).not.toHaveProperty('content-length');
    expect(stream.headers['date']).toBeDefined();
    stream.destroy();
  });
});
