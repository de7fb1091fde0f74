import { Agent, get } from 'node:http';

/** An answer with another status than 200. */
export class HttpStatusError extends Error {
  override readonly name = 'HttpStatusError';

  constructor(
    readonly url: string,
    readonly status: number,
    readonly body: string,
  ) {
    super(`GET ${url} was answered ${status}${body ? `: ${body.trim()}` : ''}`);
  }
}

/** Reads from masters and agents over connections that are kept and used again. */
export class HttpClient {
  readonly #agent = new Agent({ keepAlive: true });

  /** The body of the answer. Rejects with {@link HttpStatusError}, Node's error of the connection, or the reason of the signal. */
  get(url: string, signal?: AbortSignal): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const request = get(url, { agent: this.#agent, ...(signal && { signal }) }, (response) => {
        const chunks: Buffer[] = [];
        response.on('error', reject);
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () => {
          const body = Buffer.concat(chunks);
          if (response.statusCode === 200) resolve(body);
          else reject(new HttpStatusError(url, response.statusCode ?? 0, body.toString()));
        });
      });
      request.on('error', (error) => reject(signal?.aborted ? signal.reason : error));
    });
  }

  async getJson<Document>(url: string, signal?: AbortSignal): Promise<Document> {
    return JSON.parse((await this.get(url, signal)).toString()) as Document;
  }

  /** Cuts all connections. */
  close(): void {
    this.#agent.destroy();
  }
}
