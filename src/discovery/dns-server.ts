import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { createServer, type Server, type Socket } from 'node:net';
import type { Address } from '../mesos/process/pid.js';

/** Answers a message, or does not, where there is nothing to answer. */
export type DnsHandler = (message: Buffer, overTcp: boolean) => Promise<Buffer | undefined>;

const LENGTH_BYTES = 2;
/** A free port for TCP may be taken for UDP. */
const ATTEMPTS = 20;

/** One port on which DNS is spoken, over UDP and over TCP. */
export class DnsServer {
  readonly #connections = new Set<Socket>();
  #datagrams: DatagramSocket | undefined;
  #stream: Server | undefined;

  /** @param serves whether it is for who asks from this IP address; others get no answer */
  constructor(
    private readonly handler: DnsHandler,
    private readonly serves: (peer: string) => boolean = () => true,
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
    const server = createServer((connection) => this.#serve(connection));
    return new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host: ip, port, exclusive: true }, () => {
        server.off('error', reject).on('error', () => {});
        resolve(server);
      });
    });
  }

  /** Each message comes after its length. What is asked at once may be answered in any order. */
  #serve(connection: Socket): void {
    if (!this.serves((connection.remoteAddress ?? '').replace(/^::ffff:/, ''))) return void connection.destroy();
    this.#connections.add(connection);
    connection.on('close', () => this.#connections.delete(connection)).on('error', () => connection.destroy());
    let rest = Buffer.alloc(0);
    connection.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= LENGTH_BYTES && rest.length >= LENGTH_BYTES + rest.readUInt16BE(0)) {
        const end = LENGTH_BYTES + rest.readUInt16BE(0);
        void this.#answer(connection, rest.subarray(LENGTH_BYTES, end));
        rest = rest.subarray(end);
      }
    });
  }

  async #answer(connection: Socket, message: Buffer): Promise<void> {
    const answer = await this.handler(message, true);
    if (!answer || !connection.writable) return;
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt16BE(answer.length);
    connection.write(Buffer.concat([length, answer]));
  }
}
