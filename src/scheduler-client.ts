import { Agent, type IncomingMessage, request } from 'node:http';
import { authorization, isBrokenConnection } from './http-client.js';
import type { Credential } from './mesos/flags/credentials.js';
import { APPLICATION_JSON } from './mesos/wire/content-type.js';
import type { FrameworkInfo, scheduler } from './mesos/wire/messages.js';
import { parseJson } from './mesos/wire/parse-json.js';
import { readRecords } from './mesos/wire/recordio.js';
import { writeJson } from './mesos/wire/write-json.js';

/** Calls that are made at once wait for each other rather than for hundreds of connections; the stream of events has one of its own. */
const MOST_CONNECTIONS = 9;

/** A call that the master refused. */
export class SchedulerCallError extends Error {
  override readonly name = 'SchedulerCallError';

  constructor(
    readonly call: string,
    readonly status: number,
    readonly text: string,
    /** Of a redirect: where to. */
    readonly location?: string | undefined,
  ) {
    super(`The master answered ${call} with ${status}${text ? `: ${text}` : ''}`);
  }
}

/** Whether this is how it looks when a master does not lead, or does so no more: it is gone, or sends elsewhere. */
export const isOfNoLeader = (error: unknown): boolean =>
  isBrokenConnection(error) || (error instanceof SchedulerCallError && [307, 503].includes(error.status));

/** A framework's side of the v1 scheduler API: one subscription, its events, and calls. */
export class SchedulerClient {
  readonly #agent: Agent;
  readonly #url: string;
  readonly #headers: Record<string, string>;
  readonly #stream: IncomingMessage;
  readonly #records: AsyncIterator<Buffer, void>;
  #frameworkId = '';

  private constructor(url: string, agent: Agent, stream: IncomingMessage, headers: Record<string, string>) {
    this.#url = url;
    this.#agent = agent;
    this.#stream = stream;
    this.#records = readRecords(stream);
    this.#headers = { ...headers, 'Mesos-Stream-Id': String(stream.headers['mesos-stream-id']) };
  }

  /**
   * Subscribes a framework; with an id, again as the one that has it. Rejects with {@link SchedulerCallError}, or Node's error of
   * the connection.
   * @param master the URL of the leading master
   * @param credential who the framework is, where the master asks that
   * @param signal ends the wait for the answer: a master that stands still gives none. Rejects with its reason then
   */
  static async subscribe(
    master: string,
    framework_info: FrameworkInfo,
    credential?: Credential,
    signal?: AbortSignal,
  ): Promise<SchedulerClient> {
    signal?.throwIfAborted();
    const agent = new Agent({ keepAlive: true, maxSockets: MOST_CONNECTIONS });
    const url = `${master}/api/v1/scheduler`;
    const { id } = framework_info;
    const call: scheduler.Call = { type: 'SUBSCRIBE', ...(id && { framework_id: id }), subscribe: { framework_info } };
    const headers = authorization(credential);
    const giveUp = () => agent.destroy();
    signal?.addEventListener('abort', giveUp);
    const response = await post(url, agent, call, headers)
      .catch((error: unknown) => {
        signal?.throwIfAborted();
        throw error;
      })
      .finally(() => signal?.removeEventListener('abort', giveUp));
    if (response.statusCode === 200) return new SchedulerClient(url, agent, response, headers);
    const text = await textOf(response);
    agent.destroy();
    throw new SchedulerCallError('SUBSCRIBE', response.statusCode ?? 0, text, response.headers.location);
  }

  /** The id the master gave; empty until the event SUBSCRIBED was read. */
  get frameworkId(): string {
    return this.#frameworkId;
  }

  /** The next event, SUBSCRIBED first; undefined when the master has ended the stream. */
  async nextEvent(): Promise<scheduler.Event | undefined> {
    const { value: record } = await this.#records.next();
    if (!record) return undefined;
    const event = parseJson('scheduler.Event', record.toString());
    this.#frameworkId = event.subscribed?.framework_id.value ?? this.#frameworkId;
    return event;
  }

  /** Makes a call; resolves when the master has accepted it. Rejects as {@link SchedulerClient.subscribe} does. */
  async call(call: Omit<scheduler.Call, 'framework_id'>): Promise<void> {
    const whole = { ...call, framework_id: { value: this.#frameworkId } };
    const response = await post(this.#url, this.#agent, whole, this.#headers);
    const text = await textOf(response);
    if (response.statusCode !== 202) throw new SchedulerCallError(call.type ?? 'UNKNOWN', response.statusCode ?? 0, text);
  }

  /** Cuts the connections; the master takes it for the end of the scheduler. */
  close(): void {
    this.#stream.destroy();
    this.#agent.destroy();
  }
}

function post(url: string, agent: Agent, call: scheduler.Call, headers: Record<string, string>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const body = writeJson('scheduler.Call', call);
    const length = String(Buffer.byteLength(body));
    const type = { 'Content-Type': APPLICATION_JSON, Accept: APPLICATION_JSON, 'Content-Length': length };
    request(url, { method: 'POST', agent, headers: { ...type, ...headers } }, resolve)
      .on('error', reject)
      .end(body);
  });
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}
