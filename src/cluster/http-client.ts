import { Agent, request } from 'node:http';
import type { Credential } from '../mesos/flags/credentials.js';

/** An answer with another status than 200. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';

  constructor(
    readonly url: string,
    readonly status: number,
    readonly body: string,
    method = 'GET',
  ) {
    super(`${method} ${url} was answered ${status}${body ? `: ${body.trim()}` : ''}`);
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
  ['ECONNREFUSED', 'ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException | undefined)?.code ?? '');

/** Reads from masters and agents over connections that are kept and used again. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });

  /** @param credential who asks, where they ask that; read anew for each request */
  constructor(private readonly credential: () => Credential | undefined = () => undefined) {}

  /** The body of the answer. Rejects with {@link HttpStatusError}, Node's error of the connection, or the reason of the signal. */
  get(url: string, signal?: AbortSignal): Promise<Buffer> {
    return this.#request('GET', url, undefined, signal);
  }

  async getJson<Document>(url: string, signal?: AbortSignal): Promise<Document> {
    return JSON.parse((await this.get(url, signal)).toString()) as Document;
  }

  /** Posts the fields of a form. Rejects as {@link HttpClient.get} does. */
  postForm(url: string, fields: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<Buffer> {
    return this.#request('POST', url, new URLSearchParams(fields).toString(), signal);
  }

  /** Cuts all connections. */
  close(): void {
    this.#agent.destroy();
  }

  #request(method: string, url: string, body: string | undefined, signal: AbortSignal | undefined): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const type = body === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' };
      const headers = { ...authorization(this.credential()), ...type };
      const sent = request(url, { method, headers, agent: this.#agent, ...(signal && { signal }) }, (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const answer = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(answer);
          else reject(new HttpStatusError(url, response.statusCode ?? 0, answer.toString(), method));
        });
      });
      sent.on('error', (error: NodeJS.ErrnoException) => {
        if (signal?.aborted) return reject(signal.reason);
        // The other side closed a connection that was kept just when it was used again; nothing has reached anybody.
        if (sent.reusedSocket && error.code === 'ECONNRESET' && method === 'GET') return resolve(this.get(url, signal));
        reject(error);
      });
      sent.end(body);
    });
  }
}
