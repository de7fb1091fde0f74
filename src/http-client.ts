import { Agent, type IncomingMessage, request } from 'node:http';
import type { Credential } from './mesos/flags/credentials.js';
import { delayAwake } from './mesos/process/awake.js';
import { Clock } from './mesos/process/clock.js';

/** An answer with another status than 200. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';

  constructor(
    readonly url: string,
    readonly status: number,
    readonly body: string,
    method = 'GET',
    /** Of a redirect: where to. */
    readonly location?: string | undefined,
  ) {
    super(`${method} ${url} was answered ${status}${body ? `: ${body.trim()}` : ''}`);
  }
}

/** Somebody has taken a request and says nothing. */
export class NoAnswerError extends Error {
  override readonly name = 'NoAnswerError';
  readonly code = 'ETIMEDOUT';

  constructor(
    readonly url: string,
    method = 'GET',
  ) {
    super(`${method} ${url} was taken and not answered`);
  }
}

/** The header by which somebody with this credential is known; none without one. */
export function authorization(credential: Credential | undefined): { Authorization?: string } {
  if (!credential) return {};
  const { principal, secret } = credential;
  return { Authorization: `Basic ${Buffer.from(`${principal}:${secret}`).toString('base64')}` };
}

/** Whether this is Node's error of a connection that could not be made, or broke. */
export const isBrokenConnection = (error: unknown): boolean =>
  ['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'EHOSTUNREACH', 'ETIMEDOUT'].includes(
    (error as NodeJS.ErrnoException | undefined)?.code ?? '',
  );

/** How long it may take to get a connection. An address that nobody has any more refuses nothing: it is just silent. */
const CONNECT_MS = 3000;

/** How long somebody who has a request may say nothing, before the answer begins or within a document. */
const SILENCE_MS = 10_000;

/** Reads from masters and agents over connections that are kept and used again. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });
  readonly #clock = new Clock();

  /**
   * @param credential who asks the server of this URL, where it asks that; read anew for each request
   * @param silenceMs how long who has taken a request may say nothing
   */
  constructor(
    private readonly credential: (url: string) => Credential | undefined = () => undefined,
    private readonly silenceMs = SILENCE_MS,
  ) {}

  /**
   * The body of the answer. Rejects with {@link HttpStatusError}, {@link NoAnswerError}, Node's error of the connection, or the reason of the
   * signal.
   */
  async get(url: string, signal?: AbortSignal): Promise<Buffer> {
    return this.#document(url, { signal });
  }

  async getJson<Document>(url: string, signal?: AbortSignal): Promise<Document> {
    return JSON.parse((await this.get(url, signal)).toString()) as Document;
  }

  /** Posts the fields of a form. Rejects as {@link HttpClient.get} does. */
  async postForm(url: string, fields: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Buffer> {
    const form = { type: 'application/x-www-form-urlencoded', text: new URLSearchParams(fields).toString() };
    return this.#document(url, { form, signal });
  }

  /** Posts a document in JSON; resolves with the answer whose body comes as it comes. Rejects as {@link HttpClient.get} does. */
  postJson(url: string, document: unknown, signal?: AbortSignal): Promise<IncomingMessage> {
    return this.#answer(url, { form: { type: 'application/json', text: JSON.stringify(document) }, signal });
  }

  /** Cuts all connections. */
  close(): void {
    this.#agent.destroy();
    this.#clock.stop();
  }

  async #document(url: string, asked: Asked): Promise<Buffer> {
    return this.#bodyOf(await this.#answer(url, asked), url);
  }

  async #bodyOf(response: IncomingMessage, url: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    const watch = this.#watchSilence(() => response.destroy(new NoAnswerError(url)));
    try {
      for await (const chunk of response) {
        chunks.push(chunk as Buffer);
        watch.heard();
      }
    } finally {
      watch.end();
    }
    return Buffer.concat(chunks);
  }

  #watchSilence(onSilence: () => void): { heard(): void; end(): void } {
    const watch = () => delayAwake(this.#clock, this.silenceMs, onSilence);
    let timer = watch();
    const end = () => timer.cancel();
    const heard = () => {
      end();
      timer = watch();
    };
    return { heard, end };
  }

  #answer(url: string, { form, signal }: Asked): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const method = form ? 'POST' : 'GET';
      const type = form && { 'Content-Type': form.type, Accept: 'application/json' };
      const headers = { ...authorization(this.credential(url)), ...type };
      const options = { method, headers, agent: this.#agent, timeout: CONNECT_MS, ...(signal && { signal }) };
      const silence = this.#watchSilence(() => sent.destroy(new NoAnswerError(url, method)));
      const sent = request(url, options, (response) => {
        silence.end();
        if (response.statusCode === 200) return resolve(response);
        this.#bodyOf(response, url).then((body) => {
          const { statusCode = 0, headers } = response;
          reject(new HttpStatusError(url, statusCode, body.toString(), method, headers.location));
        }, reject);
      });
      sent.on('timeout', () => {
        if (sent.socket?.connecting === false) return;
        sent.destroy(Object.assign(new Error(`connect ETIMEDOUT ${new URL(url).host}`), { code: 'ETIMEDOUT' }));
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        silence.end();
        if (signal?.aborted) return reject(signal.reason);
        // The other side closed a connection that was kept just when it was used again; nothing has reached anybody.
        if (sent.reusedSocket && error.code === 'ECONNRESET' && !form) return resolve(this.#answer(url, { signal }));
        reject(error);
      });
      sent.end(form?.text);
    });
  }
}

interface Asked {
  readonly form?: { readonly type: string; readonly text: string };
  readonly signal?: AbortSignal | undefined;
}
