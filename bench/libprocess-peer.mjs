// Who is at the other end of the messages that bench/libprocess.mjs counts: it does as little as it can.
// `sink LINKS` prints its ports and throws away what comes. `source PORT LINKS MESSAGE` sends, for each line it reads, so many
// messages, all alike, over all links.
import { connect, createServer } from 'node:net';
import { createInterface } from 'node:readline';

const [role, ...rest] = process.argv.slice(2);

async function sink(links) {
  const listening = Array.from({ length: links }, async () => {
    const server = createServer((socket) => socket.on('error', () => {}).resume());
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return server.address().port;
  });
  console.log(JSON.stringify(await Promise.all(listening)));
}

/** Messages in one piece: a write for each would measure the writing. */
const BATCH = 100;

async function source(port, links, message) {
  const batch = Buffer.concat(Array.from({ length: BATCH }, () => message));
  const open = async () => {
    const socket = connect(port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    return socket.on('error', () => {}).resume();
  };
  const sockets = await Promise.all(Array.from({ length: links }, open));
  console.log('connected');
  for await (const line of createInterface({ input: process.stdin })) {
    const batches = Number(line) / BATCH / links;
    await Promise.all(
      sockets.map(async (socket) => {
        for (let sent = 0; sent < batches; sent++) {
          if (!socket.write(batch)) await new Promise((resolve) => socket.once('drain', resolve));
        }
      }),
    );
  }
  process.exit();
}

if (role === 'sink') await sink(Number(rest[0]));
else await source(Number(rest[0]), Number(rest[1]), Buffer.from(rest[2], 'base64'));
