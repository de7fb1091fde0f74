import { passSchedulerCall, type SchedulerCaller, Subscription } from '../mesos/master/http/scheduler-api.js';
import type { Master } from '../mesos/master/master.js';
import type { Timer } from '../mesos/process/clock.js';
import { type HttpResponse, textResponse } from '../mesos/process/http/message.js';
import type { Runtime } from '../mesos/process/runtime.js';
import type { scheduler } from '../mesos/wire/messages.js';
import { ParseError } from '../mesos/wire/parse-error.js';
import { readBody } from '../mesos/wire/request-body.js';
import { show } from '../problem.js';
import { Knowledge } from './knowledge.js';
import { type Reception, Receptions } from './receptions.js';
import type { CallAnswer, SchedulerContext, SchedulerFactory, SimulatedScheduler } from './scheduler.js';

/** A stream that is silent for so long is dead, even if nothing says so: five heartbeats. */
const LONGEST_SILENCE_MS = 75_000;
/** A subscription that is not answered is given up after this. */
const ANSWER_TIMEOUT_MS = 10_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 15_000;

/** What a scheduler needs of the cluster around it. */
export interface SchedulerSurroundings {
  readonly runtime: Runtime;
  /** The leading master, if there is one. */
  readonly master: Master | undefined;
  /** The master sends an event, whatever becomes of it on its way. */
  sent(frameworkId: string, event: scheduler.Event): void;
  /** A scheduler has failed: the simulation has. */
  failed(error: unknown): void;
}

/** A subscription as its scheduler has it. */
interface Connection {
  streamId: string;
  /** Known to the master from when it says that the framework is subscribed. */
  frameworkId: string;
  /** Whether the scheduler has heard that it is subscribed. */
  subscribed: boolean;
  open: boolean;
  subscription: Subscription | undefined;
  silence: Timer | undefined;
}

/** What a workload returned, if it can be a scheduler: what it lacks is told here, before anything calls it. */
function checked(scheduler: unknown): SimulatedScheduler {
  const { framework, received } = (scheduler ?? {}) as Partial<SimulatedScheduler>;
  if (typeof framework === 'object' && framework !== null && typeof received === 'function')
    return scheduler as SimulatedScheduler;
  throw new TypeError(`A workload has to return a scheduler with framework and received(), but returned ${show(scheduler)}`);
}

/**
 * A place for a scheduler, which others may take over, and what a client library does for it: it subscribes, notices that a
 * connection is lost, and subscribes again.
 */
export class SchedulerHost {
  readonly #memory = new Map<string, unknown>();
  #scheduler: SimulatedScheduler | undefined;
  #connection: Connection | undefined;
  #attempt: Timer | undefined;
  #failures = 0;
  #frameworkId: string | undefined;
  #refusal: string | undefined;
  #knowledge = new Knowledge('');
  #receptions = new Receptions();
  /** Changes with every scheduler: what belongs to the one before has no effect any more. */
  #generation = 0;

  constructor(
    private readonly around: SchedulerSurroundings,
    readonly number: number,
    private readonly factory: SchedulerFactory,
  ) {}

  get frameworkId(): string | undefined {
    return this.#frameworkId;
  }

  get connected(): boolean {
    return this.#connection?.subscribed === true;
  }

  /** What the master said to its last SUBSCRIBE, if it would not have it. */
  get refusal(): string | undefined {
    return this.#refusal;
  }

  /** What the scheduler has heard and said as this framework. */
  get knowledge(): Knowledge {
    return this.#knowledge;
  }

  /** What its scheduler has heard, and has not come back from, though nothing keeps it. */
  get hanging(): readonly Reception[] {
    return this.#receptions.hanging;
  }

  start(): void {
    this.#generation++;
    this.#receptions = new Receptions();
    this.#scheduler = checked(this.factory(this.#context()));
    this.#subscribe();
  }

  /** Its connection breaks, and the master notices. */
  disconnect(): void {
    if (this.#connection) this.#cut(this.#connection);
  }

  /** Another scheduler takes over, with the connection of the one before still open or not. */
  failOver({ crash }: { crash: boolean }): void {
    const before = this.#connection;
    this.stop({ crash });
    if (before) before.open = false; // nobody reads it any more
    this.start();
  }

  /** Ends the scheduler; with a crash, the master notices at once. */
  stop({ crash }: { crash: boolean } = { crash: true }): void {
    this.#generation++;
    this.#attempt?.cancel();
    const connection = this.#connection;
    this.#connection = undefined;
    connection?.silence?.cancel();
    if (connection && crash) this.#close(connection);
    this.#guard(() => this.#scheduler?.ended?.());
    this.#scheduler = undefined;
  }

  #context(): SchedulerContext {
    const { runtime } = this.around;
    const generation = this.#generation;
    const host = this;
    return {
      number: this.number,
      memory: this.#memory,
      get frameworkId() {
        return host.#frameworkId;
      },
      now: () => runtime.clock.now(),
      delay: (milliseconds, action) =>
        runtime.clock.delay(milliseconds, () => {
          if (generation === this.#generation) this.#guard(action);
        }),
      random: () => runtime.random.number(),
      uuid: () => runtime.random.uuid(),
      call: (call) => {
        const connection = this.#connection;
        if (generation !== this.#generation || !connection?.subscribed) return Promise.reject(new Error('Not subscribed'));
        const whole = { ...call, framework_id: { value: connection.frameworkId } };
        this.#knowledge.called(whole);
        return this.#receptions.call(this.#post(whole, connection.streamId));
      },
    };
  }

  /** As a request over HTTP: it arrives a little later, is checked as a body is, and something may stand in its way. */
  #post(call: scheduler.Call, streamId: string): Promise<CallAnswer> {
    const caller = this.#caller({ streamId, subscribe: () => textResponse(400) });
    return this.#send(caller, call).then(({ status, body }) => ({ status, text: typeof body === 'string' ? body : '' }));
  }

  #send(caller: SchedulerCaller, given: scheduler.Call): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      this.around.runtime.dispatch(() => {
        const { master } = this.around;
        if (!master) return reject(new Error('There is no leading master'));
        let call: scheduler.Call;
        try {
          call = readBody('scheduler.Call', 'json', Buffer.from(JSON.stringify(given))) as scheduler.Call;
        } catch (error) {
          if (!(error instanceof ParseError)) throw error;
          return resolve(textResponse(400, error.message));
        }
        const answered = (response: HttpResponse) => (response.reset ? reject(new Error('Connection reset')) : resolve(response));
        const response = passSchedulerCall(master, caller, call);
        if (response instanceof Promise) void response.then(answered, (error: unknown) => this.around.failed(error));
        else answered(response);
      });
    });
  }

  #caller(of: Pick<SchedulerCaller, 'streamId' | 'subscribe'>): SchedulerCaller {
    return { peer: `scheduler-${this.number}`, ...of };
  }

  #subscribe(): void {
    const scheduler = this.#scheduler;
    if (!scheduler) return;
    const connection: Connection = {
      ...{ streamId: '', frameworkId: '', subscribed: false, open: true },
      ...{ subscription: undefined, silence: undefined },
    };
    this.#connection = connection;
    const id = this.#frameworkId;
    const framework_info = { ...scheduler.framework, ...(id !== undefined && { id: { value: id } }) };
    const call: scheduler.Call = {
      type: 'SUBSCRIBE',
      subscribe: { framework_info },
      ...(id !== undefined && { framework_id: { value: id } }),
    };
    const caller = this.#caller({ streamId: undefined, subscribe: (subscribe) => this.#open(connection, subscribe) });
    const giveUp = (): void => {
      if (this.#connection === connection) this.#cut(connection);
    };
    this.#expect(connection, ANSWER_TIMEOUT_MS);
    void this.#send(caller, call).then(({ status, body }) => {
      this.#refusal = status === 200 ? undefined : `${status} ${typeof body === 'string' ? body : ''}`.trim();
      if (status !== 200) giveUp();
    }, giveUp);
  }

  /** The master opens the stream, unless whoever asked for it has given up. */
  #open(connection: Connection, subscribe: scheduler.Call.Subscribe): HttpResponse {
    const { master, runtime } = this.around;
    if (!master) return { status: 0, reset: true };
    connection.streamId = master.uuid();
    const { around } = this;
    const outlet = {
      send: (event: scheduler.Event) => {
        const copy = JSON.parse(JSON.stringify(event)) as scheduler.Event;
        runtime.dispatch(() => this.#received(connection, copy));
      },
      end: () => runtime.dispatch(() => this.#lost(connection)),
      reset: () => runtime.dispatch(() => this.#cut(connection)),
    };
    const subscription = new (class extends Subscription {
      override send(event: scheduler.Event): void {
        connection.frameworkId ||= event.subscribed?.framework_id.value ?? '';
        if (connection.frameworkId !== '') around.sent(connection.frameworkId, event);
        super.send(event);
      }
    })(master, subscribe, connection.streamId, outlet);
    connection.subscription = subscription;
    if (connection.open) subscription.begin();
    return { status: 200 };
  }

  #received(connection: Connection, event: scheduler.Event): void {
    const { subscribed } = event;
    if (!connection.open || this.#connection !== connection) return;
    this.#expect(connection, LONGEST_SILENCE_MS);
    if (subscribed) {
      this.#failures = 0;
      connection.subscribed = true;
      this.#named(subscribed.framework_id.value);
    }
    this.#knowledge.heard(event);
    this.#guard(() => this.#receptions.receive(event.type ?? 'UNKNOWN', () => this.#scheduler?.received(event)));
    if (event.type === 'ERROR') this.#refused(connection);
  }

  #named(id: string): void {
    if (this.#frameworkId === id) return;
    this.#frameworkId = id;
    this.#knowledge = new Knowledge(id);
  }

  /** The master does not want this framework any more: what comes next is another one. */
  #refused(connection: Connection): void {
    this.stop();
    this.#close(connection);
    this.#memory.clear();
    this.#frameworkId = undefined;
    this.#knowledge = new Knowledge('');
    this.start();
  }

  #expect(connection: Connection, milliseconds: number): void {
    connection.silence?.cancel();
    connection.silence = this.around.runtime.clock.delay(milliseconds, () => this.#cut(connection));
  }

  /** Breaks a connection; both sides notice. */
  #cut(connection: Connection): void {
    this.#close(connection);
    this.#lost(connection);
  }

  #close(connection: Connection): void {
    connection.open = false;
    connection.subscription?.closed();
  }

  /** A connection is no more. */
  #lost(connection: Connection): void {
    connection.open = false;
    connection.silence?.cancel();
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#guard(() => this.#scheduler?.disconnected?.());
    const longest = Math.min(FIRST_BACKOFF_MS * 2 ** this.#failures++, LONGEST_BACKOFF_MS);
    this.#attempt?.cancel();
    this.#attempt = this.around.runtime.clock.delay(longest * (0.5 + this.around.runtime.random.number() / 2), () =>
      this.#subscribe(),
    );
  }

  /** What a scheduler does wrong is its own failure, never that of whoever calls it. */
  #guard(action: () => void | Promise<void>): void {
    const failed = (error: unknown) => this.around.failed(error);
    try {
      const going = action();
      if (going instanceof Promise) going.catch(failed);
    } catch (error) {
      failed(error);
    }
  }
}
