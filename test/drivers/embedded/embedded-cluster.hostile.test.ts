// What no well-behaved client sends, to the APIs of a whole cluster. Afterwards the cluster still runs tasks.
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import { embeddedDriver } from '../../../src/drivers/embedded/embedded-driver.js';
import type { scheduler } from '../../../src/mesos/wire/messages.js';
import { loadProtobuf } from '../../../src/mesos/wire/protobuf.js';
import { request } from '../../mesos/master/http-client.js';
import { JSON_HEADERS } from '../../mesos/master/scheduler-client.js';
import { RawConnection } from '../../mesos/process/http/serve.js';
import { arbitraryMessage } from '../../mesos/wire/arbitrary-message.js';
import { propertyRuns } from '../../property-runs.js';
import { acknowledged, description, subscribe, task } from './fixture.js';

const PATH = '/api/v1/scheduler';
const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const SENDS_JSON = `Content-Type: ${JSON_TYPE}`;
const { encode } = await loadProtobuf();

let cluster: EmbeddedCluster;
beforeAll(async () => {
  cluster = (await embeddedDriver.start(`hostile-${process.pid}`, description())) as EmbeddedCluster;
});
afterAll(() => cluster.destroy());

const master = () => cluster.masters[0] as EmbeddedCluster['masters'][number];
const agent = () => cluster.agents[0] as EmbeddedCluster['agents'][number];
const APIS = [
  [PATH, master],
  ['/api/v1', master],
  ['/api/v1/executor', agent],
  ['/api/v1', agent],
] as const;

const connect = () => RawConnection.to(master().port);
const INFO = { user: 'u', name: 'XX', roles: ['nobody'], capabilities: [{ type: 'MULTI_ROLE' as const }] };
/** Without a wish for offers: those are for the framework that runs a task afterwards. */
const SUBSCRIBE = { framework_info: INFO, suppressed_roles: ['nobody'] };
const SUBSCRIBE_JSON = JSON.stringify({ type: 'SUBSCRIBE', subscribe: SUBSCRIBE });

/** A subscription as bytes; its framework has SUBSCRIBED when this resolves. */
async function subscribed() {
  const connection = await connect();
  connection.post(PATH, SUBSCRIBE_JSON, SENDS_JSON);
  const head = await connection.until('\r\n\r\n');
  const record = (await connection.chunk()) ?? '';
  const event = JSON.parse(Buffer.from(record.slice(record.indexOf('\n') + 1), 'latin1').toString());
  const streamId = /^Mesos-Stream-Id: (.*)$/m.exec(head)?.[1]?.trim() ?? '';
  return { connection, streamId, id: event.subscribed.framework_id.value as string };
}

// biome-ignore lint/suspicious/noExplicitAny: documents are looked into freely
async function frameworks(): Promise<any> {
  return JSON.parse((await request(master(), 'GET', '/frameworks')).body);
}

/** Waits until the master has removed this framework, which has no failover_timeout. */
async function removed(id: string): Promise<void> {
  while ((await frameworks()).frameworks.some((framework: { id: string }) => framework.id === id)) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

let tasks = 0;

/** A framework of its own comes, runs a task to its end, and goes. */
async function stillRunsTasks(): Promise<void> {
  const client = await subscribe(cluster);
  const id = `task-${tasks++}`;
  const offer = await client.offer();
  await client.launch(offer, [task(id, offer, 'true')]);
  await acknowledged(client, id, 'TASK_FINISHED');
  await client.call('TEARDOWN');
}

describe('random input', () => {
  /** Sends a body and expects an answer that puts the fault on the client, or none at all. */
  async function refusedOrTaken(path: string, of: typeof master | typeof agent, type: string, body: Buffer): Promise<void> {
    const connection = await RawConnection.to(of().port);
    connection.post(path, body, `Content-Type: ${type}`, 'Mesos-Stream-Id: none');
    const head = await connection.until('\r\n\r\n');
    connection.socket.destroy();
    const status = Number(head.split(' ')[1]);
    expect([200, 202, 400, 403, 404, 409, 415, 501, 503]).toContain(status);
  }

  it.each(APIS)('as a body is answered by %s', async (path, of) => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(JSON_TYPE, PROTOBUF), fc.uint8Array({ maxLength: 200 }), (type, bytes) =>
        refusedOrTaken(path, of, type, Buffer.from(bytes)),
      ),
      propertyRuns(50, { tests: APIS.length }),
    );
    await stillRunsTasks();
  });

  /** Valid calls in which some bytes are others, or missing. */
  const mutated = fc
    .tuple(
      arbitraryMessage('scheduler.Call'),
      fc.boolean(),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }),
      fc.option(fc.nat()),
    )
    .map(([call, json, changes, end]) => {
      const given: Buffer = json ? Buffer.from(JSON.stringify(call)) : encode('scheduler.Call', call as scheduler.Call);
      const bytes = Buffer.from(given.subarray(0, end === null ? given.length : end % (given.length + 1)));
      for (const [at, to] of changes) if (bytes.length > 0) bytes[at % bytes.length] = to;
      return { type: json ? JSON_TYPE : PROTOBUF, bytes };
    });

  it('close to calls is answered', async () => {
    await fc.assert(
      fc.asyncProperty(mutated, ({ type, bytes }) => refusedOrTaken(PATH, master, type, bytes)),
      propertyRuns(100),
    );
    await stillRunsTasks();
  });

  it('close to calls of a subscribed framework is answered, and its stream goes on', async () => {
    const client = await subscribe(cluster, { roles: ['nobody'] });
    await fc.assert(
      fc.asyncProperty(arbitraryMessage('scheduler.Call'), async (call) => {
        if (call.type === 'SUBSCRIBE' || call.type === 'TEARDOWN' || call.type === 'UPDATE_FRAMEWORK') return;
        const { status } = await client.call(call.type ?? 'UNKNOWN', { ...call, framework_id: { value: client.frameworkId } });
        expect([200, 202, 400, 501]).toContain(status);
      }),
      propertyRuns(100),
    );
    await client.drain();
    await client.call('TEARDOWN');
    await stillRunsTasks();
  });
});

describe('text that is not UTF-8', () => {
  it.each([
    [JSON_TYPE, Buffer.from(SUBSCRIBE_JSON)],
    [PROTOBUF, encode('scheduler.Call', { type: 'SUBSCRIBE', subscribe: SUBSCRIBE })],
  ])('is taken in %s, and documents stay UTF-8', async (type, body) => {
    body.set([0xff, 0xc0], body.indexOf('XX'));
    const connection = await connect();
    connection.post(PATH, body, `Content-Type: ${type}`, `Accept: ${JSON_TYPE}`);
    expect(await connection.until('\r\n')).toBe('HTTP/1.1 200 OK\r\n');
    await connection.until('SUBSCRIBED');
    const document = (await fetch(`http://127.0.0.1:${master().port}/frameworks`)).arrayBuffer();
    new TextDecoder('utf-8', { fatal: true }).decode(await document);
    connection.socket.destroy();
    await stillRunsTasks();
  });
});

describe('a request', () => {
  it.each(['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('by %s is not allowed', async (method) => {
    const { status, headers } = await request(master(), method, PATH, { headers: JSON_HEADERS });
    expect([status, headers.allow]).toEqual([405, 'POST']);
    await stillRunsTasks();
  });

  it.each([
    ['no length that is a number', ['Content-Length: many']],
    ['two lengths', ['Content-Length: 1', 'Content-Length: 2']],
    ['a length and chunks', ['Content-Length: 1', 'Transfer-Encoding: chunked']],
    ['a header without a colon', ['Nonsense']],
    ['headers beyond all measure', [`X-Long: ${'x'.repeat(100_000)}`]],
  ])('with %s is refused', async (_, headers) => {
    const connection = await connect();
    connection.send([`POST ${PATH} HTTP/1.1`, 'Host: h', SENDS_JSON, ...headers, '', ''].join('\r\n'));
    expect(await connection.rest()).toMatch(/^HTTP\/1\.1 4(00|31) /);
    await stillRunsTasks();
  });

  it.each([
    ['compressed', gzipSync(SUBSCRIBE_JSON), ['Content-Encoding: gzip', SENDS_JSON], '200 OK'],
    ['that is not compressed as it says', Buffer.from(SUBSCRIBE_JSON), ['Content-Encoding: gzip', SENDS_JSON], '400 Bad Request'],
    ['without a type', Buffer.from(SUBSCRIBE_JSON), [], '400 Bad Request'],
    ['of a type twice, the last of which counts', Buffer.from(SUBSCRIBE_JSON), ['Content-Type: text/x', SENDS_JSON], '200 OK'],
    ['of a type twice, of which the first would do', Buffer.from(SUBSCRIBE_JSON), [SENDS_JSON, 'Content-Type: text/x'], '415 '],
    ['wanted in no type there is', Buffer.from(SUBSCRIBE_JSON), [SENDS_JSON, 'Accept: text/x'], '406 Not Acceptable'],
  ])('%s is answered', async (_, body, headers, status) => {
    const connection = await connect();
    connection.post(PATH, body, ...headers);
    expect(await connection.until('\r\n')).toContain(`HTTP/1.1 ${status}`);
    connection.socket.destroy();
    await stillRunsTasks();
  });

  it('of HTTP/1.0 subscribes', async () => {
    const connection = await connect();
    connection.send(
      `POST ${PATH} HTTP/1.0\r\n${SENDS_JSON}\r\nContent-Length: ${SUBSCRIBE_JSON.length}\r\n\r\n${SUBSCRIBE_JSON}`,
    );
    await connection.until('"type":"SUBSCRIBED"');
    connection.socket.destroy();
    await stillRunsTasks();
  });

  it('with broken chunks is refused', async () => {
    const connection = await connect();
    connection.send(
      [`POST ${PATH} HTTP/1.1`, 'Host: h', SENDS_JSON, 'Transfer-Encoding: chunked', '', 'no size', ''].join('\r\n'),
    );
    expect(await connection.rest()).toMatch(/^HTTP\/1\.1 400 /);
    await stillRunsTasks();
  });

  it('that never ends, in chunks or by dribbling, stands in nobody’s way', async () => {
    const endless = await connect();
    endless.send([`POST ${PATH} HTTP/1.1`, 'Host: h', SENDS_JSON, 'Transfer-Encoding: chunked', '', '1', ' ', ''].join('\r\n'));
    const dribbling = await connect();
    dribbling.send(`POST ${PATH} HTTP/1.1\r\nHost: h\r\n${SENDS_JSON}\r\nContent-Length: 1000\r\n\r\n{`);
    await stillRunsTasks();
    dribbling.send(' ');
    endless.send('1\r\n \r\n');
    await stillRunsTasks();
  });
});

describe('a connection', () => {
  it('reset in the middle of a request or of its stream leaves nothing', async () => {
    const dribbling = await connect();
    dribbling.send(`POST ${PATH} HTTP/1.1\r\nHost: h\r\n${SENDS_JSON}\r\nContent-Length: 1000\r\n\r\n{`);
    dribbling.socket.resetAndDestroy();
    const { connection, id } = await subscribed();
    connection.socket.resetAndDestroy();
    await removed(id);
    await stillRunsTasks();
  });

  it('closed by its sender’s half ends the subscription', async () => {
    const { connection, id } = await subscribed();
    connection.socket.end();
    await removed(id);
    await stillRunsTasks();
  });

  it('with requests behind a subscription answers them only when that ends', async () => {
    const { connection, id, streamId } = await subscribed();
    connection.post(PATH, JSON.stringify({ type: 'REVIVE', framework_id: { value: id } }), SENDS_JSON);
    await stillRunsTasks();
    const teardown = JSON.stringify({ type: 'TEARDOWN', framework_id: { value: id } });
    const { status } = await request(master(), 'POST', PATH, {
      headers: { ...JSON_HEADERS, 'Mesos-Stream-Id': streamId },
      body: teardown,
    });
    expect(status).toBe(202);
    // Carried out when it arrived, or when its turn came: answered it is in any case.
    await connection.until('\r\n0\r\n\r\n');
    expect(await connection.until('\r\n')).toMatch(/^HTTP\/1\.1 (202|400) /);
  });
});

describe('a scheduler that does not read its events', () => {
  it('is cut off when too much waits for it, and others go on', async () => {
    const { connection, streamId, id } = await subscribed();
    connection.socket.pause();
    onTestFinished(() => void connection.socket.destroy());
    const reconcile = Array.from({ length: 80 }, () => ({ task_id: { value: 'x'.repeat(100_000) } }));
    const call = JSON.stringify({ type: 'RECONCILE', framework_id: { value: id }, reconcile: { tasks: reconcile } });
    const headers = { ...JSON_HEADERS, 'Mesos-Stream-Id': streamId };
    let statuses = '';
    // Each call makes 8 MB of events; 64 MB may wait.
    for (let count = 0; count < 30 && !/4..$/.test(statuses); count++) {
      statuses += (await request(master(), 'POST', PATH, { headers, body: call })).status;
    }
    expect(statuses).toMatch(/^(202)+40[03]$/);
    await removed(id);
    await stillRunsTasks();
  });
});
