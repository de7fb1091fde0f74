import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** What stands between what is sent on one connection, or to one request, and the next. */
export const NEXT = '\n--next--\n';

/** A server of this machine that answers whatever it is asked with the next part of an input, and then hangs up. */
export class Answering {
  /** `http://127.0.0.1:port` */
  url = '';
  port = 0;
  #parts: Buffer[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #server: Server = createServer((socket) => {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => {});
    socket.on('data', () => {
      const part = this.#parts.shift();
      if (!part) return void socket.destroy();
      socket.write(part);
      // What comes after the last answer is its end.
      if (this.#parts.length === 0) socket.end();
    });
  });

  async open(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = (this.#server.address() as AddressInfo).port;
    this.url = `http://127.0.0.1:${this.port}`;
  }

  /** What is to be answered from now on; links to this server are written `http://here`. */
  answer(input: Uint8Array): void {
    const parts = Buffer.from(input).toString('latin1').replaceAll('http://here', this.url).split(NEXT);
    this.#parts = parts.map((part) => Buffer.from(part, 'latin1'));
  }

  /** Cuts all connections. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  async close(): Promise<void> {
    this.cut();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
