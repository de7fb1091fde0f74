import { type IncomingHttpHeaders, type IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type EngineClient, readAll, unreachable } from './engine-client.js';
import { Refusal } from './refusal.js';

/** More than any request has that a proxy reads itself. */
const LARGEST_REQUEST = 4 * 1024 * 1024;
/** What headers say of the body of a request. */
const OF_A_BODY = ['content-type', 'content-length', 'content-encoding', 'transfer-encoding', 'trailer', 'expect'];

/** One request of the agent and its answer. */
export class Exchange {
  readonly method: string;
  /** Of the API, without its version. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** `/v1.41`; empty: that of the engine. */
  readonly version: string;
  /** What has come of a stream before it was granted. */
  #ahead: Buffer = Buffer.alloc(0);
  #hasBody = true;

  /** @param upgrade the connection, where the client wants to go on with it as a stream, and what has come of that already */
  constructor(
    readonly request: IncomingMessage,
    readonly response: ServerResponse,
    readonly upgrade?: { readonly socket: Duplex; readonly head: Buffer },
  ) {
    const [path = '/', query = ''] = (request.url ?? '/').split('?', 2);
    const [, version = '', rest = '/'] = /^(\/v\d+\.\d+)?(\/.*)$/.exec(path) ?? [];
    this.method = request.method ?? 'GET';
    this.path = rest;
    this.version = version;
    this.query = new URLSearchParams(query);
  }

  /**
   * One whose client wants to go on with the connection as a stream; until that is granted it is answered like any other. Undefined where
   * an earlier request of the connection has no answer yet, which no client of Docker does: then it is cut.
   */
  static upgrading(request: IncomingMessage, socket: Duplex, head: Buffer): Exchange | undefined {
    socket.on('error', () => socket.destroy());
    const response = new ServerResponse(request);
    response.shouldKeepAlive = false;
    try {
      // The response takes any stream, and is declared for sockets only.
      response.assignSocket(socket as never);
    } catch {
      return void socket.destroy();
    }
    response.on('finish', () => socket.end());
    return new Exchange(request, response, { socket, head });
  }

  /** The body of the request. */
  async document<Body>(): Promise<Body> {
    const bytes = await readAll(this.request, LARGEST_REQUEST, incomplete);
    try {
      return JSON.parse(bytes.toString() || '{}') as Body;
    } catch {
      throw new Refusal(400, 'minimesos: the request is no JSON');
    }
  }

  /**
   * The same, to be passed on without its body, where it is judged by its path and query: an engine takes parameters from the form
   * that a POST has for its body before those of the query, and one that speaks an API before 1.24 takes the settings of a container with its start.
   */
  withoutBody(): this {
    this.#hasBody = false;
    return this;
  }

  answer(status: number, body: unknown): void {
    const text = JSON.stringify(body);
    this.response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
    this.response.end(this.method === 'HEAD' ? undefined : text);
  }

  /** Answers with what went wrong, unless an answer is under way. */
  refuse(error: Error): void {
    if (this.response.headersSent) return void this.response.destroy();
    this.answer(error instanceof Refusal ? error.status : 500, { message: error.message });
  }

  /** What the engine is asked instead. */
  target(path = this.path): string {
    const query = this.query.toString();
    return `${this.version}${path}${query && `?${query}`}`;
  }

  /**
   * Passes the request on and its answer back, as they come.
   * @returns the status of the answer, once it has begun
   */
  async pass(engine: EngineClient, path?: string): Promise<number> {
    const asked = await this.send(engine, path);
    return 'socket' in asked ? this.#join(asked) : this.relay(asked.response);
  }

  /** Passes the request on; what comes is an answer, or a stream where the engine has granted that. */
  async send(engine: EngineClient, path?: string): Promise<{ response: IncomingMessage } | Upgraded> {
    const { request, response, upgrade } = this;
    const ahead = upgrade && this.#hasBody ? await this.#bodyBeforeStream() : undefined;
    // Nobody would tell that again, so that what is asked now would never end.
    if (response.destroyed) throw gone();
    const asked = engine.open({ method: this.method, path: this.target(path), headers: { ...this.#headers(), host: 'docker' } });
    const answered = new Promise<{ response: IncomingMessage } | Upgraded>((resolve, reject) => {
      asked.on('response', (answer) => resolve({ response: answer }));
      asked.on('upgrade', (answer, socket, head) => resolve({ answer, socket, head }));
      asked.on('error', (error) => reject(response.destroyed ? gone() : unreachable(error)));
    });
    // Whoever goes away ends what was asked on its behalf; one that streams is ended by the stream.
    if (upgrade) upgrade.socket.on('error', () => asked.destroy());
    response.on('close', () => {
      if (!response.writableFinished) asked.destroy();
    });
    if (!this.#hasBody) {
      asked.end();
      // While something of it is unread, nobody sees that its client goes away.
      request.resume();
    } else if (upgrade) asked.end(ahead);
    else request.pipe(asked);
    return await answered;
  }

  /** Those that are passed on. */
  #headers(): IncomingHttpHeaders {
    const headers = this.upgrade ? this.request.headers : endToEnd(this.request.headers);
    if (this.#hasBody) return headers;
    return Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_A_BODY.includes(name)));
  }

  /** The body of a request that asks for a stream: it comes first on the connection, and all that follows belongs to the stream. */
  async #bodyBeforeStream(): Promise<Buffer> {
    const { upgrade, request } = this;
    const length = Number(request.headers['content-length'] ?? 0);
    if (!upgrade || request.headers['transfer-encoding'] !== undefined || !(length <= LARGEST_REQUEST)) {
      throw new Refusal(411, 'minimesos: a request for a stream has to tell the length of its body');
    }
    const chunks = [upgrade.head];
    for (let left = length - upgrade.head.length; left > 0; ) {
      const chunk = await nextChunk(upgrade.socket);
      chunks.push(chunk);
      left -= chunk.length;
    }
    const came = Buffer.concat(chunks);
    this.#ahead = came.subarray(length);
    return came.subarray(0, length);
  }

  /** Gives an answer back as it comes. */
  relay(answer: IncomingMessage): number {
    const { response } = this;
    const status = answer.statusCode ?? 502;
    const hasLength = answer.headers['content-length'] !== undefined || answer.headers['transfer-encoding'] !== undefined;
    // An answer that ends with its connection is a stream that the client reads as it is.
    if (!hasLength && status !== 204 && status !== 304 && this.method !== 'HEAD') {
      response.shouldKeepAlive = false;
      response.useChunkedEncodingByDefault = false;
    }
    response.writeHead(status, answer.statusMessage, endToEnd(answer.headers));
    // Clients wait for the beginning of an answer, whose rest may come much later.
    response.flushHeaders();
    answer.on('error', () => response.destroy());
    answer.pipe(response);
    return status;
  }

  /** Joins two connections, each of which may end in one direction before the other. */
  #join({ answer, socket: engine, head }: Upgraded): number {
    const { upgrade, response } = this;
    if (!upgrade) {
      engine.destroy();
      throw new Refusal(502, 'minimesos: the engine of Docker has changed the protocol unasked');
    }
    const client = upgrade.socket;
    response.detachSocket(client as never);
    const headers = Object.entries(answer.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    client.write(`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}\r\n${headers.join('')}\r\n`);
    if (head.length > 0) client.write(head);
    if (this.#ahead.length > 0) engine.write(this.#ahead);
    client.pipe(engine);
    engine.pipe(client);
    for (const [one, other] of [
      [client, engine],
      [engine, client],
    ] as const) {
      one.on('error', () => other.destroy());
      one.on('close', () => other.destroy());
    }
    return 101;
  }
}

const gone = (): Refusal => new Refusal(400, 'minimesos: who has asked went away');
const incomplete = (): Refusal => new Refusal(400, 'minimesos: the request is incomplete');

/** A stream that an engine has granted. */
export interface Upgraded {
  readonly answer: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** What comes next; the stream stays paused after it. */
async function nextChunk(socket: Duplex): Promise<Buffer> {
  for (;;) {
    const chunk = socket.read() as Buffer | null;
    if (chunk !== null) return chunk;
    if (socket.readableEnded || socket.destroyed) throw incomplete();
    await new Promise<void>((resolve) => {
      const events = ['readable', 'end', 'close'];
      const happened = () => {
        for (const event of events) socket.off(event, happened);
        resolve();
      };
      for (const event of events) socket.on(event, happened);
    });
  }
}

/** What is not about one of the two connections only. */
function endToEnd(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const { connection: _, 'keep-alive': __, ...rest } = headers;
  return rest;
}
