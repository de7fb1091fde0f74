// So many frameworks in one process, each of which declines what it is offered, and asks for more at once. Counts the offers of each, and
// how long its calls take. Argument: { url, frameworks, slow }: so many of them besides do not read their stream. Told { report: true }, it tells
// the counts since the last time.
import http from 'node:http';
import { Scheduler } from '../../bench/scheduler.mjs';

const { url, frameworks, slow = 0 } = JSON.parse(process.argv[2]);
const offers = new Array(frameworks).fill(0);
let calls = [];
let failed = 0;
let ended = 0;

async function decline(scheduler, ids) {
  const before = performance.now();
  const decline = { offer_ids: ids, filters: { refuse_seconds: 0 } };
  try {
    await scheduler.call('DECLINE', { decline });
    calls.push(performance.now() - before);
  } catch {
    failed++;
  }
}

const AT_ONCE = 10;
let begun = 0;
const lane = async () => {
  while (begun < frameworks) await subscribe(begun++);
};

async function subscribe(index) {
  const scheduler = new Scheduler(url);
  const onEvent = (event) => {
    if (event.type !== 'OFFERS') return;
    offers[index] += event.offers.offers.length;
    void decline(
      scheduler,
      event.offers.offers.map(({ id }) => id),
    );
  };
  await scheduler.subscribe(onEvent, { name: `framework-${index}` });
  scheduler.response.once('close', () => ended++);
}
await Promise.all(Array.from({ length: AT_ONCE }, lane));

const { hostname, port } = new URL(url);
for (let index = 0; index < slow; index++) {
  const body = JSON.stringify({
    type: 'SUBSCRIBE',
    subscribe: { framework_info: { user: 'root', name: `slow-${index}`, roles: ['*'], capabilities: [{ type: 'MULTI_ROLE' }] } },
  });
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'Content-Length': body.length };
  const options = { host: hostname, port, method: 'POST', path: '/api/v1/scheduler', headers, agent: false };
  await new Promise((resolve, reject) => {
    // The answer is never read.
    http
      .request(options, (answer) => resolve(answer.socket.pause()))
      .on('error', reject)
      .end(body);
  });
}
process.send({ ready: true });
process.on('message', () => {
  process.send({ report: { offers: [...offers], calls, failed, ended } });
  offers.fill(0);
  calls = [];
});
