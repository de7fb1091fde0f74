// As many calls as can be, over so many connections, on each of which some are under way; not decoded, only counted. They are those of a scheduler,
// whose stream is read here, and of operators. Argument: { url, connections, underWay, perSecond, subscribes }: at most so many a second; a server that is
// no master is not subscribed to.
// Told { report: true }, it tells how many were answered, and how.
import { connect } from 'node:net';
import { Scheduler } from '../../bench/scheduler.mjs';

const { url, connections, underWay, perSecond = Number.POSITIVE_INFINITY, subscribes = true } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const counts = { answered: 0, refused: 0, cut: 0 };

const scheduler = new Scheduler(url);
if (subscribes) {
  await scheduler.subscribe(({ offers }) => {
    if (!offers) return;
    const decline = { offer_ids: offers.offers.map(({ id }) => id), filters: { refuse_seconds: 3600 } };
    void scheduler.call('DECLINE', { decline }).catch(() => {});
  });
}

const request = (path, call, headers = '') => {
  const body = JSON.stringify(call);
  return (
    `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nAccept: application/json\r\n${headers}` +
    `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`
  );
};
const ofScheduler = (call) =>
  request('/api/v1/scheduler', { framework_id: scheduler.id, ...call }, `Mesos-Stream-Id: ${scheduler.streamId}\r\n`);
const CALLS = [
  ofScheduler({ type: 'DECLINE', decline: { offer_ids: [{ value: 'none' }], filters: { refuse_seconds: 1 } } }),
  ofScheduler({ type: 'RECONCILE', reconcile: { tasks: [] } }),
  ofScheduler({
    type: 'ACKNOWLEDGE',
    acknowledge: { agent_id: { value: 'none' }, task_id: { value: 'none' }, uuid: 'AAAAAAAAQACAAAAAAAAAAA==' },
  }),
  request('/api/v1', { type: 'GET_HEALTH' }),
].map((text) => Buffer.from(text));

let begun = 0;
let allowed = perSecond === Number.POSITIVE_INFINITY ? perSecond : 0;
const waiting = new Set();
const START = Buffer.from('HTTP/1.1 ');

function call() {
  const socket = connect(Number(port), hostname).setNoDelay(true);
  let pending = 0;
  let rest = Buffer.alloc(0);
  const more = () => {
    const now = [];
    while (pending < underWay && begun < allowed) {
      pending++;
      now.push(CALLS[begun++ % CALLS.length]);
    }
    if (now.length > 0) socket.write(Buffer.concat(now));
    if (pending === 0) waiting.add(more);
  };
  socket.on('data', (chunk) => {
    const text = Buffer.concat([rest, chunk]);
    let at = text.indexOf(START);
    let last = 0;
    for (; at >= 0 && at + 10 <= text.length; at = text.indexOf(START, last)) {
      if (text[at + START.length] === 0x32) counts.answered++;
      else counts.refused++;
      pending--;
      last = at + START.length;
    }
    rest = text.subarray(Math.max(last, text.length - START.length));
    // A few at a time cost less than one after the other.
    if (pending <= underWay / 2) more();
  });
  socket.on('error', () => {}).on('close', () => counts.cut++);
  socket.on('connect', more);
}

for (let index = 0; index < connections; index++) call();
const TICK_MS = 10;
if (allowed === 0) {
  let last = performance.now();
  setInterval(() => {
    // By the time that has gone by: where others work, too, timers are late.
    const now = performance.now();
    allowed += (perSecond * (now - last)) / 1000;
    last = now;
    for (const more of [...waiting]) {
      waiting.delete(more);
      more();
    }
  }, TICK_MS);
}
process.send({ ready: true });
process.on('message', () => {
  process.send({ report: { ...counts } });
  Object.assign(counts, { answered: 0, refused: 0 });
});
