import type { IncomingMessage } from 'node:http';
import type { Address } from '../../../src/mesos/process/pid.js';
import type { FrameworkInfo, Offer, scheduler, TaskInfo, TaskState, TaskStatus } from '../../../src/mesos/wire/messages.js';
import { RecordDecoder } from '../../../src/mesos/wire/recordio.js';
import { type Answer, open, readText, request } from './http-client.js';

const PATH = '/api/v1/scheduler';
export const JSON_HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json' };

type EventOf<Type extends scheduler.Event.Type> = scheduler.Event & { type: Type };

/** A scheduler on the v1 API, over HTTP. It keeps all events in their order. */
export class SchedulerClient {
  readonly events: scheduler.Event[] = [];
  streamId = '';
  frameworkId = '';
  ended = false;
  #read = 0;
  #barriers = 0;
  #wake: (() => void)[] = [];

  private constructor(
    private readonly address: Address,
    private readonly stream: IncomingMessage,
    readonly info: FrameworkInfo,
    private readonly headers: Record<string, string>,
  ) {
    const decoder = new RecordDecoder();
    stream.on('data', (chunk: Buffer) => {
      for (const record of decoder.push(chunk)) this.events.push(JSON.parse(record.toString()));
      this.#changed();
    });
    stream.on('error', () => {});
    stream.on('close', () => {
      this.ended = true;
      this.#changed();
    });
  }

  /** Subscribes and waits for SUBSCRIBED; with an id in `info`, again as that framework. */
  static async subscribe(
    address: Address,
    info: FrameworkInfo,
    more: Partial<scheduler.Call.Subscribe> = {},
    headers: Record<string, string> = {},
  ): Promise<SchedulerClient> {
    const client = await SchedulerClient.attempt(address, info, more, headers);
    const { subscribed } = await client.next('SUBSCRIBED');
    client.frameworkId = subscribed?.framework_id.value ?? '';
    return client;
  }

  /** Subscribes, for better or worse: the first event may be an ERROR. */
  static async attempt(
    address: Address,
    info: FrameworkInfo,
    more: Partial<scheduler.Call.Subscribe> = {},
    headers: Record<string, string> = {},
  ): Promise<SchedulerClient> {
    const call = { type: 'SUBSCRIBE', framework_id: info.id, subscribe: { framework_info: info, ...more } };
    const stream = await open(address, 'POST', PATH, { headers: { ...JSON_HEADERS, ...headers }, body: JSON.stringify(call) });
    if (stream.statusCode !== 200) throw new Error(`${stream.statusCode} ${await readText(stream)}`);
    const client = new SchedulerClient(address, stream, info, headers);
    client.streamId = String(stream.headers['mesos-stream-id']);
    return client;
  }

  /** Subscribes again as the same framework, on a new connection. */
  resubscribe(changes: Partial<FrameworkInfo> = {}, more: Partial<scheduler.Call.Subscribe> = {}): Promise<SchedulerClient> {
    return SchedulerClient.subscribe(this.address, { ...this.info, id: { value: this.frameworkId }, ...changes }, more);
  }

  /** A call with the framework's id and stream id. */
  call(type: scheduler.Call.Type, body: object = {}, streamId = this.streamId): Promise<Answer> {
    const call = { framework_id: { value: this.frameworkId }, type, ...body };
    const headers = { ...JSON_HEADERS, ...this.headers, 'Mesos-Stream-Id': streamId };
    return request(this.address, 'POST', PATH, { headers, body: JSON.stringify(call) });
  }

  accept(offers: readonly Pick<Offer, 'id'>[], operations: readonly object[], refuseSeconds?: number): Promise<Answer> {
    const filters = refuseSeconds === undefined ? undefined : { refuse_seconds: refuseSeconds };
    return this.call('ACCEPT', { accept: { offer_ids: offers.map(({ id }) => id), operations, filters } });
  }

  launch(offer: Offer, tasks: readonly TaskInfo[], refuseSeconds = 0): Promise<Answer> {
    return this.accept([offer], [{ type: 'LAUNCH', launch: { task_infos: tasks } }], refuseSeconds);
  }

  launchGroup(offer: Offer, executor: object, tasks: readonly TaskInfo[], refuseSeconds = 0): Promise<Answer> {
    return this.accept([offer], [{ type: 'LAUNCH_GROUP', launch_group: { executor, task_group: { tasks } } }], refuseSeconds);
  }

  decline(offers: readonly Offer[], refuseSeconds?: number): Promise<Answer> {
    const filters = refuseSeconds === undefined ? undefined : { refuse_seconds: refuseSeconds };
    return this.call('DECLINE', { decline: { offer_ids: offers.map(({ id }) => id), filters } });
  }

  acknowledge({ task_id, agent_id, uuid }: TaskStatus): Promise<Answer> {
    return this.call('ACKNOWLEDGE', { acknowledge: { task_id, agent_id, uuid } });
  }

  kill(taskId: string, agentId?: string): Promise<Answer> {
    return this.call('KILL', {
      kill: { task_id: { value: taskId }, agent_id: agentId === undefined ? undefined : { value: agentId } },
    });
  }

  /** Explicitly for tasks given as [task id, agent id or nothing], implicitly without. */
  reconcile(...tasks: [string, (string | undefined)?][]): Promise<Answer> {
    const named = tasks.map(([task, agent]) => ({
      task_id: { value: task },
      agent_id: agent === undefined ? undefined : { value: agent },
    }));
    return this.call('RECONCILE', { reconcile: { tasks: named } });
  }

  /** The next event of the type that was not looked at yet; those before it count as looked at. */
  async next<Type extends scheduler.Event.Type>(type: Type): Promise<EventOf<Type>> {
    for (;;) {
      for (; this.#read < this.events.length; this.#read++) {
        const event = this.events[this.#read];
        if (event?.type === type) {
          this.#read++;
          return event as EventOf<Type>;
        }
      }
      if (this.ended) throw new Error(`The stream ended before ${type}; events: ${JSON.stringify(this.events)}`);
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** All events not looked at yet, and those to come until the stream ends. */
  async *rest(): AsyncGenerator<scheduler.Event, void> {
    for (;;) {
      for (let event = this.events[this.#read]; event; event = this.events[this.#read]) {
        this.#read++;
        yield event;
      }
      if (this.ended) return;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  async offers(): Promise<Offer[]> {
    return (await this.next('OFFERS')).offers?.offers ?? [];
  }

  async offer(): Promise<Offer> {
    const [offer, ...others] = await this.offers();
    if (!offer || others.length > 0) throw new Error(`Expected one offer, got ${1 + others.length}`);
    return offer;
  }

  async update(): Promise<TaskStatus> {
    const { update } = await this.next('UPDATE');
    if (!update) throw new Error('An UPDATE without its member');
    return update.status;
  }

  /** The next update, which has to be of this task and state. */
  async updateOf(taskId: string, state: TaskState): Promise<TaskStatus> {
    const status = await this.update();
    if (status.task_id.value !== taskId || status.state !== state) {
      throw new Error(`Expected ${state} of ${taskId}, got ${JSON.stringify(status)}`);
    }
    return status;
  }

  /**
   * All events not looked at yet, but for heartbeats. Whatever the master did before is among them: it answers a question that
   * only it can answer, and events come in order.
   */
  async drain(): Promise<scheduler.Event[]> {
    const id = `barrier-${this.#barriers++}`;
    // On an agent that nobody knows: while some are still to come back, nothing is said of a task that may be on any.
    const answer = await this.reconcile([id, 'no-such-agent']);
    if (answer.status !== 202) throw new Error(`${answer.status} ${answer.body}`);
    const isBarrier = ({ update }: scheduler.Event) => update?.status.task_id.value === id;
    while (!this.events.some(isBarrier)) {
      if (this.ended) throw new Error('The stream ended');
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
    const events = this.events.slice(this.#read).filter((event) => event.type !== 'HEARTBEAT' && !isBarrier(event));
    this.#read = this.events.length;
    return events;
  }

  async end(): Promise<void> {
    while (!this.ended) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  /** Cuts the connection of the event stream. */
  disconnect(): void {
    this.stream.destroy();
  }

  #changed(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}
