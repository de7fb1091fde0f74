import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FrameworkInfo, readRecords, type scheduler } from 'minimesos/protocol';
import { post, readText } from './http.js';
import type { Masters } from './masters.js';

const PATH = '/api/v1/scheduler';
const FIRST_DELAY_MS = 100;
const LONGEST_DELAY_MS = 5000;
const CALL_TIMEOUT_MS = 10_000;
/** A stream that is silent for so many heartbeats is dead, even if its connection does not say so. */
const MISSED_HEARTBEATS = 5;

/** The master will not have this framework, and asking again would not change that. */
export class Refused extends Error {}

/** A call was not carried out. After any other error, nobody knows whether it was. */
export class NotDone extends Error {}

export interface SchedulerClientOptions {
  readonly masters: Masters;
  /** What the framework is, asked before each subscription. */
  readonly framework: () => FrameworkInfo;
  /** Called for one event after the other. */
  readonly onEvent: (event: scheduler.Event) => Promise<void>;
  readonly log: (line: string) => void;
}

/** A stream of events, and where it comes from. */
interface Subscription {
  readonly url: URL;
  readonly stream: IncomingMessage;
}

/** A client of Mesos's v1 scheduler API: it stays subscribed to whichever master leads. */
export class SchedulerClient {
  readonly #options: SchedulerClientOptions;
  readonly #closed = new AbortController();
  #connection: { url: URL; streamId: string; frameworkId: string; over: AbortSignal } | undefined;

  constructor(options: SchedulerClientOptions) {
    this.#options = options;
  }

  /** Whether there is a master that has accepted the framework, and can be called. */
  get isSubscribed(): boolean {
    return this.#connection !== undefined;
  }

  /** Stays subscribed until {@link close}; rejects when the framework is refused. */
  async run(): Promise<void> {
    const { masters, log } = this.#options;
    let failures = 0;
    for (let lead = await masters.next(this.#closed.signal); lead; lead = await masters.next(this.#closed.signal)) {
      const { url, lost } = lead;
      const over = AbortSignal.any([lost, this.#closed.signal]);
      try {
        const subscription = await this.#subscribe(new URL(PATH, url), over);
        await this.#follow(subscription, over, () => {
          failures = 0;
        });
        if (!over.aborted) log(`The master at ${url.host} ended the subscription`);
      } catch (error) {
        if (error instanceof Refused) throw error;
        if (!over.aborted) log(`Not subscribed at ${url.host}: ${(error as Error).message}`);
      }
      this.#connection = undefined;
      const delay = Math.min(FIRST_DELAY_MS * 2 ** failures++, LONGEST_DELAY_MS);
      await sleep(delay, undefined, { signal: over }).catch(() => {});
    }
  }

  /** Sends a call to the master; rejects with {@link NotDone} when there is none, or it does not accept the call. */
  async call(call: Omit<scheduler.Call, 'framework_id'>): Promise<void> {
    if (!this.#connection) throw new NotDone(`${call.type}: not subscribed`);
    const { url, streamId, frameworkId, over } = this.#connection;
    const message = { ...call, framework_id: { value: frameworkId } };
    const signal = AbortSignal.any([over, AbortSignal.timeout(CALL_TIMEOUT_MS)]);
    const answer = await post(url, message, { headers: { 'Mesos-Stream-Id': streamId }, signal });
    const text = await readText(answer);
    if (answer.statusCode !== 202) throw new NotDone(`${call.type}: ${answer.statusCode} ${text}`);
  }

  /** Hangs up. The master waits for the framework's failover timeout for it to come back. */
  close(): void {
    this.#closed.abort();
  }

  async #subscribe(url: URL, signal: AbortSignal, redirects = 3): Promise<Subscription> {
    const framework_info = this.#options.framework();
    const call = {
      type: 'SUBSCRIBE',
      subscribe: { framework_info },
      ...(framework_info.id && { framework_id: framework_info.id }),
    };
    const stream = await post(url, call, { stream: true, signal });
    if (stream.statusCode === 200) return { url, stream };
    const text = await readText(stream);
    const { location } = stream.headers;
    if (stream.statusCode === 307 && location && redirects > 0)
      return this.#subscribe(new URL(location, url), signal, redirects - 1);
    const reason = `${stream.statusCode} ${text}`.trim();
    throw stream.statusCode === 400 || stream.statusCode === 403 ? new Refused(reason) : new Error(reason);
  }

  async #follow({ url, stream }: Subscription, over: AbortSignal, onSubscribed: () => void): Promise<void> {
    let watchdog: NodeJS.Timeout | undefined;
    let silence = 0;
    try {
      for await (const record of readRecords(stream)) {
        const event = JSON.parse(record.toString()) as scheduler.Event;
        if (event.subscribed) {
          const streamId = stream.headers['mesos-stream-id'] as string;
          this.#connection = { url, streamId, frameworkId: event.subscribed.framework_id.value, over };
          silence = MISSED_HEARTBEATS * 1000 * (event.subscribed.heartbeat_interval_seconds ?? 15);
          onSubscribed();
        }
        clearTimeout(watchdog);
        watchdog = setTimeout(() => stream.destroy(new Error('no heartbeat')), silence);
        await this.#options.onEvent(event);
      }
    } finally {
      clearTimeout(watchdog);
      stream.destroy();
      if (!stream.closed) await once(stream, 'close').catch(() => {});
    }
  }
}
