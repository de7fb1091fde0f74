// A program that uses ZooKeeper, on the embedded server, and on Apache ZooKeeper as well: what it prints there has to be the
// same, so that it is not only the program's own idea of what is right. It is given HOST:PORT, where it reaches the server
// through a relay, and may ask:
//
//   please cut          all connections are cut
//   please restart      the server ends and starts again, with the same data
//   please expire ID    the session ends; its id in hexadecimal digits
import { connect, createServer } from 'node:net';
import { startZooKeeper } from './embedded-zookeeper.mjs';
import { apache } from './zookeeper/apache.mjs';

const LINES_SHOWN = 20;
const CLOSE_SESSION = -11;

/** Passes on what arrives, so that connections can be cut without the server's doing, and remembers whom it has let in. */
async function startRelay(port) {
  const sockets = new Set();
  /** What servers tell clients first: their sessions' passwords, by the ids. */
  const passwords = new Map();
  const relay = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    server.once('data', (bytes) => passwords.set(bytes.toString('hex', 12, 20), bytes.subarray(24, 40)));
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ]) {
      sockets.add(socket);
      socket
        .setNoDelay(true)
        .on('error', () => {})
        .on('data', (chunk) => other.write(chunk));
      socket.on('close', () => {
        sockets.delete(socket);
        other.end();
      });
    }
  });
  await new Promise((resolve) => relay.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  const stop = () => {
    cut();
    return new Promise((resolve) => relay.close(resolve));
  };
  return { connectString: `127.0.0.1:${relay.address().port}`, passwords, cut, stop };
}

const framed = (...parts) => {
  const content = Buffer.concat(parts);
  return Buffer.concat([integer(content.length), content]);
};

function integer(value) {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Ends a session, as whoever knows its password can; its client learns it when it connects the next time. */
function expire(port, id, password) {
  const session = [Buffer.from(id, 'hex'), integer(16), password];
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.write(framed(integer(0), Buffer.alloc(8), integer(10_000), ...session, Buffer.alloc(1)));
    socket.write(framed(integer(1), integer(CLOSE_SESSION)));
    socket.on('error', reject).on('close', resolve).resume();
  });
}

/** The first lines in which two outputs differ, as text; undefined when they are the same. */
function difference(expected, embedded) {
  const [left, right] = [expected, embedded].map((output) => output.trimEnd().split('\n'));
  const count = Math.max(left.length, right.length);
  const differing = Array.from({ length: count }, (_, index) => index).filter((index) => left[index] !== right[index]);
  if (differing.length === 0) return undefined;
  const shown = differing.slice(0, LINES_SHOWN).map((index) => `expected: ${left[index]}\nembedded: ${right[index]}`);
  return `${differing.length} of ${count} lines differ:\n${shown.join('\n')}`;
}

async function runOn(start, program, context) {
  const server = await start();
  const relay = await startRelay(server.port);
  const acts = {
    cut: async () => relay.cut(),
    restart: () => server.restart(),
    expire: (session) => {
      const id = session.padStart(16, '0');
      return expire(server.port, id, relay.passwords.get(id));
    },
  };
  const please = async (text) => {
    const [what, detail] = text.split(' ');
    await acts[what](detail);
  };
  try {
    const printed = await program({ ...context, connectString: relay.connectString, please });
    return printed.replace(/^please expire .*/gm, 'please expire');
  } finally {
    await relay.stop();
    await server.stop();
  }
}

/**
 * A run of a program on another server and on the embedded one.
 * @param program runs it, with `connectString` and `please` for what it asks, and resolves with what it printed; the id of a session
 * that it asks to be expired is left out
 */
export const asOn = ({ name: server, needs, install, start }, name, program, onEmbedded = embedded(program)) => ({
  name: `${name} as on ${server}`,
  alone: true,
  needs,
  async run(context) {
    await install(context.execute);
    const found = difference(await runOn(start, program, context), await onEmbedded(context));
    if (found) throw new Error(found);
  },
});

const embedded = (program) => (context) => runOn(startZooKeeper, program, context);

/** Two runs, of a program that also knows by itself what is right, and throws otherwise: the first needs no Java. */
export function onZooKeepers(name, program) {
  let printed;
  const onEmbedded = async (context) => {
    printed ??= await embedded(program)(context);
    return printed;
  };
  return [{ name: `${name} on the embedded ZooKeeper`, alone: true, run: onEmbedded }, asOn(apache, name, program, onEmbedded)];
}
