import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { pipeline, Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Address } from '../pid.js';
import { type HttpRequest, type HttpResponse, textResponse } from './message.js';
import type { Router } from './router.js';
import { HttpStream } from './stream.js';

/** A body larger than this is answered with 413. Mesos itself knows no limit; tasks with data of some MB are common. */
export const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** Answers of this size or more are compressed for clients that accept it, as libprocess does. */
const GZIP_MINIMUM_BYTES = 1024;

/** The HTTP side of a master or agent: one port, one router. */
export class HttpServer {
  readonly #server: Server;
  #address: Address | undefined;

  constructor(
    private readonly router: Router,
    private readonly onFailure: (error: Error, request: string) => void,
  ) {
    this.#server = createServer({ noDelay: true }, (incoming, outgoing) => this.#serve(incoming, outgoing));
    // Event streams and libprocess links are silent for as long as they like: no timeout of Node's may end them.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.timeout = 0;
  }

  /** Binds; port 0 takes any free one. Rejects with Node's error (`EADDRINUSE` and the like). */
  listen(ip: string, port: number): Promise<Address> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ host: ip, port }, () => {
        this.#server.off('error', reject);
        const bound = this.#server.address();
        this.#address = { ip, port: typeof bound === 'object' && bound ? bound.port : port };
        resolve(this.#address);
      });
    });
  }

  /** Cuts all connections and frees the port. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const chunks: Buffer[] = [];
    let size = 0;
    incoming.on('error', () => {});
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) chunks.push(chunk);
      else if (!outgoing.headersSent) this.#answer(outgoing, textResponse(413), undefined);
    });
    incoming.on('end', () => {
      if (size > MAX_BODY_BYTES) return;
      void this.#handle(incoming, outgoing, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer): Promise<void> {
    const { url = '/', method = 'GET', headers } = incoming;
    const acceptEncoding = headers['accept-encoding']?.toString();
    try {
      const queryStart = url.indexOf('?');
      const path = queryStart < 0 ? url : url.slice(0, queryStart);
      const found = this.router.find(path);
      if (!found) return this.#answer(outgoing, textResponse(404), acceptEncoding);
      const request: HttpRequest = {
        method,
        path: found.path,
        query: new URLSearchParams(queryStart < 0 ? '' : url.slice(queryStart + 1)),
        headers: joined(headers),
        body: headers['content-encoding'] === 'gzip' ? gunzipSync(body, { maxOutputLength: MAX_BODY_BYTES }) : body,
        peer: `${incoming.socket.remoteAddress}:${incoming.socket.remotePort}`,
      };
      // Most handlers answer at once; not awaiting those keeps the order of calls on different connections.
      const response = found.handler(request);
      this.#answer(outgoing, response instanceof Promise ? await response : response, acceptEncoding);
    } catch (error) {
      this.onFailure(error instanceof Error ? error : new Error(String(error)), `${method} ${url}`);
      if (!outgoing.headersSent) this.#answer(outgoing, textResponse(500), undefined);
      else outgoing.destroy();
    }
  }

  #answer(outgoing: ServerResponse, response: HttpResponse, acceptEncoding: string | undefined): void {
    const { status, headers = {}, body = '', stream } = response;
    // Mesos never says what it will do with the connection, and streams outlive a client's `Connection: close`.
    outgoing.removeHeader('Connection');
    if (stream) {
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
      stream(new HttpStream(outgoing));
      return;
    }
    if (body instanceof Readable) {
      outgoing.writeHead(status, headers);
      pipeline(body, outgoing, (error) => error && outgoing.destroy());
      return;
    }
    let payload = body;
    const sent: Record<string, string> = { ...headers };
    if (
      Buffer.byteLength(payload) >= GZIP_MINIMUM_BYTES &&
      acceptEncoding &&
      /(^|[\s,])(gzip|\*)\s*($|[,;])/.test(acceptEncoding)
    ) {
      payload = gzipSync(payload);
      sent['Content-Encoding'] = 'gzip';
    }
    sent['Content-Length'] = String(Buffer.byteLength(payload));
    outgoing.writeHead(status, sent);
    outgoing.end(payload);
  }
}

function joined(headers: IncomingMessage['headers']): Record<string, string | undefined> {
  const result: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) result[name] = Array.isArray(value) ? value.join(', ') : value;
  return result;
}
