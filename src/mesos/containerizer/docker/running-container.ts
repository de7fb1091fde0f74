import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type Docker from 'dockerode';
import { hasStatus, reasonOf } from '../../../docker/engine-failure.js';
import { type EngineShare, removeContainer } from '../../../docker/share.js';
import type { Signal } from '../../executor/task-launcher.js';
import { appendInSandbox, streamInSandbox } from '../sandbox-files.js';
import type { CreateOptions } from './parameters.js';
import type { RunOptions } from './run-options.js';

export interface RunningContainerOptions {
  /** What it is made of. */
  readonly create: CreateOptions;
  /** The sandbox, in the files of which its output goes. */
  readonly sandbox: string;
  /** Told of what the engine refuses later, which stops nothing. */
  warn(text: string): void;
}

/** What `docker run` exits with when the engine refuses; and when there is nothing to run, or nothing that can be run. */
const REFUSED = 125;
const CANNOT_RUN = 126;
const NOT_FOUND = 127;

/** A container of the engine, from its making to its end: what `docker run` does. */
export class RunningContainer {
  /** Resolves with what the engine knows of it when it has started. Rejects, in Mesos's words, when it could not; why is in `stderr`. */
  readonly started: Promise<Docker.ContainerInspectInfo>;
  /** Resolves with its exit code. Never, when it did not start. */
  readonly ended: Promise<number>;
  #container: Docker.Container | undefined;
  #running = false;
  /** What it is to get when it runs, or goes on. */
  readonly #early: Signal[] = [];
  #paused = false;
  /** The most memory it was given later than at its start. */
  #memory = 0;
  #stopSignal = 'SIGTERM';
  #end: (code: number) => void = () => {};

  constructor(
    private readonly share: EngineShare,
    private readonly options: RunningContainerOptions,
  ) {
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.started = this.#start();
    const made = this.started.then(
      () => {},
      () => {}, // Whoever waits is told.
    );
    share.making.add(made);
    void made.then(() => share.making.delete(made));
  }

  get name(): string {
    return this.options.create.name ?? '';
  }

  /** The container, while it runs. */
  get live(): Docker.Container | undefined {
    return this.#running ? this.#container : undefined;
  }

  /**
   * Sends a signal. SIGTERM stands for what the image wants to be stopped by; SIGSTOP and SIGCONT pause and resume all that runs in it.
   * Before it runs, and while it is paused, others than SIGKILL are kept for then.
   */
  signal(signal: Signal): void {
    const isHeldUp = this.#paused && signal !== 'SIGCONT' && signal !== 'SIGKILL';
    if (!this.#running || isHeldUp) return void this.#early.push(signal);
    if (signal === 'SIGSTOP') this.#paused = true;
    void this.#send(signal).catch((error: unknown) => {
      // It has ended meanwhile.
      if (!hasStatus(error, 404, 409)) this.options.warn(`${signal} for ${this.name} failed: ${reasonOf(error)}`);
    });
  }

  /** Gives it other resources. As in Mesos, its memory is only ever raised: what it uses already cannot be taken from it. */
  async resize({ cpuShares, cpuQuota, memory = 0 }: Pick<RunOptions, 'cpuShares' | 'cpuQuota' | 'memory'>): Promise<void> {
    await this.started.catch(() => {});
    const { Memory: before = 0 } = this.options.create.HostConfig;
    const raised = memory > Math.max(before, this.#memory) ? { Memory: memory, MemorySwap: 2 * memory } : {};
    this.#memory = Math.max(this.#memory, memory);
    try {
      await this.live?.update({ CpuShares: cpuShares, CpuQuota: cpuQuota, MemoryReservation: memory || undefined, ...raised });
    } catch (error) {
      this.options.warn(`Failed to update ${this.name}: ${reasonOf(error)}`);
    }
  }

  /** Stops it as `docker stop` does: by its signal, and by SIGKILL after so many milliseconds. Resolves when it is over. */
  async stop(graceMs: number): Promise<void> {
    await this.started.catch(() => {});
    if (!this.#running) return;
    try {
      await this.#container?.stop({ t: Math.ceil(graceMs / 1000) });
    } catch (error) {
      if (!hasStatus(error, 304, 404)) this.options.warn(`Failed to stop ${this.name}: ${reasonOf(error)}`);
    }
  }

  /** Removes it from the engine, whatever it is doing. */
  async remove(): Promise<void> {
    await this.started.catch(() => {});
    await removeContainer(this.share.engine, this.#container?.id ?? this.name).catch(({ message }: Error) =>
      this.options.warn(message),
    );
  }

  async #send(signal: Signal): Promise<void> {
    const container = this.#container;
    if (signal === 'SIGSTOP') await container?.pause();
    else if (signal === 'SIGCONT') {
      await container?.unpause();
      this.#paused = false;
      this.#sendEarly();
    } else await container?.kill({ signal: signal === 'SIGTERM' ? this.#stopSignal : signal });
  }

  #sendEarly(): void {
    for (const signal of this.#early.splice(0)) this.signal(signal);
  }

  async #start(): Promise<Docker.ContainerInspectInfo> {
    const { create, sandbox } = this.options;
    const { docker } = this.share.engine;
    let output: { readonly drained: Promise<unknown> };
    try {
      this.#container = await docker.createContainer(create);
    } catch (error) {
      throw await this.#refused(error, REFUSED);
    }
    try {
      output = await this.#attach(this.#container, sandbox, create.Tty ?? false);
      await this.#container.start();
    } catch (error) {
      const { id } = this.#container;
      this.#container = undefined;
      await removeContainer(this.share.engine, id).catch(() => {});
      throw await this.#refused(error, exitCodeOf(reasonOf(error)));
    }
    this.#running = true;
    void this.#follow(this.#container, output.drained);
    const info = await this.#container.inspect();
    this.#stopSignal = (info.Config as { StopSignal?: string }).StopSignal ?? 'SIGTERM';
    this.#sendEarly();
    return info;
  }

  /** Leads its output to the sandbox, from its beginning. `drained` resolves when no more will come and all is written. */
  async #attach(container: Docker.Container, sandbox: string, tty: boolean): Promise<{ readonly drained: Promise<unknown> }> {
    const stream = await container.attach({ stream: true, stdout: true, stderr: true });
    const files = ['stdout', 'stderr'].map((name) => streamInSandbox(`${sandbox}/${name}`));
    const [stdout, stderr] = files as [Writable, Writable];
    for (const file of files) file.on('error', () => {}); // The sandbox is gone, and with it whoever would read this.
    if (tty) stream.pipe(stdout, { end: false });
    else container.modem.demuxStream(stream, stdout, stderr);
    const over = finished(stream, { writable: false }).catch(() => {});
    return { drained: over.then(() => Promise.all(files.map((file) => new Promise<void>((resolve) => file.end(resolve))))) };
  }

  async #follow(container: Docker.Container, drained: Promise<unknown>): Promise<void> {
    let code = REFUSED;
    try {
      ({ StatusCode: code } = (await container.wait()) as { StatusCode: number });
      await drained;
    } catch (error) {
      await this.#tellUser(`error waiting for container: ${reasonOf(error)}`);
    }
    this.#running = false;
    this.#end(code);
  }

  async #refused(error: unknown, code: number): Promise<Error> {
    await this.#tellUser(`Error response from daemon: ${reasonOf(error)}.`);
    return new Error(`Container exited with status ${code}`, { cause: error });
  }

  /** As the program docker does. */
  async #tellUser(text: string): Promise<void> {
    try {
      appendInSandbox(`${this.options.sandbox}/stderr`, `docker: ${text}\n`);
    } catch {
      // The sandbox is gone, and with it whoever would read this.
    }
  }
}

function exitCodeOf(reason: string): number {
  if (/executable file not found|no such file or directory|cannot find/i.test(reason)) return NOT_FOUND;
  return /permission denied|is a directory/i.test(reason) ? CANNOT_RUN : REFUSED;
}
