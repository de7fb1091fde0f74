import { createServer as createHttpServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { MinimesosError } from '../errors.js';
import { Clock } from '../mesos/process/clock.js';
import { systemRandom } from '../mesos/process/random.js';
import { Problems } from '../problem.js';
import { packageVersion } from '../version.js';
import { type Answer, problem } from './answer.js';
import { ClusterRegistry } from './clusters.js';
import type { ServerContext } from './context.js';
import { Guard, isLoopback } from './guard.js';
import { Leases } from './leases.js';
import { DEFAULT_LIMITS, type Limits } from './limits.js';
import { type ListenAddress, parseListenAddress, urlOf } from './listen-address.js';
import type { OpenApiDocument } from './openapi.js';
import { problemOf } from './problem-document.js';
import { readBody } from './read-body.js';
import { Router } from './router.js';
import { routes } from './routes/index.js';
import { send } from './send.js';
import { readQuery } from './validate.js';

/** How long answers that are under way may hold up the end of a server. */
const LAST_ANSWERS_MS = 1000;

/** How a server of the remote API is started. */
export interface ServerOptions {
  /** What clients have to send as `Authorization: Bearer TOKEN`. Default: one that nobody can guess. */
  readonly token?: string | undefined;
  /** `host:port`. Elsewhere than on loopback, a token has to be given. Default: a free port of 127.0.0.1. */
  readonly listen?: string | undefined;
  /** Names and addresses of this machine that clients may use beside those it knows of: for those behind a proxy. */
  readonly names?: readonly string[] | undefined;
  /** Default: {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<Limits> | undefined;
  /** Told of every error that is answered with 500, and of what was asked; and of what fails that nobody has asked for. */
  readonly onFailure?: ((error: unknown, request: string) => void) | undefined;
}

/**
 * Starts a server of the remote API.
 *
 * ```ts
 * await using server = await createServer();
 * await fetch(`${server.url}/v1/clusters`, { method: 'POST', headers: { Authorization: `Bearer ${server.token}` } });
 * ```
 * @throws MinimesosError `TOKEN_REQUIRED`, `PORT_TAKEN`, `INVALID_ARGUMENT`
 */
export async function createServer(options: ServerOptions = {}): Promise<RemoteServer> {
  const address = parseListenAddress(options.listen ?? '127.0.0.1:0');
  const { token } = options;
  if (token === undefined && !isLoopback(address.host)) {
    throw new MinimesosError('TOKEN_REQUIRED', { address: address.host });
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    const expected = 'letters, digits and signs, without spaces';
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'The token', came: 'something else', expected });
  }
  const server = new RemoteServer({ ...options, token: token ?? systemRandom.uuid() + systemRandom.uuid() }, address);
  await server.listen();
  return server;
}

/** A server of the remote API, with the clusters it has started. */
export class RemoteServer implements AsyncDisposable {
  readonly token: string;
  /** Its clusters. */
  readonly clusters: ClusterRegistry;
  /** Resolves when the server is closed, by {@link RemoteServer.close} or by a client. */
  readonly closed: Promise<void>;
  readonly #http: Server;
  readonly #guard: Guard;
  readonly #router = new Router(routes);
  readonly #context: ServerContext;
  readonly #clock = new Clock();
  /** The answers that are under way and will come to an end by themselves. */
  readonly #answering = new Set<Promise<void>>();
  #openApi: Promise<OpenApiDocument> | undefined;
  #closing: Promise<void> | undefined;
  #url = '';

  /** Made by {@link createServer}. */
  constructor(
    private readonly options: ServerOptions & { readonly token: string },
    private readonly address: ListenAddress,
  ) {
    this.token = options.token;
    this.#guard = new Guard(options.token, [address.host, ...(options.names ?? [])]);
    const limits = { ...DEFAULT_LIMITS, ...options.limits };
    const leases = new Leases(systemRandom);
    const notTold = (error: unknown) => options.onFailure?.(error, 'Telling others of the clusters');
    this.clusters = new ClusterRegistry({ clock: this.#clock, random: systemRandom, leases, limits }, notTold);
    this.#context = {
      version: packageVersion(),
      clusters: this.clusters,
      leases,
      limits,
      clock: this.#clock,
      openApi: () => {
        this.#openApi ??= import('./openapi.js').then(({ openApi }) => openApi(routes, this.#context.version));
        return this.#openApi;
      },
    };
    const handle = (request: IncomingMessage, response: ServerResponse) => void this.#handle(request, response);
    this.#http = createHttpServer({ noDelay: true, keepAliveTimeout: 60_000 }, handle);
    // An expectation other than 100-continue may be left unmet; Node would answer it with a status of its own.
    this.#http.on('checkContinue', handle).on('checkExpectation', handle).on('clientError', refuse);
    this.closed = new Promise((resolve) => this.#http.on('close', resolve));
  }

  /** `http://ip:port`, as clients on this machine reach it. */
  get url(): string {
    return this.#url;
  }

  /** Called by {@link createServer}. */
  async listen(): Promise<void> {
    const { host, port } = this.address;
    await new Promise<void>((resolve, reject) => {
      this.#http.once('error', (cause: NodeJS.ErrnoException) => {
        const reason = cause.code === 'EADDRINUSE' ? undefined : cause.message;
        reject(new MinimesosError('PORT_TAKEN', { owner: 'The server', ip: host, port, reason }, { cause }));
      });
      this.#http.listen({ host, port }, resolve);
    });
    const bound = this.#http.address() as AddressInfo;
    const reachable = { '0.0.0.0': '127.0.0.1', '::': '::1' }[bound.address] ?? bound.address;
    this.#url = urlOf(reachable, bound.port);
  }

  /** Destroys all clusters, gives the answers that are under way, and closes the server with every connection. */
  async close(): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #close(): Promise<void> {
    try {
      await this.clusters.destroyAll();
    } finally {
      this.#http.close();
      await Promise.race([Promise.all(this.#answering), this.#clock.sleep(LAST_ANSWERS_MS)]);
      this.#http.closeAllConnections();
      await this.closed;
      this.#clock.stop();
    }
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    const ended = new Promise<void>((resolve) => {
      response.on('close', resolve);
    });
    void ended.then(() => {
      this.#answering.delete(ended);
      gone.abort();
    });
    this.#answering.add(ended);
    response.on('error', () => {});
    request.on('error', () => {});
    const answer = await this.#answer(request, response, gone.signal);
    // Whoever asked before sending a body and was refused does not send it: what comes next cannot be told from it.
    if (request.headers.expect !== undefined && !request.complete) response.shouldKeepAlive = false;
    if (isOpen(answer)) this.#answering.delete(ended);
    if (answer.last)
      void ended.then(() => this.close()).catch((error) => this.options.onFailure?.(error, 'The end of the server'));
    await send(response, answer, this.#clock, gone.signal);
  }

  async #answer(request: IncomingMessage, response: ServerResponse, signal: AbortSignal): Promise<Answer> {
    try {
      this.#guard.checkOrigin(request);
      const { pathname, searchParams } = parseTarget(request.url ?? '/');
      const { route, params } = this.#router.find(request.method ?? 'GET', pathname);
      if (!route.open) this.#guard.checkToken(request);
      const query = readQuery(route.query, searchParams);
      const { limits } = this.#context;
      const body = route.body ? await readBody(request, response, route.body, limits.bodyBytes) : {};
      const { headers } = request;
      const lastEventId = route.resumable ? readLastEventId(headers['last-event-id']) : undefined;
      return await route.handle({ server: this.#context, params, query, body, headers, lastEventId, signal });
    } catch (error) {
      const document = problemOf(error);
      if (document.status === 500 && !signal.aborted) this.options.onFailure?.(error, `${request.method} ${request.url}`);
      return problem(document);
    }
  }
}

/** Whether it goes on for as long as its client wants. */
const isOpen = ({ body }: Answer) => typeof body !== 'string' && !(body instanceof Uint8Array);

/** The target of a request is a path, or a whole URL when a proxy is asked. */
function parseTarget(target: string): { pathname: string; searchParams: URLSearchParams } {
  const path = target.replace(/^https?:\/\/[^/?]*/i, '');
  const queryStart = path.indexOf('?');
  if (queryStart < 0) return { pathname: path, searchParams: new URLSearchParams() };
  return { pathname: path.slice(0, queryStart), searchParams: new URLSearchParams(path.slice(queryStart + 1)) };
}

/** @throws MinimesosError `INVALID_REQUEST` */
function readLastEventId(header: string | string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  const id = Number(header);
  if (Number.isSafeInteger(id) && id >= 0) return id;
  const problems = new Problems();
  problems.invalid('Last-Event-ID', header, 'the id of an event');
  throw new MinimesosError('INVALID_REQUEST', { request: 'The header', problems: problems.list });
}

/** Answers what is not HTTP, as far as the connection can still be written to. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') return void socket.destroy();
  const [status, reason] =
    error.code === 'HPE_HEADER_OVERFLOW'
      ? ['431 Request Header Fields Too Large', 'its headers are too large']
      : ['400 Bad Request', 'it is not HTTP'];
  const problems = [{ code: 'INVALID_VALUE' as const, path: '', message: reason }];
  const document = problemOf(new MinimesosError('INVALID_REQUEST', { request: 'The request', problems }));
  const body = JSON.stringify({ ...document, status: Number.parseInt(status, 10) });
  const headers = `Content-Type: application/problem+json\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\n\r\n${body}`);
}
