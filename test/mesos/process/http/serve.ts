import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { HttpHandler } from '../../../../src/mesos/process/http/message.js';
import { Router } from '../../../../src/mesos/process/http/router.js';
import { HttpServer } from '../../../../src/mesos/process/http/server.js';
import type { HttpStream } from '../../../../src/mesos/process/http/stream.js';

type Limits = ConstructorParameters<typeof HttpServer>[2];

/** A server on a random port with these routes of its delegate process `master`; it is gone after the test. */
export async function serve(routes: Record<string, HttpHandler>, limits?: Limits) {
  const router = new Router('master');
  for (const [route, handler] of Object.entries(routes)) router.add('master', route, handler);
  const failures: { error: Error; request: string }[] = [];
  const server = new HttpServer(router, (error, request) => failures.push({ error, request }), limits);
  const address = await server.listen('127.0.0.1', 0);
  onTestFinished(() => server.close());
  return { server, address, failures, url: `http://127.0.0.1:${address.port}`, connect: () => RawConnection.to(address.port) };
}

/** A route that opens streams, and the streams opened so far. */
export function streams(headers: Record<string, string> = {}) {
  const opened: HttpStream[] = [];
  const waiting: ((stream: HttpStream) => void)[] = [];
  const handler: HttpHandler = () => ({
    status: 200,
    headers,
    stream: (stream) => {
      opened.push(stream);
      waiting.shift()?.(stream);
    },
  });
  /** The next stream that is opened. */
  const next = () => new Promise<HttpStream>((resolve) => waiting.push(resolve));
  return { handler, opened, next };
}

/** A connection whose bytes are seen as they are on the wire. */
export class RawConnection {
  #received = '';
  #waiting: (() => void)[] = [];
  readonly ended: Promise<void>;

  private constructor(readonly socket: Socket) {
    socket.setEncoding('latin1');
    socket.on('error', () => {});
    this.ended = new Promise((resolve) => socket.once('close', () => resolve()));
    socket.on('data', (text: string) => {
      this.#received += text;
      for (const check of this.#waiting) check();
    });
  }

  static async to(port: number): Promise<RawConnection> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    onTestFinished(() => void socket.destroy());
    return new RawConnection(socket);
  }

  send(text: string | Buffer): void {
    this.socket.write(text);
  }

  get(path: string, ...headers: string[]): void {
    this.send([`GET ${path} HTTP/1.1`, 'Host: h', ...headers, '', ''].join('\r\n'));
  }

  post(path: string, body: string | Buffer, ...headers: string[]): void {
    const length = `Content-Length: ${Buffer.byteLength(body)}`;
    this.send([`POST ${path} HTTP/1.1`, 'Host: h', length, ...headers, '', ''].join('\r\n'));
    this.send(body);
  }

  /** Waits for a text, or so many bytes; takes everything up to its end from what has arrived, and returns that. */
  until(what: string | number): Promise<string> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const end = this.#endOf(what);
        if (end < 0) return;
        this.#waiting = this.#waiting.filter((other) => other !== check);
        const text = this.#received.slice(0, end);
        this.#received = this.#received.slice(end);
        resolve(text);
      };
      this.#waiting.push(check);
      void this.ended.then(() => reject(new Error(`The connection ended after ${JSON.stringify(this.#received)}.`)));
      check();
    });
  }

  /** The next chunk of an answer in chunks; undefined after the last. */
  async chunk(): Promise<string | undefined> {
    const length = Number.parseInt(await this.until('\r\n'), 16);
    const text = await this.until(length + 2);
    return length === 0 ? undefined : text.slice(0, -2);
  }

  /** Everything that arrives until the server ends the connection. */
  async rest(): Promise<string> {
    await this.ended;
    return this.#received;
  }

  /** The next answer that has a Content-Length. */
  async answer(): Promise<{ head: string; status: number; body: string }> {
    const head = await this.until('\r\n\r\n');
    const length = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? Number.NaN);
    if (Number.isNaN(length)) throw new Error(`There is no Content-Length in ${head}`);
    return { head, status: Number(head.split(' ')[1]), body: await this.until(length) };
  }

  #endOf(what: string | number): number {
    if (typeof what === 'number') return this.#received.length < what ? -1 : what;
    const start = this.#received.indexOf(what);
    return start < 0 ? -1 : start + what.length;
  }
}
