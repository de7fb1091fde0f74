import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import type { HttpClient } from '../../http-client.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import type { Address } from '../../mesos/process/pid.js';
import { formatAddress } from '../../mesos/process/pid.js';
import type { Supervisor } from '../../mesos/process/supervisor/client.js';
import type { AgentChanges, DriverAgent, DriverMaster } from '../driver.js';
import { NativeProcess } from './native-process.js';

/** What masters and agents need of their cluster. */
export interface NativeContext {
  readonly name: string;
  readonly supervisor: Supervisor;
  readonly http: HttpClient;
  /** Below it each has a directory. */
  readonly root: string;
  /** Something has been done to a member. */
  observe(what: string, address: Address): void;
  /** Resolves when `holds` does; rejects when the process has ended, or when it takes too long. */
  until(what: string, process: NativeProcess, holds: () => boolean | Promise<boolean>): Promise<void>;
  /** Masters that are dead have no session any more. */
  endSessionsOfDead(): void;
  /** Whether the master there leads, as far as is known. */
  leads(url: string): boolean;
  /** The id of the agent there, if it is registered. */
  idOf(address: Address): string | undefined;
}

/** A place of a program of Mesos: an address and a directory. */
abstract class NativeMember {
  protected process: NativeProcess | undefined;

  constructor(
    protected readonly cluster: NativeContext,
    private readonly kind: 'master' | 'agent',
    private readonly program: string,
    protected readonly address: Address,
    readonly directory: string,
  ) {}

  get url(): string {
    return `http://${formatAddress(this.address)}`;
  }

  get ip(): string {
    return this.address.ip;
  }

  get port(): number {
    return this.address.port;
  }

  get running(): boolean {
    return this.process?.running === true;
  }

  /** Starts it for the first time, or again. Resolves when it is what it is to be. */
  async start(act?: string): Promise<void> {
    if (act !== undefined) this.cluster.observe(act, this.address);
    const process = new NativeProcess(this.cluster.supervisor, {
      ...{ program: this.program, flags: this.flags, directory: this.directory },
      marker: `${this.cluster.name}/${this.kind}-${this.port}`,
      ended: () => this.process === process && this.cluster.observe(`${this.kind} ended`, this.address),
    });
    this.process = process;
    await this.ready(process);
  }

  async kill(): Promise<void> {
    const process = this.assertRunning('kill()');
    this.cluster.observe(`killed ${this.kind}`, this.address);
    await process.kill();
  }

  async pause(): Promise<void> {
    await this.assertRunning('pause()').signal('SIGSTOP');
    this.cluster.observe(`paused ${this.kind}`, this.address);
  }

  async resume(): Promise<void> {
    await this.assertRunning('resume()').signal('SIGCONT');
    this.cluster.observe(`resumed ${this.kind}`, this.address);
  }

  async close(): Promise<void> {
    const process = this.process;
    this.process = undefined;
    await process?.killAll();
  }

  protected abstract readonly flags: GivenFlags;
  protected abstract ready(process: NativeProcess): Promise<void>;
  protected abstract gone(operation: string): Error;

  protected assertRunning(operation: string): NativeProcess {
    if (this.process?.running) return this.process;
    throw this.gone(operation);
  }
}

/** A mesos-master. */
export class NativeMaster extends NativeMember implements DriverMaster {
  constructor(
    cluster: NativeContext,
    program: string,
    address: Address,
    protected readonly flags: GivenFlags,
  ) {
    super(cluster, 'master', program, address, join(cluster.root, `master-${address.port}`));
  }

  get leading(): boolean {
    return this.running && this.cluster.leads(this.url);
  }

  async restart(): Promise<void> {
    if (this.process?.running) await this.process.kill();
    await this.start('restarted master');
  }

  protected async ready(process: NativeProcess): Promise<void> {
    await this.cluster.until(`master ${this.url} to answer`, process, async () => {
      // Nobody waits for the end of the session of the one before.
      this.cluster.endSessionsOfDead();
      try {
        await this.cluster.http.get(`${this.url}/health`);
        return true;
      } catch {
        return false;
      }
    });
  }

  protected gone(operation: string): Error {
    return new MinimesosError('MASTER_GONE', { master: this.url, operation });
  }
}

/** A mesos-agent. */
export class NativeAgent extends NativeMember implements DriverAgent {
  #id = '';

  constructor(
    cluster: NativeContext,
    program: string,
    address: Address,
    protected flags: GivenFlags,
  ) {
    super(cluster, 'agent', program, address, join(cluster.root, `agent-${address.port}`));
  }

  get id(): string {
    this.#id = this.cluster.idOf(this.address) ?? this.#id;
    return this.#id;
  }

  async stop(): Promise<void> {
    const process = this.assertRunning('stop()');
    this.cluster.observe('stopped agent', this.address);
    // As Mesos has it: the agent unregisters and ends its executors.
    await process.signal('SIGUSR1');
    await process.ended;
  }

  async restart({ resources, attributes, flags }: AgentChanges = {}): Promise<void> {
    if (this.process?.running) await this.process.kill();
    this.flags = {
      ...this.flags,
      ...flags,
      ...(resources !== undefined && { resources: asFlag(resources) }),
      ...(attributes !== undefined && { attributes: asFlag(attributes) }),
    };
    await this.start('restarted agent');
  }

  protected async ready(process: NativeProcess): Promise<void> {
    await this.cluster.until(`agent ${this.url} to be registered`, process, async () => {
      if (this.cluster.idOf(this.address) === undefined) return false;
      try {
        // The master may not have noticed yet that the one before is gone.
        const metrics = await this.cluster.http.getJson<Record<string, number>>(`${this.url}/metrics/snapshot`);
        return metrics['slave/registered'] === 1;
      } catch {
        return false;
      }
    });
  }

  protected gone(operation: string): Error {
    return new MinimesosError('AGENT_GONE', { agent: this.#id || this.url, operation });
  }
}

/** As Mesos takes resources and attributes on a command line. */
export const asFlag = (value: string | readonly object[]): string => (typeof value === 'string' ? value : JSON.stringify(value));
