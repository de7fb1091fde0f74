import { connect, createServer, type Socket } from 'node:net';
import type { Address } from '../mesos/process/pid.js';

/**
 * Keeps a port on which nobody listens from being given to others that want any free one: a connection comes from it. Who
 * connects to the port is refused meanwhile, and it can be listened on again before this has ended. Returns what ends it; does
 * nothing where somebody else has got hold of the port already.
 */
export async function holdPort({ ip, port }: Address): Promise<() => void> {
  const server = createServer((socket) => socket.on('error', () => {})).unref();
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, ip, resolve));
    const other = server.address();
    const socket = connect({ ...{ host: ip, port: typeof other === 'object' && other ? other.port : 0 }, localPort: port });
    await settled(socket.unref());
    // A reset leaves nothing of the connection behind that could keep the port from being bound.
    return () => {
      socket.resetAndDestroy();
      server.close();
    };
  } catch {
    server.close();
    return () => {};
  }
}

const settled = (socket: Socket): Promise<void> =>
  new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
