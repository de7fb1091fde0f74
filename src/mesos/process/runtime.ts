import type { MessageName, Messages } from '../wire/internal-messages.js';
import { Clock } from './clock.js';
import { native } from './native.js';
import type { Network } from './network.js';
import { type Address, formatAddress, makePid, type Pid } from './pid.js';
import type { Process } from './process.js';
import { type Random, systemRandom } from './random.js';
import type { Action, ActionName, Fate, Interceptor, Traffic } from './traffic.js';

/** Something that happened; `Runtime.observe` stamps it with the time and hands it to the observers. */
export type Happening =
  | { kind: 'message'; from: Pid; to: Pid; name: MessageName; message: Messages[MessageName] }
  | { kind: 'exited'; process: Pid; seenBy: Pid }
  | ({ kind: 'action'; process: Pid; name: ActionName } & Owner)
  | { kind: 'call'; process: Pid; api: Api; peer: string; type: string; status: number; body?: object }
  | { kind: 'event'; process: Pid; api: Api; peer: string; name?: string; type: string; body?: object }
  | ({ kind: 'task'; process: Pid; framework: string; task: string; state: string } & TaskFacts)
  | ({ kind: 'command'; process: Pid; what: 'started' | 'exited'; pid: number; text: string } & Owner & { agent?: Pid })
  | {
      kind: 'agent';
      process: Pid;
      what: 'registered' | 'reregistered' | 'disconnected' | 'unreachable' | 'removed';
      agent: string;
    }
  | { kind: 'election'; process: string; what: ElectionStep; leader?: Pid | undefined; message?: string }
  | ({ kind: 'zookeeper'; process: string; what: string; session: string } & SessionFacts)
  | { kind: 'cluster'; process: string; what: string }
  | { kind: 'clock'; what: 'advanced'; milliseconds: number }
  | { kind: 'fault'; what: string; rule: number; traffic?: Traffic }
  | ({ kind: 'act'; process: Pid; what: string; agent?: string | undefined } & Owner)
  | { kind: 'log'; process: Pid; level: 'info' | 'warning' | 'error'; text: string };

/** How an election goes: a master takes part, is elected, serves, ends; agents detect a leader, or that there is none. */
type ElectionStep = 'contends' | 'elected' | 'leads' | 'ended' | 'detected' | 'no leader';

type Api = 'scheduler' | 'executor' | 'operator';

/** What else is known of a task's state. */
interface TaskFacts {
  agent?: string | undefined;
  reason?: string | undefined;
  message?: string | undefined;
}

/** What else is known of a session of ZooKeeper. */
interface SessionFacts {
  client?: string | undefined;
  timeoutMs?: number | undefined;
  ephemerals?: readonly string[] | undefined;
}

/** For whom it is, or whom it is about, by ids. */
interface Owner {
  framework?: string | undefined;
  task?: string | undefined;
}

export type Observation = Happening & { at: number };

/** How an action is done. */
export interface ActionOptions {
  /** With what it fails, for a reason that was given or for its usual one. */
  readonly failure: (error: string | undefined) => string;
  /** Gives up waiting when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it is part of what is tracked: that is not under way while the action waits. */
  readonly tracked: boolean;
}

type Letter = Extract<Traffic, { kind: 'message' }>;

/** Something in the mailbox; a message, unless it is for nobody in particular. */
interface Delivery {
  readonly to?: Pid;
  deliver(): void;
}

/** Work that is still under way after this, such as a download, does not keep time from being moved. */
const LONGEST_CALM_MS = 200;
/** Moving time over many timers that set nothing off does not keep peers waiting for longer. */
const LONGEST_TURN_MS = 10;

/**
 * What the processes of one cluster share: clock, chance, delivery of messages, and the one place where everything that
 * happens is seen.
 *
 * Messages between processes of this runtime are handed over by reference: a sender never touches a message again, a
 * receiver never changes one. `freezeMessages` makes breaking that rule throw; the tests run with it.
 */
export class Runtime {
  readonly clock: Clock;
  readonly random: Random;
  /** Asked about all messages, calls and events before they pass. Without one, and nearly always there is none, all do. */
  interceptor: Interceptor | undefined;
  /** Carries messages to and from processes elsewhere. Without one nobody is anywhere else. */
  network: Network | undefined;
  readonly #freeze: boolean;
  readonly #onDefect: ((error: unknown) => void) | undefined;
  readonly #processes = new Map<Pid, Process>();
  /** Who wants to be told of the end of whom, and the other way around. */
  readonly #watchers = new Map<Pid, Set<Process>>();
  readonly #watched = new Map<Process, Set<Pid>>();
  readonly #observers = new Set<(observation: Observation) => void>();
  /** How many processes of a kind were named at an address. */
  readonly #named = new Map<Pid, number>();
  #mailbox: Delivery[] = [];
  #delivering = false;
  #pendingWork = 0;
  #settled: (() => void)[] = [];
  /** When the event loop last had a turn while time was moved. */
  #lastTurn = 0;

  /**
   * @param options.beginsAt The clock stands still from here on, and nothing depends on the time of the machine.
   * @param options.onDefect Told of what a process throws, which is a defect; without it, that is an uncaught exception.
   */
  constructor(
    options: {
      random?: Random;
      freezeMessages?: boolean;
      virtualTime?: boolean;
      beginsAt?: number;
      onDefect?: (error: unknown) => void;
    } = {},
  ) {
    this.clock = new Clock({ virtual: options.virtualTime, beginsAt: options.beginsAt });
    this.random = options.random ?? systemRandom;
    this.#freeze = options.freezeMessages ?? false;
    this.#onDefect = options.onDefect;
  }

  /** Makes a process known by its pid, so that messages reach it. */
  spawn<Spawned extends Process>(process: Spawned): Spawned {
    if (this.#processes.has(process.pid)) throw new Error(`There is a process ${process.pid} already.`);
    this.#processes.set(process.pid, process);
    return process;
  }

  /** A name that no other process at this address has or had, numbered as libprocess does it: `executor(3)`. */
  nameFor(kind: string, address: Address): string {
    const place = makePid(kind, address);
    const count = (this.#named.get(place) ?? 0) + 1;
    this.#named.set(place, count);
    return `${kind}(${count})`;
  }

  /** Called by `Process.terminate`. */
  remove(process: Process): void {
    if (this.#processes.get(process.pid) === process) this.#processes.delete(process.pid);
    for (const pid of this.#watched.get(process) ?? []) {
      const watchers = this.#watchers.get(pid);
      watchers?.delete(process);
      if (watchers?.size === 0) this.#watchers.delete(pid);
    }
    this.#watched.delete(process);
    this.#gone(process.pid, () => true);
  }

  /** The connection from an address, `ip:port`, to a process elsewhere has ended, or could not be made. */
  lost(pid: Pid, address: string): void {
    this.#gone(pid, (watcher) => formatAddress(watcher.address) === address);
  }

  /** Tells those who wanted to know. */
  #gone(pid: Pid, concerns: (watcher: Process) => boolean): void {
    const watchers = this.#watchers.get(pid);
    for (const watcher of watchers ?? []) {
      if (!concerns(watcher)) continue;
      watchers?.delete(watcher);
      this.#watched.get(watcher)?.delete(pid);
      this.#tellExited(watcher, pid);
    }
    if (watchers?.size === 0) this.#watchers.delete(pid);
  }

  send<Name extends MessageName>(from: Pid, to: Pid, name: Name, message: Messages[Name]): void {
    this.#send({ kind: 'message', from, to, name, message }, (receiver) => receiver.receive(from, name, message));
  }

  /**
   * A message has come from a process elsewhere.
   * @param failed Told of what its receiver throws: that may be no defect of ours, and no reason for anything else to end.
   */
  arrived<Name extends MessageName>(
    from: Pid,
    to: Pid,
    name: Name,
    message: Messages[Name],
    failed: (error: Error) => void,
  ): void {
    this.#send({ kind: 'message', from, to, name, message }, (receiver) => {
      try {
        receiver.receive(from, name, message);
      } catch (error) {
        failed(error as Error);
      }
    });
  }

  #send(traffic: Letter, receive: (receiver: Process) => void): void {
    const { from, to, name, message } = traffic;
    if (this.#freeze) deepFreeze(message);
    this.#post(() => {
      const receiver = this.#processes.get(to);
      const network = !receiver && this.network?.isRemote(to) ? this.network : undefined;
      const link = network?.linkBetween(from, to);
      this.pass(traffic, () => {
        // What was kept back was on a connection that has ended with the receiver: its successor does not get it.
        if (this.#processes.get(to) !== receiver || (link && network?.linkBetween(from, to) !== link)) return;
        this.observe(traffic);
        if (receiver) receive(receiver);
        else network?.send(from, to, name, message);
      });
    }, to);
  }

  /** Hands on a message or an event, unless something stands in its way. `reset` cuts the connection it would go over. */
  pass(traffic: Traffic, deliver: () => void, reset: () => void = () => {}): void {
    const fate = this.interceptor?.(traffic);
    if (!fate) return deliver();
    if (fate.kind === 'kept') fate.keep(() => this.#post(deliver));
    else if (fate.kind === 'reset') reset();
    else if (fate.kind === 'doubled') {
      deliver();
      deliver();
    }
  }

  /** What stands in the way of a call. */
  fateOf(call: Traffic): Fate | undefined {
    return this.interceptor?.(call);
  }

  /** Does something, unless something stands in its way: then it fails, or waits. */
  async perform<Result>(action: Action, work: () => Promise<Result>, options: ActionOptions): Promise<Result> {
    const fate = this.interceptor?.(action);
    if (fate?.kind === 'failed') throw new Error(options.failure(fate.error));
    if (fate?.kind === 'kept') await this.#kept(fate.keep, options);
    this.observe(action);
    return work();
  }

  async #kept(keep: (proceed: () => void) => void, { signal, tracked }: ActionOptions): Promise<void> {
    const count = (difference: number) => {
      if (tracked) this.#pendingWork += difference;
      this.#checkSettled();
    };
    count(-1);
    try {
      await new Promise<void>((resolve, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        keep(resolve);
      });
    } finally {
      count(1);
    }
  }

  /** How many messages to a process wait to be delivered. */
  queuedMessages(to: Pid): number {
    return this.#mailbox.filter((delivery) => delivery.to === to).length;
  }

  link(watcher: Process, to: Pid): void {
    const network = this.#processes.has(to) ? undefined : this.network;
    if (!this.#processes.has(to) && !network?.isRemote(to)) return this.#tellExited(watcher, to);
    this.#watchers.set(to, (this.#watchers.get(to) ?? new Set()).add(watcher));
    this.#watched.set(watcher, (this.#watched.get(watcher) ?? new Set()).add(to));
    network?.link(watcher.pid, to);
  }

  /** Whether there is a process of this name. */
  has(pid: Pid): boolean {
    return this.#processes.has(pid);
  }

  /** Calls `action` after all messages that are on their way now; several calls before that are several actions. */
  dispatch(action: () => void): void {
    this.#post(action);
  }

  /** Resolves when all messages that are on their way now have arrived. */
  delivered(): Promise<void> {
    return new Promise((resolve) => this.dispatch(resolve));
  }

  /** A process failed where nobody can catch it. */
  failed(error: unknown): void {
    if (!this.#onDefect) throw error;
    this.#onDefect(error);
  }

  /** Counts this work as under way until it is done. */
  track<Result>(work: Promise<Result>): Promise<Result> {
    this.#pendingWork++;
    return work.finally(() => {
      this.#pendingWork--;
      this.#checkSettled();
    });
  }

  /** Resolves when no message is on its way and no work is under way. Timers do not count. */
  settle(): Promise<void> {
    return new Promise((resolve) => {
      this.#settled.push(resolve);
      this.#checkSettled();
    });
  }

  /**
   * Moves time ahead from timer to timer, each at its own time: what one sets off is done before time goes on, as far as that
   * is in the hands of this process and does not take long.
   */
  async advance(milliseconds: number): Promise<void> {
    const end = this.clock.now() + milliseconds;
    await this.calm();
    while (await this.step(end));
    this.clock.advanceTo(end);
    await this.calm();
  }

  /**
   * Moves time ahead to the next timer, unless that is due later than `latest`: then nothing happens, and this resolves to
   * false.
   */
  async step(latest = Number.POSITIVE_INFINITY): Promise<boolean> {
    const next = this.clock.nextDeadline;
    if (next > latest || next === Number.POSITIVE_INFINITY) return false;
    this.clock.advanceTo(next);
    await this.calm();
    return true;
  }

  /** Resolves when nothing is under way, or has been for so long that it may never end. */
  async calm(): Promise<void> {
    if (!this.clock.native) return this.settle();
    const now = native.performance.now();
    if (this.#quiet && now - this.#lastTurn < LONGEST_TURN_MS) return;
    this.#lastTurn = now;
    let timer: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = native.setTimeout(resolve, LONGEST_CALM_MS);
    });
    await Promise.race([this.settle(), patience]);
    native.clearTimeout(timer);
  }

  /** Hands everything that happens from now on to `observer`; returns a function that ends this. */
  onObservation(observer: (observation: Observation) => void): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  observe(happening: Happening): void {
    if (this.#observers.size === 0) return;
    const observation = { ...happening, at: this.clock.now() };
    for (const observer of this.#observers) observer(observation);
  }

  /** Ends all processes, and the connections from here to others. */
  terminateAll(): void {
    for (const process of [...this.#processes.values()]) process.terminate();
    this.network?.cut();
  }

  /** Ends all processes and calls off all timers. */
  stop(): void {
    this.terminateAll();
    this.network = undefined;
    this.clock.stop();
  }

  #tellExited(watcher: Process, pid: Pid): void {
    this.#post(() => {
      if (!watcher.alive) return;
      this.observe({ kind: 'exited', process: pid, seenBy: watcher.pid });
      watcher.exited(pid);
    });
  }

  /** One mailbox for all: what was sent first arrives first, whoever it is for. */
  #post(deliver: () => void, to?: Pid): void {
    this.#mailbox.push(to === undefined ? { deliver } : { to, deliver });
    if (this.#delivering) return;
    this.#delivering = true;
    native.queueMicrotask(() => this.#deliver());
  }

  #deliver(): void {
    try {
      while (this.#mailbox.length > 0) {
        const deliveries = this.#mailbox;
        this.#mailbox = [];
        for (const [index, delivery] of deliveries.entries()) {
          try {
            delivery.deliver();
          } catch (error) {
            if (this.#onDefect) {
              this.#onDefect(error);
              continue;
            }
            // Nothing that was sent is lost because one receiver failed; the failure itself is a defect and surfaces.
            this.#mailbox = [...deliveries.slice(index + 1), ...this.#mailbox];
            throw error;
          }
        }
      }
    } finally {
      this.#delivering = false;
      if (this.#mailbox.length > 0) {
        this.#delivering = true;
        native.queueMicrotask(() => this.#deliver());
      }
      this.#checkSettled();
    }
  }

  get #quiet(): boolean {
    return !this.#delivering && this.#mailbox.length === 0 && this.#pendingWork === 0;
  }

  #checkSettled(): void {
    if (this.#settled.length === 0 || !this.#quiet) return;
    // Whoever waited for work that is done now goes on before this, and may start more.
    native.setImmediate(() => {
      if (!this.#quiet) return;
      const waiting = this.#settled;
      this.#settled = [];
      for (const resolve of waiting) resolve();
    });
  }
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value) || ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  for (const member of Object.values(value)) deepFreeze(member);
}
