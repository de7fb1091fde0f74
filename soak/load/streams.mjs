// So many streams of a kind in one process, which counts what comes and does not decode it; `slow` of them besides are never read.
// Argument: { url, method, path, body, headers, streams, slow }. Told { report: true }, it tells how many bytes came and how many have ended.
import http from 'node:http';

const { url, method, path, body, headers, streams, slow } = JSON.parse(process.argv[2]);
const { hostname, port } = new URL(url);
const counts = { bytes: 0, ended: 0, silent: 0, refused: 0 };

function open(reads) {
  return new Promise((resolve) => {
    const request = http.request({ host: hostname, port, method, path, headers, agent: false }, (answer) => {
      if (answer.statusCode !== 200) counts.refused++;
      if (reads) {
        let bytes = 0;
        counts.silent++;
        answer.on('data', (chunk) => {
          if (bytes === 0) counts.silent--;
          bytes += chunk.length;
          counts.bytes += chunk.length;
        });
      } else answer.socket.pause();
      answer.on('close', () => counts.ended++);
      answer.on('error', () => {});
      resolve();
    });
    request.on('error', () => {
      counts.refused++;
      resolve();
    });
    request.end(body);
  });
}

const AT_ONCE = 25;
let begun = 0;
const lane = async () => {
  while (begun < streams + slow) await open(begun++ < streams);
};
await Promise.all(Array.from({ length: AT_ONCE }, lane));
process.send({ ready: true });
process.on('message', () => {
  process.send({ report: { ...counts } });
  counts.bytes = 0;
});
