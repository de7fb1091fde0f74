import { askProgress } from '../../src/cluster/apps/ask-progress.js';
import { AttachedCluster } from '../../src/drivers/attached/attached-cluster.js';
import { ApiClient } from '../../src/drivers/host/api-client.js';
import { Lease } from '../../src/drivers/host/lease.js';
import { HttpClient, HttpStatusError } from '../../src/http-client.js';
import { ask } from '../../src/marathon/health/probe.js';
import { findLeaders } from '../../src/marathon/scheduler/leaders.js';
import { download } from '../../src/mesos/fetcher/download.js';
import { httpStatusOf } from '../../src/mesos/health/http-probe.js';
import { Clock } from '../../src/mesos/process/clock.js';
import { encodeRecord } from '../../src/mesos/wire/recordio.js';
import { SchedulerCallError, SchedulerClient } from '../../src/scheduler-client.js';
import { Answering, NEXT } from '../answering.js';
import { isAnswerInWords } from '../answers.js';
import type { Door } from '../engine/door.js';

/** What is not over by then is given up. */
const PATIENCE_MS = 60;
const server = new Answering();

const http = (body: string, ...headers: string[]) =>
  [`HTTP/1.1 200 OK`, `Content-Length: ${Buffer.byteLength(body)}`, ...headers, '', body].join('\r\n');
const json = (document: unknown) => http(JSON.stringify(document), 'Content-Type: application/json');
const chunked = (...chunks: string[]) =>
  `HTTP/1.1 200 OK\r\nMesos-Stream-Id: s\r\nTransfer-Encoding: chunked\r\n\r\n${[...chunks, '']
    .map((chunk) => `${Buffer.byteLength(chunk).toString(16)}\r\n${chunk}\r\n`)
    .join('')}`;
const redirect = (location: string) => `HTTP/1.1 307 Temporary Redirect\r\nLocation: ${location}\r\nContent-Length: 0\r\n\r\n`;
const record = (document: unknown) => encodeRecord(JSON.stringify(document));

/** What clients are to be told: our errors, those of Node of a connection and of what is no HTTP, and that it is no JSON. */
const isTold = (error: unknown) =>
  isAnswerInWords(error) ||
  error instanceof SchedulerCallError ||
  error instanceof HttpStatusError ||
  error instanceof SyntaxError ||
  (error instanceof Error && !(error instanceof TypeError) && 'code' in error);

/** Who asks, by the first letter of an input. */
const ASKERS: Readonly<Record<string, (signal: AbortSignal) => Promise<void>>> = {
  async s(signal) {
    const leaders = findLeaders(server.url);
    const master = await leaders.next(signal);
    const client = await SchedulerClient.subscribe(master, { user: 'u', name: 'n' }).catch((error: SchedulerCallError) => {
      if (error.location !== undefined) leaders.redirected(error.location);
      throw error;
    });
    try {
      for (let event = await client.nextEvent(); event; event = await client.nextEvent());
    } finally {
      client.close();
    }
  },
  async g(signal) {
    const client = new HttpClient();
    try {
      await client.getJson(`${server.url}/state`, signal);
    } finally {
      client.close();
    }
  },
  async a() {
    const cluster = new AttachedCluster({ master: server.url } as never, PATIENCE_MS / 2);
    try {
      await cluster.start();
      await cluster.refresh();
      for (const { url, ip, port } of [...cluster.agents, cluster.leader]) void [url, ip, port];
    } finally {
      await cluster.destroy();
    }
  },
  async m(signal) {
    await askProgress(server.url, 0, signal);
  },
  async p(signal) {
    await ask(server.url, signal);
  },
  async h(signal) {
    await httpStatusOf(server.url, signal);
  },
  async d(signal) {
    const clock = new Clock();
    for await (const _ of download(new URL(server.url), { stallTimeoutMs: 0, clock, signal, log: () => {} }));
  },
  async r(signal) {
    const client = new ApiClient(server);
    try {
      await client.json('GET', '/v1/clusters', { signal });
      for await (const _ of client.events('GET', '/v1/clusters/c/events', { signal }));
    } finally {
      client.close();
    }
  },
  async l() {
    const client = new ApiClient(server);
    try {
      const lease = await Lease.take(client);
      lease.release();
    } finally {
      client.close();
    }
  },
};

const AGENT = { agent_info: { hostname: 'h', id: { value: 'a' } }, active: true, version: '1', pid: 'slave(1)@127.0.0.1:5051' };
const subscribed = record({ type: 'SUBSCRIBED', subscribed: { get_state: { get_agents: { agents: [AGENT] } } } });

/** What servers answer to our clients, by HTTP: masters, agents, a Marathon, host processes, and whoever tasks ask to be asked. */
const door: Door = {
  name: 'http-answers',
  corpus: [
    `s${chunked(record({ type: 'SUBSCRIBED', subscribed: { framework_id: { value: 'f' } } }), record({ type: 'HEARTBEAT' }))}`,
    `s${redirect('http://here/x')}`,
    `s${redirect('mailto:x')}`,
    `a${redirect('http://a:b:c')}`,
    `g${json({ slaves: [] })}`,
    `a${[redirect('//127.0.0.1:1/'), redirect('http://here')].join(NEXT)}`,
    `a${[redirect('http://here'), json({ version: '1.11.0' }), chunked(subscribed, record({ type: 'AGENT_ADDED', agent_added: { agent: AGENT } }))].join(NEXT)}`,
    `m${[json({ apps: [{ id: '/a', instances: 1, tasksRunning: 0, lastTaskFailure: { state: 's', message: 'm' } }] }), json({ queue: [{ app: { id: '/a' }, count: 1, delay: { timeLeftSeconds: 5 }, lastUnusedOffers: [{ offer: { agentId: 'a' }, reason: ['InsufficientCpus'] }] }] })].join(NEXT)}`,
    `p${http('body', 'Content-Type: text/plain')}`,
    `h${[redirect('/next'), http('')].join(NEXT)}`,
    `d${[redirect('file:///etc/passwd')].join(NEXT)}`,
    `d${[redirect('http://here/a.tar'), http('content')].join(NEXT)}`,
    `r${[json([{ id: 'c', name: 'c' }]), http('id: 1\ndata: {}\n\nevent: error\ndata: {"code":"UNKNOWN_CLUSTER","detail":"d"}\n\n', 'Content-Type: text/event-stream')].join(NEXT)}`,
    `r${['HTTP/1.1 404 Not Found\r\nContent-Length: 34\r\n\r\n{"code":"UNKNOWN_TASK","detail":1}'].join(NEXT)}`,
    `l${http('{"lease":"l"}\n')}`,
    `l${http('null\n')}`,
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n',
  ],
  words: [NEXT, 'http://here'],
  open: () => server.open(),
  close: () => server.close(),
  async run(input) {
    const asker = ASKERS[String.fromCharCode(input[0] ?? 0)];
    if (!asker) return;
    server.answer(input.subarray(1));
    const abort = new AbortController();
    const patience = setTimeout(() => {
      abort.abort(new Error('it takes too long'));
      server.cut();
    }, PATIENCE_MS);
    try {
      await asker(abort.signal);
    } catch (error) {
      if (!isTold(error)) throw error;
    } finally {
      clearTimeout(patience);
      server.cut();
    }
  },
};

export default door;
