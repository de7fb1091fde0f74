import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { atMost } from '../../mesos/process/at-most.js';
import { Clock } from '../../mesos/process/clock.js';
import { entryPoint } from '../../mesos/process/entry-point.js';
import { keepAlive } from '../../mesos/process/keep-alive.js';
import { OWNER_VARIABLE, type Owner, type OwnerReport, type OwnerWord } from '../../mesos/process/owner.js';
import type { Address } from '../../mesos/process/pid.js';
import type { Observation } from '../../mesos/process/runtime.js';
import { MessageReader } from '../../mesos/process/supervisor/protocol.js';
import { commandLineOf, endOf, lastLinesOf, programEnvironment } from '../program-command.js';
import type { EmbeddedContext } from './embedded-context.js';

/** Longer than a supervisor takes to give up. */
const KILL_MS = 10_000;

export interface OwnProcessOptions {
  readonly program: 'master' | 'agent';
  /** Where its log is. */
  readonly directory: string;
  readonly flags: GivenFlags;
  /** Told of what happens in it, before everybody else is. */
  observed(observation: Observation): void;
  /** It has ended, by itself or killed. */
  ended(): void;
}

/**
 * `minimesos-master` or `minimesos-agent` as a process of a cluster. The supervisor starts it, as it starts tasks, and ends it with all
 * that comes from it when the cluster, or the process that has it, is gone.
 */
export class OwnProcess {
  static #count = 0;
  /** Resolves when it serves; rejects with why it does not. */
  readonly ready: Promise<{ readonly address: Address; readonly id: string }>;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  #pid: number | undefined;
  #running = true;
  /** It was to end: nobody asks why it has. */
  #ending = false;
  #end: string | undefined;
  readonly #command: ReturnType<EmbeddedContext['machine']['spawner']['spawn']>;
  readonly #log: string;
  readonly #program: string;

  /** @param patience by which its end is waited for: that of the cluster stops before its processes end */
  constructor(
    private readonly cluster: EmbeddedContext,
    { program, directory, flags, observed, ended }: OwnProcessOptions,
    private readonly patience = new Clock(),
  ) {
    mkdirSync(directory, { recursive: true });
    this.#log = join(directory, 'log');
    this.#program = `minimesos-${program}`;
    const owner: Owner = { credential: cluster.credential, labels: cluster.machine.dockerLabels };
    const reader = new MessageReader<OwnerReport>();
    let serve: (at: { address: Address; id: string }) => void = () => {};
    let fail: (error: Error) => void = () => {};
    let end = () => {};
    this.ready = new Promise((resolve, reject) => {
      serve = resolve;
      fail = reject;
    });
    this.ready.catch(() => {}); // Whoever waits is told.
    this.ended = new Promise((resolve) => {
      end = resolve;
    });
    const over = (reason: string) => {
      this.#running = false;
      if (!this.#ending) this.#end = endOf(reason, lastLinesOf(this.#log));
      letEnd();
      fail(new Error(`${this.#program} ${reason}: ${this.#lastLines}`));
      ended();
      end();
    };
    const command = commandLineOf(flags);
    const name = `own-${program}-${++OwnProcess.#count}`;
    this.#command = cluster.machine.spawner.spawn(
      {
        file: process.execPath,
        arguments: [entryPoint(`${program}.js`), ...command.arguments],
        cwd: directory,
        environment: { ...environmentOf(program), ...command.environment, [OWNER_VARIABLE]: JSON.stringify(owner) },
        ...{ stdout: '/dev/null', stderr: this.#log, attached: true },
        marker: `${cluster.name}/${name}`,
        onStarted: (pid) => {
          this.#pid = pid;
        },
        onExit: (status) => over('code' in status ? `ended with exit code ${status.code}` : `was ended by ${status.signal}`),
        onFailed: (error) => over(`could not be started (${error.message})`),
        onOutput: (output, data) => {
          if (output !== 'stdout') return; // its log, which is in the file
          for (const report of reader.read(data)) {
            if (report.type === 'ready') serve(report);
            else if (report.type === 'failed') fail(new MinimesosError(report.code, report.details as never));
            else this.#observe(report.observation, observed);
          }
        },
      },
      { containerId: { value: name }, command: {} },
    );
    // As a server of this process would: a program that has a cluster does not end because it has nothing else to do. Nothing is told
    // before; and where nothing can be started any more nothing would end it.
    const letEnd = keepAlive();
  }

  get running(): boolean {
    return this.#running;
  }

  /** Why it does not run, when it has ended by itself. */
  get end(): string | undefined {
    return this.#end;
  }

  /** Sends a signal to it alone. */
  signal(name: NodeJS.Signals): void {
    this.#ending ||= name !== 'SIGSTOP' && name !== 'SIGCONT';
    if (this.#running && this.#pid !== undefined) process.kill(this.#pid, name);
  }

  /**
   * Ends it at once, and nothing that it has started.
   * @throws MinimesosError `DESTROY_TIMEOUT`
   */
  async kill(): Promise<void> {
    await this.ready.catch(() => {}); // One that has just been started has no pid yet.
    this.signal('SIGKILL');
    await this.gone(KILL_MS);
  }

  /**
   * Ends it with all that it has started.
   * @throws MinimesosError `DESTROY_TIMEOUT`
   */
  async killAll(): Promise<void> {
    this.#ending = true;
    this.#command.signal('SIGKILL');
    await this.gone(KILL_MS);
  }

  say(word: OwnerWord): void {
    if (this.#running) void this.#command.write(Buffer.from(`${JSON.stringify(word)}\n`)).catch(() => {});
  }

  /**
   * Resolves when it has ended, as it was asked to.
   * @throws MinimesosError `DESTROY_TIMEOUT` when it does not: it stands still, or is stuck in the kernel
   */
  async gone(withinMs: number): Promise<void> {
    const isGone = await atMost(
      this.patience,
      withinMs,
      this.ended.then(() => true),
    );
    if (isGone) return;
    throw new MinimesosError('DESTROY_TIMEOUT', {
      cluster: this.cluster.name,
      left: [`process ${this.#pid} (${this.#program})`],
    });
  }

  /** Messages are told by who gets them, so that they are not told twice. */
  #observe(observation: Observation, observed: (observation: Observation) => void): void {
    const { runtime } = this.cluster;
    if (observation.kind === 'message' && runtime.has(observation.from)) return observed(observation);
    observed(observation);
    runtime.observe(observation);
  }

  get #lastLines(): string {
    return lastLinesOf(this.#log).join('\n') || 'it has logged nothing';
  }
}

/** Of what Node is told by variables, whom it may trust is for the fetcher of an agent as well; all else is for this process alone. */
function environmentOf(program: OwnProcessOptions['program']): Record<string, string> {
  const trusted = process.env['NODE_EXTRA_CA_CERTS'];
  // To read these certificates takes longer than all else of a start, so that a master does without.
  const isNeeded = program === 'agent' && trusted !== undefined;
  return { ...programEnvironment('NODE_'), ...(isNeeded && { NODE_EXTRA_CA_CERTS: trusted }) };
}

/** Something was asked for that only masters and agents within this process can do. */
export const notWithOwnProcess = (cluster: string, operation: string): MinimesosError =>
  new MinimesosError('NOT_WITH_OWN_PROCESS', { cluster, operation });
