// Asks a master something small again and again, as somebody would who waits for the answer. Argument: { url }. Told { report: true }, it tells
// how long the answers took since the last time.
import http from 'node:http';
import { sleep } from '../until.mjs';

const PAUSE_MS = 20;
const { url } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const small = '{"type":"GET_VERSION"}';
let times = [];

const ask = (text) =>
  new Promise((resolve, reject) => {
    const headers = { 'Content-Type': 'application/json', Accept: 'application/json', 'Content-Length': text.length };
    const options = { host: hostname, port, method: 'POST', path: '/api/v1', headers, agent };
    http
      .request(options, (answer) => answer.resume().once('end', resolve))
      .on('error', reject)
      .end(text);
  });

process.on('message', () => {
  process.send({ report: times });
  times = [];
});
process.send({ ready: true });
for (;;) {
  const before = performance.now();
  await ask(small);
  times.push(performance.now() - before);
  await sleep(PAUSE_MS);
}
