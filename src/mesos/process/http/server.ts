import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { APPLICATION_RECORDIO } from '../../wire/content-type.js';
import { senderOf } from '../libprocess/message-request.js';
import { KEEP_ALIVE_MS, type MessagePort, type Network } from '../network.js';
import type { Address } from '../pid.js';
import { refusal } from './call.js';
import { compressed, decompressed } from './compression.js';
import { type HttpRequest, type HttpResponse, textResponse } from './message.js';
import { parseQuery } from './query.js';
import type { PathFinder, Router } from './router.js';
import { HttpStream } from './stream.js';
import { type ForeignHeader, foreignHeader } from './web-page-guard.js';

/** A body larger than this is answered with 413. Mesos itself knows no limit; tasks with data of some MB are common. */
export const MAX_BODY_BYTES = 256 * 1024 * 1024;

/** What a proxy's request names before the path. */
const ORIGIN = /^https?:\/\/[^/?]*/i;

/** A message that stays half for so long is not waited for. Most come in one piece. */
const HALF_MESSAGE_MS = 60_000;

/** What is not as usual. */
export interface HttpServerOptions {
  /** Longest body. Default: {@link MAX_BODY_BYTES}. */
  readonly bodyBytes?: number | undefined;
  /** What a peer may leave unread of a stream. */
  readonly backlogBytes?: number | undefined;
  /** Takes the messages of libprocess that come to this port; without it, they are requests like others. */
  readonly network?: Pick<Network, 'serve'> | undefined;
  readonly halfMessageMs?: number | undefined;
  /** Further names that clients know it by, as `foreignHeader` takes them. Default: none. */
  readonly names?: (() => Iterable<string>) | undefined;
  /** Whether it is for who connects from this IP address; the connections of others are cut. Default: it is for everybody. */
  readonly serves?: ((peer: string) => boolean) | undefined;
}

/** The HTTP side of a master or agent: one port, and who answers there. */
export class HttpServer<Finder extends PathFinder = Router> {
  readonly #server: Server;
  /** How many requests of each connection have no complete answer yet; those with a stream count until it ends. */
  readonly #unanswered = new Map<Socket, number>();
  #messages: MessagePort | undefined;
  /** Connections on which messages have come. */
  readonly #carriers = new WeakSet<Socket>();
  #closed: Promise<void> = Promise.resolve();
  /** The last `listen`, which may be under way. */
  #bound: Promise<unknown> = Promise.resolve();
  #ended = false;

  /**
   * `router` may be replaced at any time; without one every request is answered with 503. `onFailure` is told of handlers that
   * throw and of streams that are cut, with the request it happened to.
   */
  constructor(
    public router: Finder | undefined,
    private readonly onFailure: (error: Error, request: string) => void,
    private readonly options: HttpServerOptions = {},
  ) {
    // libprocess does not ask for a Host header, and clients exist that send none.
    const http = { noDelay: true, requireHostHeader: false };
    this.#server = createServer(http, (incoming, outgoing) => this.#serve(incoming, outgoing));
    this.#server.on('connection', (socket) => this.#watch(socket));
    // Event streams and libprocess links are silent for as long as they like: no timeout of Node's may end them.
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.headersTimeout = 0;
    this.#server.timeout = 0;
  }

  /**
   * Binds, also again after `close`; port 0 takes any free one. Rejects with Node's error (`EADDRINUSE` and the like), and after `end`.
   * @param advertised where others find it, if that is somewhere else
   * @returns where others find it
   */
  listen(ip: string, port: number, advertised: Partial<Address> = {}): Promise<Address> {
    const bound = this.#listen(ip, port, advertised);
    this.#bound = bound.catch(() => {}); // Whoever asked for it is told.
    return bound;
  }

  async #listen(ip: string, port: number, advertised: Partial<Address>): Promise<Address> {
    const server = this.#server;
    await this.#closed;
    if (this.#ended) throw new Error('This server does not listen any more.');
    return new Promise((resolve, reject) => {
      const decided = () => server.off('error', failed).off('listening', listening);
      const failed = (error: Error) => {
        decided();
        reject(error);
      };
      const listening = () => {
        decided();
        // A connection that cannot be accepted, because there are too many, must not end the program.
        server.on('error', this.#connectionFailed);
        const bound = server.address();
        const address = { ip, port: typeof bound === 'object' && bound ? bound.port : port, ...advertised };
        this.#messages = this.options.network?.serve(address);
        resolve(address);
      };
      server.on('error', failed).on('listening', listening).listen({ host: ip, port });
    });
  }

  get listening(): boolean {
    return this.#server.listening;
  }

  /** Cuts all connections and frees the port, until somebody has it listen again. */
  close(): Promise<void> {
    this.#closed = new Promise((resolve) => {
      this.#server.off('error', this.#connectionFailed);
      this.#server.close(() => resolve());
      this.cutAll();
    });
    return this.#closed;
  }

  /**
   * Cuts all connections and frees the port for good, that of a `listen` under way included: Node binds some time after it was asked to,
   * whatever is said meanwhile.
   */
  async end(): Promise<void> {
    this.#ended = true;
    await this.#bound;
    await this.close();
  }

  /** Cuts all connections, those that go out from this address included. */
  cutAll(): void {
    this.#server.closeAllConnections();
    this.#messages?.cut();
  }

  /** Cuts the connections on which somebody waits for an answer, or for the rest of one. Those that are idle stay useful. */
  cutAnswering(): void {
    for (const [socket, count] of this.#unanswered) if (count > 0) socket.destroy();
  }

  readonly #connectionFailed = (error: Error): void => this.onFailure(error, 'A connection');

  #serve(incoming: IncomingMessage, outgoing: ServerResponse): void {
    incoming.on('error', () => {}); // the peer left while it was sending: nothing was asked
    const foreign = foreignHeader(incoming, this.options.names?.());
    if (foreign) return this.#answer(outgoing, refused(foreign), undefined);
    const sender = this.#messages && incoming.method === 'POST' ? senderOf(incoming.headers) : undefined;
    if (this.#messages && sender !== undefined) return this.#takeMessage(incoming, outgoing, sender, this.#messages);
    this.#countUntilAnswered(outgoing);
    if (incoming.headers['content-type'] === APPLICATION_RECORDIO) {
      void this.#handle(incoming, outgoing, Buffer.alloc(0), streamOf(incoming, outgoing));
      return;
    }
    this.#readBody(incoming, outgoing, (body) => void this.#handle(incoming, outgoing, body));
  }

  /** A message is for a process, whose routes and who may use them have nothing to do with it. */
  #takeMessage(incoming: IncomingMessage, outgoing: ServerResponse, from: string, port: MessagePort): void {
    const { socket } = incoming;
    const ip = ipOf(socket);
    if (!this.#carriers.has(socket)) {
      this.#carriers.add(socket.setKeepAlive(true, KEEP_ALIVE_MS));
      socket.on('timeout', () => {
        port.refused(ip, 'the rest of a message did not come');
        socket.destroy();
      });
    }
    socket.setTimeout(this.options.halfMessageMs ?? HALF_MESSAGE_MS);
    this.#readBody(incoming, outgoing, (body) => {
      socket.setTimeout(0);
      this.#answer(outgoing, port.receive({ path: incoming.url ?? '', from, body, ip }), undefined);
    });
  }

  /** Node answers what is no HTTP, and ends the connection; that is told. */
  #watch(socket: Socket): void {
    const ip = ipOf(socket);
    if (this.options.serves?.(ip) === false) return void socket.destroy();
    this.#unanswered.set(socket, 0);
    // Answers that still wait behind another one of their connection are not told of its end.
    socket.once('close', () => this.#unanswered.delete(socket));
    socket.on('error', ({ code, message }: NodeJS.ErrnoException) => {
      if (code?.startsWith('HPE_')) this.#messages?.refused(ip, message);
    });
  }

  #readBody(incoming: IncomingMessage, outgoing: ServerResponse, then: (body: Buffer) => void): void {
    const { bodyBytes: limit = MAX_BODY_BYTES } = this.options;
    let chunks: Buffer[] = [];
    let size = 0;
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else if (!outgoing.headersSent) {
        // The rest is still taken, and thrown away: a client that is cut off while it sends does not see the answer.
        chunks = [];
        this.#answer(outgoing, textResponse(413), undefined);
      }
    });
    incoming.on('end', () => {
      if (size <= limit) then(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks));
    });
  }

  #countUntilAnswered(outgoing: ServerResponse): void {
    const { socket } = outgoing.req;
    this.#count(socket, 1);
    outgoing.once('close', () => this.#count(socket, -1));
  }

  #count(socket: Socket, difference: number): void {
    const count = this.#unanswered.get(socket);
    if (count !== undefined) this.#unanswered.set(socket, count + difference);
  }

  async #handle(incoming: IncomingMessage, outgoing: ServerResponse, body: Buffer, stream?: Readable): Promise<void> {
    const { method = 'GET', headers } = incoming;
    const url = incoming.url?.replace(ORIGIN, '') || '/';
    const acceptEncoding = headers['accept-encoding']?.toString();
    try {
      const queryStart = url.indexOf('?');
      const path = queryStart < 0 ? url : url.slice(0, queryStart);
      if (!this.router) return this.#answer(outgoing, textResponse(503), acceptEncoding);
      const query = queryOf(path, queryStart < 0 ? '' : url.slice(queryStart + 1));
      if ('status' in query) return this.#answer(outgoing, query, acceptEncoding);
      const found = this.router.find(path);
      if (!found) return this.#answer(outgoing, textResponse(404), acceptEncoding);
      const content = decompressed(body, headers['content-encoding'], this.options.bodyBytes ?? MAX_BODY_BYTES);
      if ('status' in content) return this.#answer(outgoing, content, acceptEncoding);
      const request: HttpRequest = {
        method,
        path: found.path,
        target: url,
        query,
        headers: lastOfEach(incoming.rawHeaders),
        body: content,
        stream,
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
    const { status, headers = {}, body = '', stream, abandoned } = response;
    if (outgoing.req.socket.destroyed) {
      // Nobody is there any more, and a stream opened now would never hear of it.
      if (body instanceof Readable) body.destroy();
      abandoned?.();
      return;
    }
    if (response.reset) {
      stream?.(this.#streamOn(outgoing));
      if (body instanceof Readable) body.destroy();
      outgoing.req.socket.resetAndDestroy();
      return;
    }
    // Mesos never says what it will do with the connection, and streams outlive a client's `Connection: close`.
    outgoing.removeHeader('Connection');
    if (stream) {
      outgoing.writeHead(status, headers);
      outgoing.flushHeaders();
      stream(this.#streamOn(outgoing));
    } else if (body instanceof Readable) {
      outgoing.writeHead(status, headers);
      sendAll(body, outgoing, Number(headers['Content-Length']));
    } else {
      const zipped = compressed(body, acceptEncoding);
      const length = { 'Content-Length': String(Buffer.byteLength(zipped ?? body)) };
      outgoing.writeHead(status, { ...headers, ...(zipped && { 'Content-Encoding': 'gzip' }), ...length });
      outgoing.end(zipped ?? body);
    }
  }

  #streamOn(outgoing: ServerResponse): HttpStream {
    const { method, url } = outgoing.req;
    return new HttpStream(outgoing, (error) => this.onFailure(error, `${method} ${url}`), this.options.backlogBytes);
  }
}

/** Before anybody is asked who it is for: messages and routes alike. */
function refused({ header, came }: ForeignHeader): HttpResponse {
  const remedy = header === 'Host' ? ' Ask by an IP address, or give whoever is asked the flag --hostname.' : '';
  return textResponse(403, `minimesos: ${header}: ${came} is of another site.${remedy}`);
}

const ipOf = ({ remoteAddress = '' }: Socket): string => remoteAddress.replace(/^::ffff:/, '');

/** The parameters of a request, or the answer to one whose target cannot be read. */
function queryOf(path: string, query: string): URLSearchParams | HttpResponse {
  if (!path.startsWith('/')) return textResponse(400, "Request URL path must start with '/'");
  try {
    return parseQuery(query);
  } catch (error) {
    return refusal(error); // libprocess closes the connection; an answer tells the client why
  }
}

/** The body of a request as it arrives. What is left of it when the request has been answered is thrown away. */
function streamOf(incoming: IncomingMessage, outgoing: ServerResponse): Readable {
  const body = incoming.pipe(new PassThrough());
  body.on('error', () => {}); // Whoever reads it is told.
  incoming.once('close', () => incoming.complete || body.destroy(new Error('The peer left while it was sending.')));
  outgoing.once('finish', () => {
    incoming.unpipe(body).resume();
    body.destroy();
  });
  return body;
}

/** Sends a body whose length was announced. If it turns out shorter, the client learns it by the end of the connection. */
function sendAll(body: Readable, outgoing: ServerResponse, length: number): void {
  let sent = 0;
  body.on('data', (chunk: Buffer) => {
    sent += chunk.length;
  });
  body.on('end', () => {
    if (sent < length) outgoing.destroy();
  });
  pipeline(body, outgoing, (error) => error && outgoing.destroy());
}

/** By name; of a header given several times the last counts, as in libprocess. */
function lastOfEach(raw: readonly string[]): Record<string, string | undefined> {
  const result: Record<string, string | undefined> = {};
  for (let index = 0; index < raw.length; index += 2) result[(raw[index] as string).toLowerCase()] = raw[index + 1];
  return result;
}
