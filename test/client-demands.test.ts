// What schedulers, executors and tools that others have written demand of the wire, seen as bytes where bytes matter.
// Each was found in the code of a client or on the wire between it and Apache Mesos; the client is named with the demand.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { MesosCluster } from '../src/index.js';
import { loadProtobuf } from '../src/mesos/wire/protobuf.js';
import { RecordDecoder } from '../src/mesos/wire/recordio.js';
import { customExecutor, startAgent, task, USER } from './mesos/agent/agent-fixture.js';
import { RawConnection } from './mesos/process/http/serve.js';

const SCHEDULER = '/api/v1/scheduler';
const JSON_TYPE = 'application/json';
const PROTOBUF = 'application/x-protobuf';
const SENDS_JSON = `Content-Type: ${JSON_TYPE}`;
const INFO = { user: USER, name: 'client', roles: ['*'], capabilities: [{ type: 'MULTI_ROLE' }] };

/** A JSON document as tests look into it. */
// biome-ignore lint/suspicious/noExplicitAny: what is in it is what the tests are about
type Document = any;

let cluster: MesosCluster;
beforeAll(async () => {
  cluster = await MesosCluster.start({ agents: 2 });
});
afterAll(() => cluster.destroy());

const connect = (to = cluster.leader.port) => RawConnection.to(to);
const subscribeCall = (info: object = {}) =>
  JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: { ...INFO, ...info } } });

/** A subscription as its bytes arrive. */
class Subscription {
  private constructor(
    readonly connection: RawConnection,
    readonly head: string,
  ) {}

  static async open(body: string | Buffer = subscribeCall(), headers = [SENDS_JSON], path = SCHEDULER, port?: number) {
    const connection = await connect(port);
    connection.post(path, body, ...headers);
    return Subscription.of(connection);
  }

  /** The answer to what was sent already. */
  static async of(connection: RawConnection) {
    return new Subscription(connection, await connection.until('\r\n\r\n'));
  }

  async event(): Promise<Document> {
    const chunk = await this.connection.chunk();
    return JSON.parse(chunk?.slice(chunk.indexOf('\n') + 1) ?? 'null');
  }

  async eventOf(type: string): Promise<Document> {
    for (;;) {
      const event = await this.event();
      if (event.type === type) return event;
    }
  }
}

const post = async (path: string, body: unknown, ...headers: string[]) => {
  const connection = await connect();
  connection.post(path, JSON.stringify(body), SENDS_JSON, ...headers);
  return connection.answer();
};

const get = async (path: string, ...headers: string[]) => {
  const connection = await connect();
  connection.get(path, ...headers);
  return connection.answer();
};

/** Launches a task by a subscription of which nothing has been read, and acknowledges what it hears of it until a state. */
async function launch(more: object, until: string, given?: Subscription): Promise<Document> {
  const subscription = given ?? (await Subscription.open());
  const { framework_id } = (await subscription.eventOf('SUBSCRIBED')).subscribed;
  const [offer] = (await subscription.eventOf('OFFERS')).offers.offers;
  const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } });
  const task_info = {
    ...{ name: 'task', task_id: { value: 'task' }, agent_id: offer.agent_id, command: { value: 'true' } },
    ...{ resources: [scalar('cpus', 0.1), scalar('mem', 32)], ...more },
  };
  const operations = [{ type: 'LAUNCH', launch: { task_infos: [task_info] } }];
  const streamId = /^Mesos-Stream-Id: (.*)$/m.exec(subscription.head)?.[1]?.trim();
  const accept = { type: 'ACCEPT', framework_id, accept: { offer_ids: [offer.id], operations } };
  const accepted = await post(SCHEDULER, accept, `Mesos-Stream-Id: ${streamId}`);
  expect(accepted.status).toBe(202);
  for (;;) {
    const { status } = (await subscription.eventOf('UPDATE')).update;
    if (status.state === until) return { status, accepted, framework_id };
    expect(['TASK_STARTING', 'TASK_RUNNING']).toContain(status.state);
    const { uuid, agent_id, task_id } = status;
    const call = { type: 'ACKNOWLEDGE', framework_id, acknowledge: { uuid, agent_id, task_id } };
    await post(SCHEDULER, call, `Mesos-Stream-Id: ${streamId}`);
  }
}

describe('framing and HTTP', () => {
  it.each([
    ['scheduler', SCHEDULER, subscribeCall()],
    ['operator', '/api/v1', '{"type":"SUBSCRIBE"}'],
  ])(
    '1. each record of the %s stream is one chunk without a line end in its JSON (npm mesos-framework)',
    async (_, path, body) => {
      const { connection } = await Subscription.open(body, [SENDS_JSON], path);
      for (const type of ['SUBSCRIBED', 'HEARTBEAT']) {
        const [length, json, ...others] = (await connection.chunk())?.split('\n') ?? [];
        expect(others).toEqual([]);
        expect(Number(length)).toBe(json?.length);
        expect(JSON.parse(json ?? '').type).toBe(type);
      }
    },
  );

  it('2. a HEARTBEAT follows SUBSCRIBED at once, and then every 15 s (python-mesos-http)', async () => {
    const subscription = await Subscription.open();
    expect((await subscription.event()).subscribed.heartbeat_interval_seconds).toBe(15);
    expect(await subscription.event()).toEqual({ type: 'HEARTBEAT' });
  });

  it('3. header names have their capitals, and an accepted call is 202 with nothing in it (mesos-erlang)', async () => {
    const subscription = await Subscription.open();
    expect(subscription.head).toMatch(/^Content-Type: application\/json\r$/m);
    expect(subscription.head).toMatch(/^Mesos-Stream-Id: [0-9a-f-]{36}\r$/m);
    const { accepted } = await launch({}, 'TASK_FINISHED', subscription);
    expect(accepted).toMatchObject({ head: expect.stringMatching(/^Content-Length: 0\r$/m), body: '' });
    expect((await get('/redirect')).head).toMatch(/^Location: \/\//m);
  });

  it.each([JSON_TYPE, PROTOBUF])(
    '4. a stream is 200, chunked, and of the type %s that was asked for (pymesos, mesos-go)',
    async (type) => {
      const scheduler = await Subscription.open(subscribeCall(), [SENDS_JSON, `Accept: ${type}`]);
      const operator = await Subscription.open('{"type":"SUBSCRIBE"}', [SENDS_JSON, `Accept: ${type}`], '/api/v1');
      for (const { head } of [scheduler, operator]) {
        expect(head).toMatch(/^HTTP\/1\.1 200 /);
        expect(head).toMatch(/^Transfer-Encoding: chunked\r$/m);
        expect(head).toContain(`\r\nContent-Type: ${type}\r\n`);
      }
      expect(scheduler.head).toMatch(/^Mesos-Stream-Id: /m);
      expect(operator.head).not.toMatch(/^Mesos-Stream-Id: /im);
    },
  );

  it('5. a body in chunks, Accept twice and Connection: close leave a stream as it is (Node, mesos-go)', async () => {
    const connection = await connect();
    const headers = [
      SENDS_JSON,
      `Accept: ${JSON_TYPE}`,
      `Accept: ${JSON_TYPE}`,
      'Connection: close',
      'Transfer-Encoding: chunked',
    ];
    connection.send([`POST ${SCHEDULER} HTTP/1.1`, 'Host: h', ...headers, '', ''].join('\r\n'));
    const body = subscribeCall();
    for (const part of [body.slice(0, 10), body.slice(10), '']) connection.send(`${part.length.toString(16)}\r\n${part}\r\n`);
    const subscription = await Subscription.of(connection);
    expect(subscription.head).toMatch(/^HTTP\/1\.1 200 /);
    expect(subscription.head).not.toMatch(/^Connection: close/im);
    expect((await subscription.eventOf('OFFERS')).offers.offers).not.toEqual([]);
  });

  it('6. long documents may come compressed, short ones and streams do not (Go)', async () => {
    const long = await get('/state', 'Accept-Encoding: gzip');
    expect(long.head).toMatch(/^Content-Encoding: gzip\r$/m);
    expect(JSON.parse(gunzipSync(Buffer.from(long.body, 'latin1')).toString())).toHaveProperty('frameworks');
    expect((await get('/version', 'Accept-Encoding: gzip')).head).not.toMatch(/^Content-Encoding/im);
    const { head } = await Subscription.open(subscribeCall(), [SENDS_JSON, 'Accept-Encoding: gzip']);
    expect(head).not.toMatch(/^Content-Encoding/im);
  });

  it('7. paths go by their prefix (pymesos, the CLI of Mesos)', async () => {
    expect(await post('/api/v1/operator', { type: 'GET_HEALTH' })).toMatchObject({ status: 200 });
    for (const path of ['/master/frameworks/', '/tasks?order=asc&limit=-1', '/tasks?task_id=none'])
      expect(await get(path), path).toMatchObject({ status: 200 });
    const missing = { type: 'LIST_FILES', list_files: { path: '/no/such/path' } };
    expect(await post('/api/v1', missing)).toMatchObject({ status: 404 });
    expect(await get(SCHEDULER)).toMatchObject({ status: 405 });
  });

  it('8. without Accept the answer is JSON (pymesos, npm)', async () => {
    expect((await Subscription.open()).head).toMatch(/^Content-Type: application\/json\r$/m);
    const answer = await post('/api/v1', { type: 'GET_VERSION' });
    expect(answer.head).toMatch(/^Content-Type: application\/json\r$/m);
    expect(JSON.parse(answer.body).type).toBe('GET_VERSION');
  });
});

describe('what is in messages', () => {
  it('9. the streams of a container are asked for by two headers (mesos-go, the CLI of Mesos)', async () => {
    const { agent, containerId } = await executor();
    const about = (value: string) => ({ container_id: { value: 'session', parent: { value } } });
    const ask = async (call: object, ...headers: string[]) => {
      const connection = await connect(agent.address.port);
      connection.post('/api/v1', JSON.stringify(call), SENDS_JSON, ...headers);
      return connection;
    };
    const streamed = ['Accept: application/recordio', `Message-Accept: ${JSON_TYPE}`];
    const launch_nested_container_session = { ...about(containerId), command: { value: 'echo hello' } };
    const session = await ask({ type: 'LAUNCH_NESTED_CONTAINER_SESSION', launch_nested_container_session }, ...streamed);
    const head = await session.until('\r\n\r\n');
    expect(head).toContain('Content-Type: application/recordio\r\n');
    expect(head).toContain(`Message-Content-Type: ${JSON_TYPE}\r\n`);
    expect(await session.chunk()).toContain(Buffer.from('hello\n').toString('base64'));

    const attach = { type: 'ATTACH_CONTAINER_OUTPUT', attach_container_output: about('no-such') };
    expect((await (await ask(attach, ...streamed)).answer()).status).toBe(404);
    const plain = await ask(attach, `Accept: ${JSON_TYPE}`, `Message-Accept: ${JSON_TYPE}`);
    expect((await plain.answer()).status).toBe(406);
  });

  it('10. null is a field that is absent (npm mesos-framework)', async () => {
    const framework_info = { ...INFO, id: null, checkpoint: null, role: null, labels: null, principal: null };
    const call = { type: 'SUBSCRIBE', framework_id: null, accept: null, decline: null, subscribe: { framework_info } };
    const subscription = await Subscription.open(JSON.stringify(call));
    const command = { value: 'true', uris: null, environment: null };
    const { framework_id } = await launch({ command, executor: null, data: null }, 'TASK_FINISHED', subscription);
    expect(framework_id.value).not.toBe('');
  });

  it('11. unknown fields, one message for a list, and scalars of 0 are taken (python-mesos-http, task_processing)', async () => {
    const scalar = (name: string, value: number) => ({ name, type: 'SCALAR', scalar: { value } });
    const more = {
      slave_id: { value: 'as v0 has it' },
      labels: { labels: { key: 'one', value: 'only' } },
      resources: [scalar('cpus', 0.1), scalar('mem', 32), scalar('gpus', 0)],
    };
    await launch(more, 'TASK_FINISHED');
    const { tasks } = JSON.parse((await get('/tasks')).body);
    expect(tasks.map(({ labels }: Document) => labels)).toContainEqual([{ key: 'one', value: 'only' }]);
  });

  it('12. an empty id subscribes a new framework (mesos-cli-go)', async () => {
    const call = {
      type: 'SUBSCRIBE',
      framework_id: { value: '' },
      subscribe: { framework_info: { ...INFO, id: { value: '' } } },
    };
    const subscription = await Subscription.open(JSON.stringify(call));
    expect((await subscription.event()).subscribed.framework_id.value).toMatch(/^[0-9a-f-]{36}-\d{4}$/);
  });

  it('13. protobuf may be sent, and JSON asked for; and the other way round (vladimirvivien/mesos-http)', async () => {
    const protobuf = await loadProtobuf();
    const body = protobuf.encode('scheduler.Call', JSON.parse(subscribeCall()));
    const json = await Subscription.open(Buffer.from(body), [`Content-Type: ${PROTOBUF}`, `Accept: ${JSON_TYPE}`]);
    expect((await json.event()).type).toBe('SUBSCRIBED');
    const binary = await Subscription.open(subscribeCall(), [SENDS_JSON, `Accept: ${PROTOBUF}`]);
    const chunk = Buffer.from((await binary.connection.chunk()) ?? '', 'latin1');
    const [record] = new RecordDecoder().push(chunk);
    expect(protobuf.decode('scheduler.Event', record ?? Buffer.alloc(0)).type).toBe('SUBSCRIBED');
  });

  it('14. an offer has the address of its agent, and ports as ranges (npm mesos-framework)', async () => {
    const subscription = await Subscription.open();
    for (const { url, resources } of (await subscription.eventOf('OFFERS')).offers.offers) {
      expect(url.address).toMatchObject({ ip: '127.0.0.1', port: expect.any(Number) });
      expect(resources).toContainEqual(expect.objectContaining({ name: 'ports', type: 'RANGES' }));
    }
  });

  it('15. the version is one of the v1 API, and an executor meets its ids again (pymesos)', async () => {
    expect(JSON.parse((await get('/version')).body).version).toMatch(/^1\.\d+\.\d+$/);
    const { agent, environment, subscribed } = await executor();
    expect(environment.get('MESOS_AGENT_ENDPOINT')).toBe(`${agent.address.ip}:${agent.address.port}`);
    expect(subscribed.executor_info.executor_id).toEqual({ value: environment.get('MESOS_EXECUTOR_ID') });
    expect(subscribed.framework_info.id).toEqual({ value: environment.get('MESOS_FRAMEWORK_ID') });
  });

  it('16. an update whose uuid is none is refused (mesos-http)', async () => {
    const { call } = await executor();
    const uuid = Buffer.from('00000000000000000000000000000000', 'hex').toString('base64');
    const status = { task_id: { value: 'task' }, state: 'TASK_RUNNING', source: 'SOURCE_EXECUTOR', uuid };
    expect(await call({ type: 'UPDATE', update: { status } })).toMatchObject({
      status: 400,
      body: 'Failed to validate Executor::Call: Not a valid UUID',
    });
  });

  it.each([
    ['1.11', ['AGENT_UPDATE', 'AGENT_DRAINING']],
    ['1.12', ['AGENT_UPDATE', 'AGENT_DRAINING', 'QUOTA_V2']],
  ] as const)('17. a master of Mesos %s says that it can do %j (JSON of mesos-go)', async (mesosVersion, capabilities) => {
    await using other = await MesosCluster.start({ agents: 0, mesosVersion });
    const subscription = await Subscription.open(subscribeCall(), [SENDS_JSON], SCHEDULER, other.leader.port);
    const { master_info } = (await subscription.event()).subscribed;
    expect(master_info.capabilities.map(({ type }: Document) => type)).toEqual(capabilities);
  });

  it('18. an empty host_path is one that is given (mesos-cli-go)', async () => {
    const source = { type: 'SANDBOX_PATH', sandbox_path: { type: 'SELF', path: 'data' } };
    const container = { type: 'MESOS', volumes: [{ mode: 'RW', container_path: 'data', host_path: '', source }] };
    const { status } = await launch({ container }, 'TASK_ERROR');
    expect(status.message).toContain("Only one of them should be set: 'host_path', 'image' and 'source'");
  });

  it('20. an executor has to say what it subscribes with (npm mesos-framework)', async () => {
    const { call } = await executor();
    expect(await call({ type: 'SUBSCRIBE' })).toMatchObject({
      status: 400,
      body: "Failed to validate Executor::Call: Expecting 'subscribe' to be present",
    });
  });
});

/** An executor that has subscribed: its environment, what it was told, and a way to make calls in its name. */
async function executor() {
  const fixture = await startAgent();
  onTestFinished(() => fixture.stop());
  const script = fileURLToPath(new URL('mesos/agent/http/executor-script.mjs', import.meta.url));
  const command = `env; exec "${process.execPath}" "${script}"`;
  const variables = [{ name: 'SCRIPT', value: 'subscribe wait:LAUNCH update:TASK_RUNNING' }];
  fixture.run(task('task', undefined, { executor: customExecutor('custom', { value: command, environment: { variables } }) }));
  await fixture.master.update('task', 'TASK_RUNNING');
  const sandbox = `${fixture.workDirectory}/slaves/agent-S0/frameworks/framework-1/executors/custom/runs/latest`;
  const lines = readFileSync(`${sandbox}/stdout`, 'utf8').split('\n');
  const environment = new Map(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
  const event = JSON.parse(lines.find((line) => line.startsWith('{"') && line.includes('"SUBSCRIBED"')) ?? '{}');
  const ids = { executor_id: { value: 'custom' }, framework_id: { value: 'framework-1' } };
  const call = async (body: object) => {
    const connection = await connect(fixture.agent.address.port);
    connection.post('/slave(1)/api/v1/executor', JSON.stringify({ ...ids, ...body }), SENDS_JSON);
    return connection.answer();
  };
  const { value: containerId } = event.subscribed.container_id;
  return { agent: fixture.agent, environment, subscribed: event.subscribed, containerId, call };
}
