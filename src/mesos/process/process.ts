import type { MessageName, Messages } from '../wire/internal-messages.js';
import type { Timer } from './clock.js';
import { type Address, makePid, type Pid } from './pid.js';
import type { ActionOptions, Runtime } from './runtime.js';
import type { Action, Fate, Traffic } from './traffic.js';

type Handler<Name extends MessageName> = (message: Messages[Name], from: Pid) => void;

/**
 * An actor: it owns its state, reacts to one message at a time, and speaks to others only by sending messages to their
 * pids. Named after libprocess, whose processes masters, agents, schedulers and executors of Mesos are.
 *
 * Handlers are synchronous. Whatever waits (files, sockets, child processes) goes through `io`, so that the runtime knows
 * when nothing is under way, and comes back as a call on the process.
 */
export abstract class Process {
  readonly pid: Pid;
  readonly #handlers = new Map<MessageName, Handler<MessageName>>();
  /** Names of messages that have come and are not handled, which is told once. */
  readonly #unhandled = new Set<MessageName>();
  readonly #timers = new Set<Timer>();
  #alive = true;

  constructor(
    protected readonly runtime: Runtime,
    readonly id: string,
    readonly address: Address,
  ) {
    this.pid = makePid(id, address);
  }

  get alive(): boolean {
    return this.#alive;
  }

  /** Says what to do with messages of this name; called in constructors. */
  protected on<Name extends MessageName>(name: Name, handler: Handler<Name>): void {
    this.#handlers.set(name, handler as Handler<MessageName>);
  }

  protected send<Name extends MessageName>(to: Pid, name: Name, message: Messages[Name]): void {
    if (this.#alive) this.runtime.send(this.pid, to, name, message);
  }

  /** Asks to be told, by `exited`, when that process is gone or cannot be reached. */
  protected link(to: Pid): void {
    if (this.#alive) this.runtime.link(this, to);
  }

  /** Starts another process at the address of this one; its id is its kind, numbered. */
  protected spawn<Spawned extends Process>(
    kind: string,
    make: (runtime: Runtime, id: string, address: Address) => Spawned,
  ): Spawned {
    const { runtime, address } = this;
    return runtime.spawn(make(runtime, runtime.nameFor(kind, address), address));
  }

  /** Calls `action` after so many milliseconds, unless this process has ended by then. */
  protected delay(milliseconds: number, action: () => void): Timer {
    const timer = this.runtime.clock.delay(milliseconds, () => {
      this.#timers.delete(handle);
      if (this.#alive) action();
    });
    const handle: Timer = {
      cancel: () => {
        this.#timers.delete(handle);
        timer.cancel();
      },
    };
    this.#timers.add(handle);
    return handle;
  }

  /**
   * Waits for `work` and hands its outcome to one of the callbacks, unless this process has ended by then. A failure of
   * the callbacks themselves is a defect of ours and surfaces as such.
   */
  protected io<Result>(work: Promise<Result>, done: (result: Result) => void, failed: (error: Error) => void): void {
    this.follow(this.runtime.track(work), done, failed);
  }

  /** As `io`, for what may take as long as it likes: nothing is under way because of it. */
  protected follow<Result>(what: Promise<Result>, done: (result: Result) => void, failed: (error: Error) => void): void {
    void what
      .then(
        (result) => {
          if (this.#alive) done(result);
        },
        (error: unknown) => {
          if (this.#alive) failed(error instanceof Error ? error : new Error(String(error)));
        },
      )
      .catch((error: unknown) => this.runtime.failed(error));
  }

  protected log(level: 'info' | 'warning' | 'error', text: string): void {
    this.runtime.observe({ kind: 'log', process: this.pid, level, text });
  }

  /** What stands in the way of a call to this process; see `passCall`. */
  fateOf(call: Traffic): Fate | undefined {
    return this.runtime.fateOf(call);
  }

  /** Sends an event on a stream of this process, unless something stands in its way; `reset` cuts that stream. */
  passEvent(event: Traffic, send: () => void, reset: () => void): void {
    this.runtime.pass(event, send, reset);
  }

  /** Does something, unless something stands in its way. */
  protected perform<Result>(
    action: Omit<Action, 'kind' | 'process'>,
    work: () => Promise<Result>,
    options: ActionOptions,
  ): Promise<Result> {
    return this.runtime.perform({ kind: 'action', process: this.pid, ...action }, work, options);
  }

  /** Called by the runtime, once per message. */
  receive(from: Pid, name: MessageName, message: Messages[MessageName]): void {
    const handler = this.#handlers.get(name);
    if (handler) handler(message, from);
    else if (!this.#unhandled.has(name)) {
      this.#unhandled.add(name);
      this.log('warning', `Dropped message ${name} from ${from}: nobody handles it here`);
    }
  }

  /** Called when a linked process is gone. */
  exited(_pid: Pid): void {}

  /** Called once, when the process ends; for what is not a timer or a link. */
  protected finalize(): void {}

  /** Ends this process at once. Those linked to it see it exit; messages on their way to it are lost. */
  terminate(): void {
    if (!this.#alive) return;
    this.#alive = false;
    for (const timer of this.#timers) timer.cancel();
    this.#timers.clear();
    try {
      this.finalize();
    } finally {
      this.runtime.remove(this);
    }
  }
}
