import { MinimesosError } from '../../errors.js';
import type { HttpClient } from '../../http-client.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { InTurn } from '../../mesos/process/in-turn.js';
import type { Address } from '../../mesos/process/pid.js';
import { formatAddress } from '../../mesos/process/pid.js';
import type { AgentChanges, DriverAgent, DriverMaster } from '../driver.js';
import { masterGone } from '../master-gone.js';
import { endOf } from '../program-command.js';
import type { Program } from './program.js';

/** A place of a program of Mesos: where it is, and what it is to be. */
export interface Place {
  readonly kind: 'master' | 'agent';
  /** Which one of its kind, from 1. */
  readonly number: number;
  /** Where it is found by other masters and agents. */
  readonly address: Address;
  /** Where it is found from here, if that is somewhere else. */
  readonly published?: Address | undefined;
}

/** What masters and agents need of their cluster. */
export interface MembersContext {
  readonly http: HttpClient;
  /** Starts the program of a place; resolves when it has been started, whatever becomes of it. */
  launch(place: Place, flags: GivenFlags): Promise<Program>;
  /** Something has been done to a member. */
  observe(what: string, address: Address, details?: Readonly<Record<string, unknown>>): void;
  /** Resolves when `holds` does; rejects when the program has ended, or when it takes too long. */
  until(what: string, program: Program, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Resolves when a program that was asked to end has; rejects when that takes too long. */
  untilEnded(what: string, program: Program): Promise<void>;
  /** Masters that are dead do not lead, and nobody waits for their sessions to end. */
  endSessionsOfDead(): Promise<void>;
  /** Whether the master there leads, as far as is known. */
  leads(address: Address): boolean;
  /** The id of the agent there, if it is registered. */
  idOf(address: Address): string | undefined;
}

/** A place, with the program that runs there, or does not. */
abstract class ProgramMember {
  protected program: Program | undefined;
  /** The one that was to end: nobody asks why it has. */
  protected ending: Program | undefined;
  #end: string | undefined;
  /** Two programs cannot have one port. */
  protected readonly restarts = new InTurn();

  constructor(
    protected readonly cluster: MembersContext,
    readonly place: Place,
  ) {}

  get url(): string {
    return `http://${formatAddress(this.reached)}`;
  }

  get ip(): string {
    return this.reached.ip;
  }

  get port(): number {
    return this.reached.port;
  }

  get running(): boolean {
    return this.program?.running === true;
  }

  get end(): string | undefined {
    return this.#end;
  }

  /** Starts it for the first time, or again. Resolves when it is what it is to be. */
  async start(act?: string): Promise<void> {
    if (act !== undefined) this.cluster.observe(act, this.place.address);
    await this.launch();
    await this.serves();
  }

  /** Starts it, and does not wait for what it is to be. */
  async launch(): Promise<void> {
    this.adopt(await this.cluster.launch(this.place, this.flags));
  }

  /** Resolves when what was launched is what it is to be. */
  async serves(): Promise<void> {
    if (this.program) await this.ready(this.program);
  }

  /** Takes over a program that was started before. */
  adopt(program: Program): void {
    this.program = program;
    this.#end = undefined;
    void program.ended.then(async () => {
      const reason = this.ending === program ? undefined : endOf(program.end, await program.lastLines());
      if (this.program !== program) return;
      this.#end = reason;
      this.cluster.observe(`${this.place.kind} ended`, this.place.address, reason === undefined ? undefined : { reason });
    });
  }

  async kill(): Promise<void> {
    this.assertRunning('kill()');
    this.cluster.observe(`killed ${this.place.kind}`, this.place.address);
    await this.crash();
  }

  async pause(): Promise<void> {
    await this.assertRunning('pause()').signal('SIGSTOP');
    this.cluster.observe(`paused ${this.place.kind}`, this.place.address);
  }

  async resume(): Promise<void> {
    await this.assertRunning('resume()').signal('SIGCONT');
    this.cluster.observe(`resumed ${this.place.kind}`, this.place.address);
  }

  async close(): Promise<void> {
    const program = this.program;
    this.program = undefined;
    await program?.killAll();
  }

  /** Ends what runs there, if anything does. */
  protected async crash(): Promise<void> {
    if (!this.program?.running) return;
    this.ending = this.program;
    await this.program.kill();
  }

  protected abstract readonly flags: GivenFlags;
  protected abstract ready(program: Program): Promise<void>;
  protected abstract gone(operation: string): Error;

  protected assertRunning(operation: string): Program {
    if (this.program?.running) return this.program;
    throw this.gone(operation);
  }

  private get reached(): Address {
    return this.place.published ?? this.place.address;
  }
}

/** A mesos-master. */
export class ProgramMaster extends ProgramMember implements DriverMaster {
  constructor(
    cluster: MembersContext,
    place: Place,
    protected readonly flags: GivenFlags,
  ) {
    super(cluster, place);
  }

  get leading(): boolean {
    return this.running && this.cluster.leads(this.place.address);
  }

  restart(): Promise<void> {
    return this.restarts.run(async () => {
      await this.crash();
      await this.start('restarted master');
    });
  }

  protected async ready(program: Program): Promise<void> {
    await this.cluster.until(`master ${this.url} to answer`, program, async () => {
      // Nobody waits for the end of the session of the one before.
      await this.cluster.endSessionsOfDead();
      try {
        await this.cluster.http.get(`${this.url}/health`);
        return true;
      } catch {
        return false;
      }
    });
  }

  protected gone(operation: string): Error {
    return masterGone(this, operation);
  }
}

/** A mesos-agent. */
export class ProgramAgent extends ProgramMember implements DriverAgent {
  #id = '';

  constructor(
    cluster: MembersContext,
    place: Place,
    protected flags: GivenFlags,
  ) {
    super(cluster, place);
  }

  get id(): string {
    this.#id = this.cluster.idOf(this.place.address) ?? this.#id;
    return this.#id;
  }

  async stop(): Promise<void> {
    const program = this.assertRunning('stop()');
    this.cluster.observe('stopped agent', this.place.address);
    // As Mesos has it: the agent unregisters and ends its executors.
    this.ending = program;
    await program.signal('SIGUSR1');
    await this.cluster.untilEnded(`agent ${this.url}`, program);
  }

  restart({ resources, attributes, flags }: AgentChanges = {}): Promise<void> {
    return this.restarts.run(async () => {
      await this.crash();
      this.flags = {
        ...this.flags,
        ...flags,
        ...(resources !== undefined && { resources: asFlag(resources) }),
        ...(attributes !== undefined && { attributes: asFlag(attributes) }),
      };
      await this.start('restarted agent');
    });
  }

  protected async ready(program: Program): Promise<void> {
    await this.cluster.until(`agent ${this.url} to be registered`, program, async () => {
      if (this.cluster.idOf(this.place.address) === undefined) return false;
      try {
        // The master may not have noticed yet that the one before is gone.
        const metrics = await this.cluster.http.getJson<Record<string, number>>(`${this.url}/metrics/snapshot`);
        return metrics['slave/registered'] === 1 && this.id !== '';
      } catch {
        return false;
      }
    });
  }

  protected gone(operation: string): Error {
    return new MinimesosError('AGENT_GONE', { agent: this.#id || this.url, operation, reason: this.end });
  }
}

/** As Mesos takes resources and attributes on a command line. */
export const asFlag = (value: string | readonly object[]): string => (typeof value === 'string' ? value : JSON.stringify(value));
