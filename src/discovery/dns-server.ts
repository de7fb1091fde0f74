import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import { Clock } from '../mesos/process/clock.js';
import type { Address } from '../mesos/process/pid.js';
import { DnsConnection, type DnsHandler } from './dns-connection.js';

/** A free port for TCP may be taken for UDP. */
const ATTEMPTS = 20;
/** More connections at once are cut: each is a file of this process, and resolvers keep one or two. */
const MOST_CONNECTIONS = 256;

/** One port on which DNS is spoken, over UDP and over TCP. */
export class DnsServer {
  readonly #connections = new Set<DnsConnection>();
  #datagrams: DatagramSocket | undefined;
  #stream: Server | undefined;

  /**
   * @param serves whether it is for who asks from this IP address; others get no answer
   * @param world the time by which clients live: who waits for an answer is not to be cut off when a test moves the clock
   */
  constructor(
    private readonly handler: DnsHandler,
    private readonly serves: (peer: string) => boolean = () => true,
    private readonly world = new Clock(),
  ) {}

  /** Binds; port 0 takes any that is free for both. Rejects with Node's error (`EADDRINUSE` and the like). */
  async listen(ip: string, port: number): Promise<Address> {
    for (let attempt = 1; ; attempt++) {
      const stream = await this.#listenForStreams(ip, port);
      const address = stream.address();
      const bound = { ip, port: typeof address === 'object' && address ? address.port : port };
      try {
        this.#datagrams = await this.#listenForDatagrams(bound);
        this.#stream = stream;
        return bound;
      } catch (error) {
        stream.close();
        if (port !== 0 || attempt === ATTEMPTS) throw error;
      }
    }
  }

  /** Cuts all connections and frees the port. */
  async close(): Promise<void> {
    const datagrams = this.#datagrams;
    const stream = this.#stream;
    this.#datagrams = undefined;
    this.#stream = undefined;
    for (const connection of this.#connections) connection.destroy();
    await Promise.all([
      datagrams && new Promise<void>((resolve) => datagrams.close(resolve)),
      stream && new Promise<void>((resolve) => stream.close(() => resolve())),
    ]);
  }

  #listenForDatagrams({ ip, port }: Address): Promise<DatagramSocket> {
    const socket = createSocket(ip.includes(':') ? 'udp6' : 'udp4');
    socket.on('message', (message, peer) => {
      if (!this.serves(peer.address)) return;
      if (peer.port === 0) return; // Nobody can be answered there, and Node refuses to try.
      void this.handler(message, false).then((answer) => {
        if (answer && this.#datagrams === socket) socket.send(answer, peer.port, peer.address, () => {});
      });
    });
    return new Promise((resolve, reject) => {
      socket.once('error', reject);
      socket.bind({ address: ip, port, exclusive: true }, () => {
        // Whoever has asked and is gone when the answer comes makes no difference.
        socket.off('error', reject).on('error', () => {});
        resolve(socket);
      });
    });
  }

  #listenForStreams(ip: string, port: number): Promise<Server> {
    const server = createServer((socket) => this.#serve(socket));
    server.maxConnections = MOST_CONNECTIONS;
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: ip, port, exclusive: true }, () => {
        server.off('error', reject).on('error', () => {});
        resolve(server);
      });
    });
  }

  #serve(socket: Socket): void {
    if (!this.serves((socket.remoteAddress ?? '').replace(/^::ffff:/, ''))) return void socket.destroy();
    const connection = new DnsConnection(socket, this.handler, this.world);
    this.#connections.add(connection);
    socket.on('close', () => this.#connections.delete(connection));
  }
}
