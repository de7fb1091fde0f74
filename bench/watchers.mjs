// Watches a cluster over so many operator event streams at once: node watchers.mjs IP PORT COUNT
// For each number on standard input it prints that number when every stream has had as many events, heartbeats after the first
// left out. What comes is counted and not decoded.
import http from 'node:http';
import { createInterface } from 'node:readline';

const [host, port, count] = process.argv.slice(2);
const received = new Array(Number(count)).fill(0);
let wake = () => {};

function watch(index) {
  const headers = { 'Content-Type': 'application/json', Accept: 'application/json' };
  const request = http.request({ host, port, method: 'POST', path: '/api/v1', headers, agent: false }, (stream) => {
    let pending = Buffer.alloc(0);
    let left = 0;
    stream.on('data', (chunk) => {
      // What is left of a record that was counted already is skipped.
      const skipped = Math.min(left, chunk.length);
      left -= skipped;
      pending = Buffer.concat([pending, chunk.subarray(skipped)]);
      for (let newline = pending.indexOf(10); left === 0 && newline >= 0; newline = pending.indexOf(10)) {
        const length = Number(pending.subarray(0, newline).toString());
        const end = newline + 1 + length;
        if (length > HEARTBEAT_BYTES || received[index] < 2) received[index]++;
        left = Math.max(0, end - pending.length);
        pending = pending.subarray(end);
      }
      wake();
    });
  });
  request.end('{"type":"SUBSCRIBE"}');
}

const HEARTBEAT_BYTES = '{"type":"HEARTBEAT"}'.length;
for (let index = 0; index < received.length; index++) watch(index);

for await (const line of createInterface({ input: process.stdin })) {
  while (received.some((events) => events < Number(line))) {
    await new Promise((resolve) => {
      wake = resolve;
    });
  }
  console.log(line);
}
