// What protobuf costs and saves beside JSON: how long the first scheduler of a process waits for SUBSCRIBED, and how many
// events a second, of how many bytes, come over one stream. What comes is counted and not decoded.
import http from 'node:http';
import { MesosCluster } from 'minimesos';

const EVENTS = 1000;
const ROUNDS = 10;

/** SUBSCRIBE of a framework of user root, named bench. In bytes, so that the library which encodes has to be loaded for it first. */
const SUBSCRIBE = {
  json: JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'root', name: 'bench' } } }),
  protobuf: Buffer.from('\x10\x01\x1a\x0f\x0a\x0d\x0a\x04root\x12\x05bench', 'latin1'),
};
const MEDIA_TYPE = { json: 'application/json', protobuf: 'application/x-protobuf' };

function post({ ip, port }, encoding, body, headers = {}) {
  const type = MEDIA_TYPE[encoding];
  return new Promise((resolve, reject) => {
    const options = { host: ip, port, method: 'POST', path: '/api/v1/scheduler', agent: false };
    const request = http.request({ ...options, headers: { 'Content-Type': type, Accept: type, ...headers } }, resolve);
    request.on('error', reject).end(body);
  });
}

/** The records of a stream: how many there are so far, and what they hold. */
class Records {
  count = 0;
  bytes = 0;
  #pending = Buffer.alloc(0);
  #wake = () => {};

  constructor(stream) {
    stream.on('data', (chunk) => {
      this.#pending = this.#pending.length ? Buffer.concat([this.#pending, chunk]) : chunk;
      for (let newline = this.#pending.indexOf(10); newline >= 0; newline = this.#pending.indexOf(10)) {
        const length = Number(this.#pending.subarray(0, newline).toString());
        if (this.#pending.length < newline + 1 + length) break;
        this.first ??= this.#pending.subarray(newline + 1, newline + 1 + length);
        this.#pending = this.#pending.subarray(newline + 1 + length);
        this.count++;
        this.bytes += length;
      }
      this.#wake();
    });
    stream.on('error', () => {});
  }

  async reach(count) {
    while (this.count < count) {
      await new Promise((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

export async function measureEncoding(encoding) {
  const cluster = await MesosCluster.start({ agents: 0 });
  try {
    const started = performance.now();
    const stream = await post(cluster.leader, encoding, SUBSCRIBE[encoding]);
    const records = new Records(stream);
    await records.reach(1);
    const subscribed = performance.now() - started;

    const { loadProtobuf } = await import('minimesos/protocol');
    const { encode, decode } = await loadProtobuf();
    const event = encoding === 'json' ? JSON.parse(records.first.toString()) : decode('scheduler.Event', records.first);
    // Each of these is answered by an UPDATE.
    const tasks = Array.from({ length: EVENTS }, (_, number) => ({ task_id: { value: `task-${number}` } }));
    const call = { type: 'RECONCILE', framework_id: event.subscribed.framework_id, reconcile: { tasks } };
    const body = encoding === 'json' ? JSON.stringify(call) : encode('scheduler.Call', call);
    const perSecond = [];
    let size = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const { count, bytes } = records;
      const before = performance.now();
      const answer = await post(cluster.leader, encoding, body, { 'Mesos-Stream-Id': stream.headers['mesos-stream-id'] });
      answer.resume();
      await records.reach(count + EVENTS);
      perSecond.push((EVENTS * 1000) / (performance.now() - before));
      size = (records.bytes - bytes) / EVENTS;
    }
    stream.destroy();
    return { subscribed, perSecond: perSecond.slice(2), size };
  } finally {
    await cluster.destroy();
  }
}
