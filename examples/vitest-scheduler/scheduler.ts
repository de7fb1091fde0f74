import { randomUUID } from 'node:crypto';

/** What is to run, and how often. */
export interface Application {
  name: string;
  command: string;
  instances: number;
  cpus: number;
  mem: number;
  /** After more failures than this it is given up. Default: never. */
  maxFailures?: number;
}

interface Id {
  value: string;
}
interface Offer {
  id: Id;
  agent_id: Id;
  resources: { name: string; scalar?: { value: number } }[];
}
interface Status {
  task_id: Id;
  agent_id?: Id;
  state: string;
  uuid?: string;
}
interface Event {
  type: string;
  subscribed?: { framework_id: Id };
  offers?: { offers: Offer[] };
  update?: { status: Status };
}

const ENDED = new Set(['TASK_FINISHED', 'TASK_FAILED', 'TASK_KILLED', 'TASK_ERROR', 'TASK_LOST', 'TASK_DROPPED', 'TASK_GONE']);
const A_LONG_TIME = 3600;

/** A small Mesos framework that keeps so many instances of a command running. */
export class Scheduler {
  readonly #url: string;
  readonly #application: Application;
  readonly #connection = new AbortController();
  readonly #tasks = new Set<string>();
  #frameworkId: Id | undefined;
  #streamId = '';
  #failures = 0;
  #gaveUp = false;

  /** @param master URL of the leading master, such as `http://127.0.0.1:5050` */
  constructor(master: string, application: Application) {
    this.#url = `${master}/api/v1/scheduler`;
    this.#application = { ...application };
  }

  /** Ids of the tasks that have not ended. */
  get tasks(): string[] {
    return [...this.#tasks];
  }

  /** Whether it has stopped trying. */
  get gaveUp(): boolean {
    return this.#gaveUp;
  }

  /** Subscribes; resolves when the master has accepted. */
  async start(): Promise<void> {
    const framework_info = { user: process.env['USER'] ?? 'root', name: this.#application.name };
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
      body: JSON.stringify({ type: 'SUBSCRIBE', subscribe: { framework_info } }),
      signal: this.#connection.signal,
    });
    if (response.status !== 200 || !response.body) throw new Error(`Not subscribed: ${response.status} ${await response.text()}`);
    this.#streamId = response.headers.get('mesos-stream-id') ?? '';
    const events = readEvents(response.body);
    const { value: first } = await events.next();
    this.#frameworkId = first?.subscribed?.framework_id;
    void this.#follow(events);
  }

  /** Runs more instances, or fewer. */
  async scale(instances: number): Promise<void> {
    this.#application.instances = instances;
    for (const id of this.tasks.slice(instances)) await this.#call({ type: 'KILL', kill: { task_id: { value: id } } });
    await this.#call({ type: 'REVIVE' });
  }

  /** Ends all tasks and leaves the cluster. */
  async stop(): Promise<void> {
    await this.#call({ type: 'TEARDOWN' });
    this.disconnect();
  }

  /** Is gone, as after a crash: the master is not told. */
  disconnect(): void {
    this.#connection.abort();
  }

  async #follow(events: AsyncGenerator<Event>): Promise<void> {
    try {
      for await (const event of events) await this.#handle(event);
    } catch (error) {
      if (!this.#connection.signal.aborted) console.error(`Lost the master: ${error}`);
    }
  }

  async #handle({ type, offers, update }: Event): Promise<void> {
    if (type === 'OFFERS') for (const offer of offers?.offers ?? []) await this.#use(offer);
    if (type === 'UPDATE' && update) await this.#update(update.status);
  }

  /** Launches what is missing and fits; of an offer that is of no use it wants to hear nothing for long. */
  async #use(offer: Offer): Promise<void> {
    const { instances, command, name, cpus, mem } = this.#application;
    const available = (resource: string) => offer.resources.find((each) => each.name === resource)?.scalar?.value ?? 0;
    const fitting = Math.floor(Math.min(available('cpus') / cpus, available('mem') / mem));
    const missing = this.#gaveUp ? 0 : instances - this.#tasks.size;
    const count = Math.max(0, Math.min(fitting, missing));
    if (count === 0) {
      const decline = { offer_ids: [offer.id], filters: { refuse_seconds: A_LONG_TIME } };
      return this.#call({ type: 'DECLINE', decline });
    }
    const task_infos = Array.from({ length: count }, () => ({
      name,
      task_id: { value: `${name}-${randomUUID()}` },
      agent_id: offer.agent_id,
      command: { value: command },
      resources: Object.entries({ cpus, mem }).map(([key, value]) => ({ name: key, type: 'SCALAR', scalar: { value } })),
    }));
    for (const { task_id } of task_infos) this.#tasks.add(task_id.value);
    const accept = { offer_ids: [offer.id], operations: [{ type: 'LAUNCH', launch: { task_infos } }] };
    await this.#call({ type: 'ACCEPT', accept });
  }

  async #update({ task_id, agent_id, state, uuid }: Status): Promise<void> {
    if (uuid) await this.#call({ type: 'ACKNOWLEDGE', acknowledge: { agent_id, task_id, uuid } });
    if (!ENDED.has(state) || !this.#tasks.delete(task_id.value)) return;
    if (state === 'TASK_FAILED') this.#failures++;
    this.#gaveUp ||= this.#failures > (this.#application.maxFailures ?? Number.POSITIVE_INFINITY);
    if (!this.#gaveUp && this.#tasks.size < this.#application.instances) await this.#call({ type: 'REVIVE' });
  }

  async #call(call: { type: string; [member: string]: unknown }): Promise<void> {
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Mesos-Stream-Id': this.#streamId },
      body: JSON.stringify({ ...call, framework_id: this.#frameworkId }),
    });
    if (response.status !== 202) throw new Error(`${call.type}: ${response.status} ${await response.text()}`);
    await response.body?.cancel();
  }
}

/** Events as RecordIO has them: the number of bytes, a line feed, the bytes. */
async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  let buffer = Buffer.alloc(0);
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    buffer = Buffer.concat([buffer, chunk]);
    for (let end = buffer.indexOf('\n'); end >= 0; end = buffer.indexOf('\n')) {
      const next = end + 1 + Number(buffer.toString('latin1', 0, end));
      if (buffer.length < next) break;
      yield JSON.parse(buffer.toString('utf8', end + 1, next)) as Event;
      buffer = buffer.subarray(next);
    }
  }
}
