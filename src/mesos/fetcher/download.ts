import * as http from 'node:http';
import * as https from 'node:https';
import { addAbortSignal } from 'node:stream';
import type { Clock, Timer } from '../process/clock.js';

/** How to download. */
export interface DownloadOptions {
  /** A server that sends nothing for so long fails the download; 0 means it may take for ever. */
  stallTimeoutMs: number;
  clock: Clock;
  signal?: AbortSignal | undefined;
  log(line: string): void;
}

const REDIRECTS_MAX = 30;
const REDIRECT_STATUSES = new Set([301, 302, 303, 307, 308]);

/**
 * The body of what is at an http or https URL, after redirects.
 * @throws Error when the final status is not 200, the connection fails or breaks off, the server stalls, or on abort.
 */
export async function* download(url: URL, options: DownloadOptions): AsyncGenerator<Uint8Array> {
  const { stallTimeoutMs, clock, signal } = options;
  const abort = new AbortController();
  const giveUp = () => abort.abort(signal?.reason);
  if (signal?.aborted) giveUp();
  signal?.addEventListener('abort', giveUp);
  const watchdog = new Watchdog(clock, stallTimeoutMs, () =>
    abort.abort(new Error(`the server sent nothing for ${stallTimeoutMs / 1000} s (stall timeout)`)),
  );
  try {
    const response = await follow(url, abort.signal, watchdog, options);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      watchdog.progress();
      yield chunk;
    }
  } catch (error) {
    throw abort.signal.aborted ? abort.signal.reason : error;
  } finally {
    watchdog.stop();
    signal?.removeEventListener('abort', giveUp);
    abort.abort();
  }
}

async function follow(start: URL, signal: AbortSignal, watchdog: Watchdog, { log }: DownloadOptions) {
  let url = start;
  for (let redirects = 0; redirects <= REDIRECTS_MAX; redirects++) {
    const response = await get(url, signal);
    watchdog.progress();
    const { statusCode = 0 } = response;
    if (statusCode === 200) return response;
    response.destroy();
    const { location } = response.headers;
    if (!REDIRECT_STATUSES.has(statusCode) || location === undefined)
      throw new Error(`the server answered with HTTP status ${statusCode}`);
    url = redirected(location, url);
    log(`Redirected to '${url.href}'`);
  }
  throw new Error(`more than ${REDIRECTS_MAX} redirects`);
}

function redirected(location: string, base: URL): URL {
  if (!URL.canParse(location, base.href)) throw new Error(`redirected to '${location}', which is not a valid URL`);
  const url = new URL(location, base);
  // A server must not be able to make the agent read its local files.
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new Error(`redirected to '${url.href}'; supported: http, https`);
  return url;
}

function get(url: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection of its own: nothing stays open when the fetch is over.
    const options: http.RequestOptions = { agent: false, signal, headers: { Accept: '*/*' } };
    const arrived = (response: http.IncomingMessage) => resolve(addAbortSignal(signal, response));
    const request = url.protocol === 'https:' ? https.request(url, options, arrived) : http.request(url, options, arrived);
    request.on('error', reject).end();
  });
}

/** Notices when nothing happens. One timer that looks back is cheaper than a new timer for each chunk. */
class Watchdog {
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #onStall: () => void;
  #timer: Timer | undefined;
  #lastProgress: number;

  constructor(clock: Clock, timeoutMs: number, onStall: () => void) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    this.#onStall = onStall;
    this.#lastProgress = clock.now();
    if (timeoutMs > 0) this.#wait(timeoutMs);
  }

  progress(): void {
    this.#lastProgress = this.#clock.now();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #wait(milliseconds: number): void {
    this.#timer = this.#clock.delay(milliseconds, () => {
      const left = this.#lastProgress + this.#timeoutMs - this.#clock.now();
      if (left > 0) this.#wait(left);
      else this.#onStall();
    });
  }
}
