import { connect, createServer, type Socket } from 'node:net';
import type { PortBinding } from './port-binding.js';
import type { Forwarder, Target } from './published-ports.js';

/** Listens at the agent's address, and hands each connection on to a container. */
export async function forwardTcp({ port, hostPort, hostAddress = '0.0.0.0' }: PortBinding, target: Target): Promise<Forwarder> {
  const connections = new Set<Socket>();
  // Nothing is read before it is known where it goes, and each side may end before the other.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true }, (client) => {
    connections.add(client);
    client.on('close', () => connections.delete(client)).on('error', () => client.destroy());
    void join(client, port, target);
  });
  await new Promise<void>((resolve, reject) => {
    server.on('error', reject).listen(hostPort, hostAddress, resolve);
  });
  return {
    hostPort: (server.address() as { port: number }).port,
    close() {
      server.close();
      for (const connection of connections) connection.destroy();
    },
  };
}

async function join(client: Socket, port: number, target: Target): Promise<void> {
  const host = await target();
  // To whoever connects it is as if nobody listened, as it would be at the container itself.
  if (host === undefined || client.destroyed) return void client.resetAndDestroy();
  const container = connect({ host, port, allowHalfOpen: true, noDelay: true });
  client.setNoDelay(true);
  client.on('close', () => container.destroy());
  container.on('error', () => client.resetAndDestroy());
  container.on('close', () => client.destroy());
  container.on('connect', () => {
    client.pipe(container);
    container.pipe(client);
    client.resume();
  });
}
