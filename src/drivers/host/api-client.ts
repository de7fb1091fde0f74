import { Agent, type IncomingMessage, request } from 'node:http';
import { isMinimesosError, MinimesosError } from '../../errors.js';
import { formatDuration } from '../../mesos/flags/duration.js';
import { Clock, type Timer } from '../../mesos/process/clock.js';
import { native } from '../../mesos/process/native.js';
import { errorOfProblem } from './api-error.js';
import { parseEventStream, type ServerSentEvent } from './event-stream.js';

/** Where a host process is, and what lets its clients in. */
export interface ApiAddress {
  /** `http://ip:port`. */
  readonly url: string;
  /** Not needed for the documentation and `/v1/health`. */
  readonly token?: string | undefined;
}

/** What a request carries besides its method and path. */
export interface ApiRequest {
  /** Values that are undefined are left out; lists become one value with commas. */
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Becomes JSON. */
  readonly body?: unknown;
  /** A body that is not JSON, in place of `body`. */
  readonly content?: { readonly type: string; readonly text: string };
  /** Default: `application/json`. */
  readonly accept?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Milliseconds until the answer has to begin. Default: 30 seconds; `Infinity`: as long as the server lives, see {@link ApiClient}. */
  readonly timeoutMs?: number;
  /** Gives up when it aborts; the reason of the signal is thrown. */
  readonly signal?: AbortSignal;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** So often it is looked whether a server lives that is waited for without a deadline. */
const LOOK_MS = 5000;
/** So long it may take to say that it does. */
const HEALTH_MS = 30_000;
/** A timer that rings so late rang in a process that stood still, in a debugger say: the answer may lie there unread. */
const LATE_MS = 500;

const IN_WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there any more',
  ECONNRESET: 'the connection was cut',
  EPIPE: 'the connection was cut',
  ENOTFOUND: 'there is no such host',
  EHOSTUNREACH: 'the host cannot be reached',
};

/**
 * Speaks to a host process over its remote API. Connections are kept and used again. All methods throw what the server
 * answers as the MinimesosError it was there, `HOST_GONE` when it does not answer, `TOKEN_REFUSED`, and `HOST_INCOMPATIBLE`
 * for answers of something else. What may take as long as it takes, and streams, are waited for as long as the server answers others
 * meanwhile: one that stands still is gone, too.
 */
export class ApiClient {
  readonly url: string;
  readonly #token: string | undefined;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #clock = new Clock();

  /**
   * @param lookMs how often it is looked whether a server lives
   * @param healthMs how long it may take to say so
   */
  constructor(
    { url, token }: ApiAddress,
    private readonly lookMs = LOOK_MS,
    private readonly healthMs = HEALTH_MS,
  ) {
    this.url = url.replace(/(?<!\/)\/+$/, '');
    this.#token = token;
  }

  /** The value that the server answers in JSON; undefined when it has nothing to say. */
  async json<Value>(method: string, path: string, options: ApiRequest = {}): Promise<Value> {
    const text = await this.text(method, path, { accept: 'application/json', ...options });
    if (text === '') return undefined as Value;
    try {
      return JSON.parse(text) as Value;
    } catch (cause) {
      throw new MinimesosError(
        'HOST_INCOMPATIBLE',
        { url: this.url, came: 'something other than JSON', expected: 'JSON' },
        { cause },
      );
    }
  }

  /** The whole answer as text. */
  async text(method: string, path: string, options: ApiRequest = {}): Promise<string> {
    const response = await this.open(method, path, options);
    try {
      return await readText(response);
    } catch (error) {
      throw options.signal?.aborted ? options.signal.reason : this.#gone(error);
    }
  }

  /** The answer as soon as it begins, to be read as it comes; destroy it to end it. */
  async open(method: string, path: string, options: ApiRequest = {}): Promise<IncomingMessage> {
    const response = await this.#send(method, path, options, true);
    if (response.statusCode !== undefined && response.statusCode < 300) return response;
    const body = await readText(response).catch(() => '');
    if (response.statusCode === 401) {
      throw new MinimesosError('TOKEN_REFUSED', { url: this.url, token: this.#token === undefined ? 'missing' : 'wrong' });
    }
    throw errorOfProblem(this.url, body, `status ${response.statusCode}`);
  }

  /** The server-sent events of one answer, from its first to its end; an `error` event is thrown. */
  async *events(method: string, path: string, options: ApiRequest = {}): AsyncGenerator<ServerSentEvent> {
    const response = await this.open(method, path, { accept: 'text/event-stream', ...options });
    try {
      for await (const event of parseEventStream(response)) {
        if (event.event === 'error') throw errorOfProblem(this.url, event.data, 'an error event');
        yield event;
      }
    } catch (error) {
      if (options.signal?.aborted) throw options.signal.reason;
      throw 'syscall' in (error as Error) || wasCut(error) ? this.#gone(error) : error;
    } finally {
      response.destroy();
    }
  }

  /** Cuts all connections. */
  close(): void {
    this.#agent.destroy();
    this.#clock.stop();
  }

  /** Sends a request once more when the connection it was given had been closed by the server while it was idle. */
  async #send(method: string, path: string, options: ApiRequest, again: boolean): Promise<IncomingMessage> {
    const { signal } = options;
    signal?.throwIfAborted();
    const body = options.content?.text ?? (options.body === undefined ? undefined : JSON.stringify(options.body));
    const outgoing = request(`${this.url}${path}${queryText(options.query)}`, {
      method,
      agent: this.#agent,
      headers: this.#headers(options, body),
      ...(signal && { signal }),
    });
    const { timeoutMs = DEFAULT_TIMEOUT_MS } = options;
    let response: IncomingMessage | undefined;
    const expire = (error: Error) => (response ?? outgoing).destroy(error);
    const isOpenEnded = timeoutMs === Number.POSITIVE_INFINITY;
    const watch = isOpenEnded ? this.#watchHealth(expire) : this.#deadline(timeoutMs, expire);
    outgoing.on('close', () => watch.cancel());
    try {
      response = await new Promise<IncomingMessage>((resolve, reject) => {
        outgoing.on('response', resolve).on('error', reject);
        outgoing.end(body);
      });
      if (!isOpenEnded) watch.cancel();
      return response;
    } catch (error) {
      if (signal?.aborted) throw signal.reason;
      if (again && outgoing.reusedSocket && wasCut(error)) return await this.#send(method, path, options, false);
      throw this.#gone(error);
    }
  }

  #headers({ content, accept, headers }: ApiRequest, body: string | undefined): Record<string, string | number> {
    return {
      ...(this.#token !== undefined && { Authorization: `Bearer ${this.#token}` }),
      ...(accept !== undefined && { Accept: accept }),
      ...(body !== undefined && {
        'Content-Type': content?.type ?? 'application/json',
        'Content-Length': Buffer.byteLength(body),
      }),
      ...headers,
    };
  }

  #deadline(timeoutMs: number, expire: (error: Error) => void): Timer {
    const due = this.#clock.now() + timeoutMs;
    return this.#clock.delay(timeoutMs, () => {
      const fail = () => expire(noAnswer(timeoutMs));
      if (this.#clock.now() - due < LATE_MS) fail();
      // What has arrived meanwhile is read before this comes.
      else native.setImmediate(() => native.setImmediate(fail));
    });
  }

  #watchHealth(expire: (error: Error) => void): Timer {
    let over = false;
    const look = async () => {
      try {
        (await this.#send('GET', '/v1/health', { timeoutMs: this.healthMs }, true)).resume();
      } catch (error) {
        // Whoever waits notices any other end by itself.
        if (!over && isMinimesosError(error, 'HOST_GONE') && isNoAnswer(error.cause)) return expire(error);
      }
      if (!over) timer = this.#clock.delay(this.lookMs, () => void look());
    };
    let timer = this.#clock.delay(this.lookMs, () => void look());
    const cancel = () => {
      over = true;
      timer.cancel();
    };
    return { cancel };
  }

  #gone(error: unknown): Error {
    if (isMinimesosError(error)) return error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    return new MinimesosError('HOST_GONE', { url: this.url, reason: IN_WORDS[code] ?? message }, { cause: error });
  }
}

const noAnswer = (timeoutMs: number) =>
  Object.assign(new Error(`it did not answer within ${formatDuration(timeoutMs)}`), { code: 'ETIMEDOUT' });
const isNoAnswer = (error: unknown) => (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
const wasCut = (error: unknown) => ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');

async function readText(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

function queryText(query: ApiRequest['query'] = {}): string {
  const values = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  return values.length === 0 ? '' : `?${new URLSearchParams(values)}`;
}
