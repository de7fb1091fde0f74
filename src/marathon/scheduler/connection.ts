import type { Credential } from '../../mesos/flags/credentials.js';
import { atMost } from '../../mesos/process/at-most.js';
import type { Clock } from '../../mesos/process/clock.js';
import type { FrameworkInfo, scheduler } from '../../mesos/wire/messages.js';
import { isOfNoLeader, SchedulerCallError, SchedulerClient } from '../../scheduler-client.js';
import type { Leaders } from './leaders.js';

/** How long to wait before another try; each in vain takes twice as long. */
const FIRST_RETRY_MS = 20;
const LONGEST_RETRY_MS = 1000;
/** What Mesos answers to a framework that was torn down, or stayed away for too long. */
const REMOVED = /Framework has been removed/i;

export interface ConnectionOptions {
  readonly leaders: Leaders;
  readonly clock: Clock;
  readonly credential?: Credential | undefined;
  /** The framework as it subscribes, with its id when it has one. */
  frameworkInfo(): FrameworkInfo;
  /** Takes an event, SUBSCRIBED first; of one subscription, one after the other. */
  event(event: scheduler.Event, master: string): void;
  /** The subscription has ended. */
  disconnected(): void;
  /** The framework of this id does not exist any more; the next subscription is that of a new one. */
  removed(): void;
  /** Something has failed that will be tried again. */
  failed(error: Error): void;
}

/** A framework's subscription with whoever leads: when it ends, there is another one. */
export class Connection {
  readonly #stopping = new AbortController();
  readonly #stopped = new Promise<void>((resolve) => {
    this.#stopping.signal.addEventListener('abort', () => resolve());
  });
  #client: SchedulerClient | undefined;
  #ended: Promise<void> = Promise.resolve();
  #attempt: Promise<void> = Promise.resolve();

  constructor(private readonly options: ConnectionOptions) {}

  start(): void {
    this.#ended = this.#run();
  }

  get connected(): boolean {
    return this.#client !== undefined;
  }

  /**
   * Makes a call. While there is no subscription it is not made, and of one that fails nobody knows what came of it: whoever
   * subscribes next asks anew.
   */
  async call(call: Omit<scheduler.Call, 'framework_id'>): Promise<boolean> {
    const client = this.#client;
    if (!client) return false;
    try {
      await client.call(call);
      return true;
    } catch (error) {
      if (!isOfNoLeader(error) && !this.#stopping.signal.aborted) this.options.failed(error as Error);
      return false;
    }
  }

  /** Resolves when no attempt to subscribe is under way. */
  settled(): Promise<void> {
    return this.#attempt;
  }

  /** Ends the subscription; another one follows. */
  drop(): void {
    this.#client?.close();
  }

  async stop(): Promise<void> {
    this.#stopping.abort(new Error('Marathon has been stopped.'));
    this.#client?.close();
    this.options.leaders.stop();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    const { clock, failed } = this.options;
    let retryMs = FIRST_RETRY_MS;
    while (!signal.aborted) {
      try {
        if (await this.#attend(signal)) retryMs = FIRST_RETRY_MS;
      } catch (error) {
        if (signal.aborted) return;
        if (!isOfNoLeader(error)) failed(error as Error);
      }
      if (signal.aborted) return;
      await atMost(clock, retryMs, this.#stopped);
      retryMs = Math.min(LONGEST_RETRY_MS, retryMs * 2);
    }
  }

  /** Subscribes, and takes events until there are no more. Returns whether there were any. */
  async #attend(signal: AbortSignal): Promise<boolean> {
    const master = await this.options.leaders.next(signal);
    let decided = () => {};
    this.#attempt = new Promise((resolve) => {
      decided = resolve;
    });
    try {
      const client = await this.#subscribe(master, this.options.credential);
      return client ? await this.#follow(client, master, signal, decided) : false;
    } finally {
      decided();
    }
  }

  async #follow(client: SchedulerClient, master: string, signal: AbortSignal, subscribedNow: () => void): Promise<boolean> {
    const { event: take, disconnected } = this.options;
    if (signal.aborted) client.close();
    this.#client = client;
    let subscribed = false;
    try {
      for (let event = await client.nextEvent(); event && !signal.aborted; event = await client.nextEvent()) {
        if (event.type === 'ERROR') {
          this.#refused(event.error?.message ?? '');
          break;
        }
        subscribed = true;
        take(event, master);
        subscribedNow();
      }
    } finally {
      this.#client = undefined;
      client.close();
      if (subscribed) disconnected();
    }
    return subscribed;
  }

  async #subscribe(master: string, credential: Credential | undefined): Promise<SchedulerClient | undefined> {
    try {
      return await SchedulerClient.subscribe(master, this.options.frameworkInfo(), credential, this.#stopping.signal);
    } catch (error) {
      if (!(error instanceof SchedulerCallError)) throw error;
      if (error.status === 307 && error.location !== undefined) {
        this.options.leaders.redirected(error.location);
        return undefined;
      }
      if (REMOVED.test(error.text)) return this.#refused(error.text);
      throw error;
    }
  }

  #refused(message: string): undefined {
    if (REMOVED.test(message)) this.options.removed();
    else this.options.failed(new Error(`The master ended the subscription: ${message}`));
  }
}
