import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { keepAlive } from '../../mesos/process/keep-alive.js';
import type { SpawnedCommand, Supervisor } from '../../mesos/process/supervisor/client.js';
import { commandLineOf, lastLinesOf, programEnvironment } from '../program-command.js';
import type { Program } from '../programs/program.js';

export interface NativeProcessOptions {
  readonly program: string;
  readonly flags: GivenFlags;
  /** Where it runs, and where its log is. */
  readonly directory: string;
  /** `cluster/name`, by which the supervisor knows it. */
  readonly marker: string;
}

/** A program of Mesos that runs. The supervisor started it, and ends it with all that comes from it when the cluster is gone. */
export class NativeProcess implements Program {
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  readonly #command: SpawnedCommand;
  readonly #log: string;
  #started: Promise<number>;
  #end: string | undefined;

  constructor(supervisor: Supervisor, { program, flags, directory, marker }: NativeProcessOptions) {
    mkdirSync(directory, { recursive: true });
    this.#log = join(directory, 'log');
    let tellPid: (pid: number) => void = () => {};
    let tellEnd: () => void = () => {};
    this.#started = new Promise((resolve) => {
      tellPid = resolve;
    });
    this.ended = new Promise((resolve) => {
      tellEnd = resolve;
    });
    const over = (end: string) => {
      this.#end = end;
      letEnd();
      tellEnd();
    };
    const command = commandLineOf(flags);
    this.#command = supervisor.spawn({
      ...{ file: program, arguments: command.arguments, cwd: directory },
      environment: { ...programEnvironment(), ...command.environment },
      ...{ stdout: this.#log, stderr: this.#log, marker },
      onStarted: tellPid,
      onExit: (status) => over('code' in status ? `ended with exit code ${status.code}` : `was ended by ${status.signal}`),
      onFailed: ({ message }) => over(`could not be started (${message})`),
    });
    // As a server of this process would: a program that has a cluster does not end because it has nothing else to do. Nothing is told
    // before; and where nothing can be started any more nothing would end it.
    const letEnd = keepAlive();
  }

  get running(): boolean {
    return this.#end === undefined;
  }

  /** How it ended, in words; undefined while it runs. */
  get end(): string | undefined {
    return this.#end;
  }

  /** What it has logged last. */
  async lastLines(): Promise<string[]> {
    return lastLinesOf(this.#log);
  }

  /** Sends a signal to it alone, and not to what it has started. */
  async signal(name: NodeJS.Signals): Promise<void> {
    const pid = await Promise.race([this.#started, this.ended]);
    if (this.running && pid !== undefined) process.kill(pid, name);
  }

  /** Ends it at once, and nothing that it has started. */
  async kill(): Promise<void> {
    await this.signal('SIGKILL');
    await this.ended;
  }

  /** Ends it with all that it has started. */
  async killAll(): Promise<void> {
    this.#command.signal('SIGKILL');
    if (this.running) await this.ended;
  }
}
