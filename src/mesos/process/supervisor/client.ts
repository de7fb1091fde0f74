import { mkdirSync, rmSync } from 'node:fs';
import { resolve as resolvePath } from 'node:path';
import { Clock } from '../clock.js';
import { entryPoint } from '../entry-point.js';
import { systemRandom } from '../random.js';
import { claimDirectory, deleteClaimedDirectory, disclaimDirectory } from './directories.js';
import { checkMarker, MARKER_VARIABLE, markerValue } from './marker.js';
import type {
  ClaimedDirectory,
  ExitStatus,
  GuardRequest,
  KillRequest,
  Launch,
  LaunchRequest,
  OutputName,
  Reply,
  Request,
  SignalRequest,
} from './protocol.js';
import { Reaper } from './reap.js';
import { SilenceWatch } from './silence-watch.js';
import { type Ending, SupervisorProcess } from './supervisor-process.js';

/** What to run, and whom to tell about it: `onFailed` alone is called, or `onStarted` and later `onExit`. */
export interface CommandOptions extends Launch {
  /** Whose the command is, in the words of the caller: `cluster/container`, say. Slashes separate levels that can be killed together. */
  marker: string;
  onStarted(pid: number): void;
  onExit(status: ExitStatus): void;
  /** What an attached command writes. */
  onOutput?(name: OutputName, data: Buffer): void;
  /** Of an attached command that was started: no more output will come. It may come before the exit or after it. */
  onClosed?(): void;
  /** The command could not be started. `code` is the system's name of the reason, such as `ENOENT`. */
  onFailed(error: NodeJS.ErrnoException): void;
}

/** A command that was handed to the supervisor. */
export interface SpawnedCommand {
  readonly id: number;
  /**
   * Sends a signal to the whole process tree: the command's process group and, on Linux, descendants that left it.
   * Does nothing when all have ended.
   */
  signal(name: NodeJS.Signals): void;
  /**
   * Gives an attached command input; without any, ends its input. Resolves when it has been passed on, which waits until the
   * command reads; rejects when the command does not read any more. One piece at a time.
   */
  write(data: Buffer): Promise<void>;
}

/** An attached command, until its output has ended. */
interface Attached {
  readonly options: CommandOptions;
  /** Settles what is being written. */
  written: ((error?: string) => void) | undefined;
}

interface Command extends CommandOptions {
  pid?: number;
}

/** A process that is not to outlive this one. */
export interface Guard {
  /** What it has to have in its environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** It has started: from now on it is known by its pid. */
  started(pid: number): void;
  /** It has ended, or was not started. */
  release(): void;
}

interface Killing {
  resolve(): void;
  reject(error: Error): void;
}

/** Killing takes 6 seconds at most; the rest is for deleting. */
const END_DEADLINE_MS = 60_000;
/** So long it may say nothing when something is to be killed, or started: one that stands still is as good as dead. */
const SILENT_AT_KILL_MS = 15_000;
const SILENT_AT_LAUNCH_MS = 30_000;
const RELEASED: Ending = { clean: true, description: 'The supervisor of task processes was released.' };

/**
 * Starts commands by way of a small process of its own, shared by all users in this process: starting a process takes the
 * system the longer, the more memory the starter has. And when this process dies, however it dies, the supervisor kills
 * every command and deletes the directories it was given.
 */
export class Supervisor {
  static #shared: Supervisor | undefined;
  /** The first level of all markers; it names this owner and no other, ever. */
  readonly #owner = `${process.pid}-${systemRandom.uuid()}`;
  readonly #entryPoint = entryPoint('supervisor.cjs');
  readonly #commands = new Map<number, Command>();
  readonly #attached = new Map<number, Attached>();
  readonly #killings = new Map<number, Killing>();
  readonly #silence = new SilenceWatch(
    () => {
      if (this.#killings.size > 0) return SILENT_AT_KILL_MS;
      const isLaunching = [...this.#commands.values()].some(({ pid }) => pid === undefined);
      return isLaunching ? SILENT_AT_LAUNCH_MS : undefined;
    },
    () => this.#process?.kill('it stood still'),
  );
  readonly #directories = new Map<string, ClaimedDirectory>();
  readonly #guarded = new Map<string, GuardRequest>();
  readonly #crashListeners = new Set<(error: Error) => void>();
  #process: SupervisorProcess | undefined;
  #recovery: Promise<void> | undefined;
  /** Requests made while there is no process to send them to. */
  #backlog: Request[] = [];
  #users = 0;
  /** Whether there can be anything to kill. */
  #everLaunched = false;
  /** Set when the last user has released it. */
  #end: Promise<void> | undefined;
  #lastId = 0;

  /** The supervisor of this process, which begins to start if it does not run. Throws when the package was not built. */
  static acquire(): Supervisor {
    Supervisor.#shared ??= new Supervisor();
    Supervisor.#shared.#users++;
    return Supervisor.#shared;
  }

  private constructor() {
    this.#start();
  }

  /**
   * Ends the use that began with `acquire`. The last one to call it ends the supervisor: what still runs is killed, the
   * directories still known are deleted. Rejects when something could not be removed.
   */
  async release(): Promise<void> {
    if (this.#users > 0 && --this.#users === 0) {
      if (Supervisor.#shared === this) Supervisor.#shared = undefined;
      this.#end = this.#finish();
    }
    await this.#end;
  }

  /** The pid of the supervisor process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Resolves when the supervisor runs; rejects when it could not be started. Nobody needs to wait for it. */
  get ready(): Promise<void> {
    if (this.#recovery) return this.#recovery.then(() => this.ready);
    return this.#process?.ready ?? Promise.reject(new Error('The supervisor of task processes does not run.'));
  }

  /** Calls `listener` when the supervisor ends unasked and all it had started has been killed; returns a function that ends this. */
  onCrash(listener: (error: Error) => void): () => void {
    this.#crashListeners.add(listener);
    return () => this.#crashListeners.delete(listener);
  }

  /** Starts a command. Everything about it is reported through the callbacks, never before this returns. Throws on a bad marker. */
  spawn(options: CommandOptions): SpawnedCommand {
    checkMarker(options.marker);
    this.#assertInUse();
    const id = ++this.#lastId;
    this.#everLaunched = true;
    const marker = `${this.#owner}/${options.marker}/${id}`;
    this.#commands.set(id, { ...options });
    if (options.attached) this.#attached.set(id, { options, written: undefined });
    this.#send(launchRequest(id, marker, options));
    return {
      id,
      signal: (name) => this.#send({ type: 'signal', marker, signal: name } satisfies SignalRequest),
      write: (data) => this.#write(id, data),
    };
  }

  /**
   * Has a directory deleted, with all in it, when this process dies or the last user releases the supervisor. It is
   * created if there is none; otherwise it must be empty, as nothing that was there before is ever deleted.
   */
  addDirectory(path: string): void {
    this.#assertInUse();
    const directory = claimDirectory(path, this.#owner);
    this.#directories.set(directory.path, directory);
    this.#send({ type: 'add_directory', directory });
    this.#process?.flush();
  }

  /**
   * Makes a directory with a name that begins so and that nobody has, for this user alone, and has it deleted as `addDirectory` does; also
   * when this process dies while it makes it.
   * @returns its path
   */
  makeDirectory(prefix: string): string {
    this.#assertInUse();
    const path = resolvePath(`${prefix}${systemRandom.uuid().slice(0, 8)}`);
    this.#send({ type: 'expect_directory', path });
    this.#process?.flush();
    mkdirSync(path, { mode: 0o700 });
    try {
      this.addDirectory(path);
    } catch (error) {
      rmSync(path, { recursive: true, force: true }); // The disk is full, for instance.
      throw error;
    }
    return path;
  }

  /**
   * Has a process that this one starts itself, and not by the supervisor, killed when this one dies, with all that descends from it. It has to be
   * called before the start: whoever dies over it could tell nobody any more.
   */
  guard(): Guard {
    this.#assertInUse();
    // Not below the owner: what the process leaves behind when it has ended is nobody's.
    const marker = `${this.#owner}-guarded-${++this.#lastId}`;
    const tell = (pid?: number) => {
      const request: GuardRequest = { type: 'guard', marker, pid };
      this.#guarded.set(marker, request);
      this.#send(request);
      this.#process?.flush();
    };
    tell();
    return {
      environment: { [MARKER_VARIABLE]: markerValue(marker) },
      started: tell,
      release: () => {
        this.#guarded.delete(marker);
        this.#send({ type: 'unguard', marker });
        this.#process?.flush();
      },
    };
  }

  /** Takes back `addDirectory`, because the directory is to stay or is deleted already. */
  removeDirectory(path: string): void {
    const directory = this.#directories.get(resolvePath(path));
    if (!directory) return;
    this.#directories.delete(directory.path);
    this.#send({ type: 'remove_directory', path: directory.path });
    this.#process?.flush();
    disclaimDirectory(directory.path, this.#owner);
  }

  /**
   * Kills all commands whose marker is this one or lies below it, with everything they started, including, on Linux, what
   * left their process groups, cleared its environment and lost its parents. Resolves when nothing of it lives and all
   * exits have been reported; rejects when something could not be killed.
   */
  killAll(marker: string): Promise<void> {
    checkMarker(marker);
    if (this.#end) return this.#end;
    if (!this.#everLaunched) return Promise.resolve();
    const request: KillRequest = { type: 'kill', request: ++this.#lastId, marker: `${this.#owner}/${marker}` };
    return new Promise((resolve, reject) => {
      this.#killings.set(request.request, { resolve, reject });
      this.#send(request);
    });
  }

  #write(id: number, data: Buffer): Promise<void> {
    const attached = this.#attached.get(id);
    if (!attached) return Promise.reject(new Error('the command has ended'));
    return new Promise((resolve, reject) => {
      attached.written = (error) => (error === undefined ? resolve() : reject(new Error(error)));
      this.#send({ type: 'input', id, data: data.toString('base64') });
    });
  }

  #send(request: Request): void {
    if (this.#recovery) return void this.#backlog.push(request);
    if (!this.#process && !this.#end) this.#start();
    if (request.type === 'kill') this.#process?.hold(); // Until the answer: somebody waits for it.
    if (request.type === 'kill' || request.type === 'launch') this.#silence.asked();
    this.#process?.send(request);
  }

  #assertInUse(): void {
    if (this.#end) throw new Error(RELEASED.description);
  }

  #start(): void {
    let wasReady = false;
    try {
      const started = new SupervisorProcess(this.#entryPoint, this.#owner, (reply) => this.#receive(reply));
      this.#process = started;
      for (const directory of this.#directories.values()) started.send({ type: 'add_directory', directory });
      for (const request of this.#guarded.values()) started.send(request);
      started.ready.then(
        () => {
          wasReady = true;
        },
        () => {},
      );
      void started.ended.then((ending) => {
        if (this.#process === started) this.#recovery = this.#recover(ending, wasReady, started.startedAt);
      });
    } catch (error) {
      this.#recovery = this.#recover({
        clean: false,
        description: `The supervisor of task processes cannot start: ${(error as Error).message}`,
      });
    }
  }

  #receive(reply: Exclude<Reply, { type: 'ready' }>): void {
    this.#silence.heard();
    switch (reply.type) {
      case 'started': {
        const command = this.#commands.get(reply.id);
        if (!command) return;
        command.pid = reply.pid;
        return command.onStarted(reply.pid);
      }
      case 'output':
        return this.#attached.get(reply.id)?.options.onOutput?.(reply.name, Buffer.from(reply.data, 'base64'));
      case 'input_taken':
        return this.#attached.get(reply.id)?.written?.(reply.error);
      case 'closed':
        return this.#closed(reply.id);
      case 'exited':
        return this.#exited(reply.id, reply.status);
      case 'failed':
        return this.#failed(reply.id, reply.message, reply.code);
      case 'killed':
        this.#process?.release();
        return this.#killed(reply.request, reply.survivors);
    }
  }

  #exited(id: number, status: ExitStatus): void {
    const command = this.#commands.get(id);
    this.#commands.delete(id);
    command?.onExit(status);
  }

  #closed(id: number): void {
    const attached = this.#attached.get(id);
    this.#attached.delete(id);
    attached?.written?.('the command has ended');
    attached?.options.onClosed?.();
  }

  #failed(id: number, message: string, code?: string): void {
    const command = this.#commands.get(id);
    this.#commands.delete(id);
    this.#attached.get(id)?.written?.(message);
    this.#attached.delete(id);
    command?.onFailed(Object.assign(new Error(message), code && { code }));
  }

  #killed(id: number, survivors: readonly number[]): void {
    const killing = this.#killings.get(id);
    this.#killings.delete(id);
    if (survivors.length === 0) killing?.resolve();
    else killing?.reject(new Error(`These processes could not be killed: ${survivors.join(', ')}`));
  }

  /**
   * Does the work of a supervisor that ended unasked, and starts the next one. New requests wait meanwhile, so that the
   * processes found are all of the old one's. One that could not even start is not started again before it is needed.
   */
  async #recover(ending: Ending, wasReady = false, startedAt = 0): Promise<void> {
    this.#process = undefined;
    const commands = [...this.#commands.keys()];
    const attached = [...this.#attached.keys()];
    const killings = [...this.#killings.keys()];
    const survivors = await this.#reapLeftOvers(startedAt);
    this.#recovery = undefined;
    if (wasReady) this.#start();
    for (const id of commands) this.#lost(id, ending);
    for (const id of attached) this.#closed(id);
    for (const id of killings) this.#killed(id, survivors);
    const backlog = this.#backlog;
    this.#backlog = [];
    for (const request of backlog) if (request.type !== 'launch' || this.#commands.has(request.id)) this.#send(request);
    for (const listener of this.#crashListeners) listener(new Error(ending.description));
  }

  #lost(id: number, ending: Ending): void {
    if (this.#commands.get(id)?.pid === undefined) this.#failed(id, ending.description);
    else this.#exited(id, { signal: 'SIGKILL' });
  }

  async #finish(): Promise<void> {
    this.#silence.stop();
    await this.#recovery;
    const ended = this.#process;
    this.#process = undefined;
    // One that has nothing to do may still be starting; waiting for that would only cost time.
    const idle = !this.#everLaunched && this.#directories.size === 0;
    if (idle) ended?.kill();
    const ending = ended && (await this.#endProcess(ended));
    if (idle) return;
    for (const id of [...this.#commands.keys()]) this.#lost(id, ending ?? RELEASED);
    for (const id of [...this.#attached.keys()]) this.#closed(id);
    for (const id of [...this.#killings.keys()]) this.#killed(id, []);
    if (ending?.clean) return;
    await this.#reapLeftOvers(ended?.startedAt ?? 0);
    for (const directory of this.#directories.values()) await deleteClaimedDirectory(directory, this.#owner);
    if (ending) throw new Error(ending.description);
  }

  #endProcess(ended: SupervisorProcess): Promise<Ending> {
    ended.hold();
    ended.end();
    // Stopped in the end: a timer that was called off would stay until its time, one for each cluster that is destroyed meanwhile.
    const clock = new Clock();
    clock.delay(END_DEADLINE_MS, () => ended.kill());
    return ended.ended.finally(() => clock.stop());
  }

  #reapLeftOvers(notBefore: number): Promise<number[]> {
    const groups = new Set([...this.#commands.values()].flatMap(({ pid }) => pid ?? []));
    return new Reaper().kill(() => ({
      markers: [this.#owner],
      groups,
      directories: [...this.#directories.values()].map((directory) => directory.realPath),
      spared: [process.pid],
      notBefore,
    }));
  }
}

function launchRequest(id: number, marker: string, options: CommandOptions): LaunchRequest {
  const { file, arguments: list, argv0, cwd, environment, user, stdout, stderr, attached } = options;
  return {
    type: 'launch',
    id,
    marker,
    file,
    arguments: list,
    cwd,
    environment,
    stdout,
    stderr,
    ...(argv0 !== undefined && { argv0 }),
    ...(user && { user }),
    ...(attached && { attached }),
  };
}
