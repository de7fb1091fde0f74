// How many questions the names of a cluster answer. The client is a process of its own, as those of users are.
import { fork } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { isMain } from '../scripts/is-main.mjs';

const QUESTIONS = 30_000;
/** How many are under way at once. */
const WINDOW = 64;
const TYPES = { A: 1, SRV: 33 };

/** A question of DNS; its id comes first. */
function question(name, type) {
  const labels = name.split('.').flatMap((label) => [Buffer.from([label.length]), Buffer.from(label)]);
  const header = Buffer.from([0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, ...labels, Buffer.from([0, 0, TYPES[type], 0, 1])]);
}

/** Asks again and again; resolves with answers a second. An answer that was lost on its way would have it wait for ever. */
async function ask(port, name, type, count) {
  const socket = createSocket('udp4');
  socket.connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const message = question(name, type);
  let sent = 0;
  let answered = 0;
  const send = () => {
    message.writeUInt16BE(sent++ & 0xffff, 0);
    socket.send(Buffer.from(message));
  };
  const started = performance.now();
  await new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (answer) => {
      if ((answer[3] & 15) !== 0 || answer.readUInt16BE(6) === 0) reject(new Error(`${name} was not answered`));
      if (++answered === count) resolve();
      else if (sent < count) send();
    });
    for (let number = 0; number < Math.min(WINDOW, count); number++) send();
  });
  const seconds = (performance.now() - started) / 1000;
  socket.close();
  return count / seconds;
}

export async function measureNames() {
  const { MesosCluster } = await import('minimesos');
  const cluster = await MesosCluster.start({ agents: 10, containerizers: 'simulated', names: true });
  const client = fork(fileURLToPath(import.meta.url), ['client', String(cluster.names.port)]);
  try {
    const [result] = await once(client, 'message');
    return result;
  } finally {
    client.kill();
    await cluster.destroy();
  }
}

if (isMain(import.meta.url)) {
  const [, , role, port] = process.argv;
  if (role === 'client') {
    await ask(Number(port), 'leader.mesos', 'A', 2000); // warms up the code
    const addresses = await ask(Number(port), 'leader.mesos', 'A', QUESTIONS);
    const services = await ask(Number(port), '_leader._tcp.mesos', 'SRV', QUESTIONS);
    process.send({ addresses: [addresses], services: [services] });
  } else console.log(await measureNames());
}
