import { masterAt } from '../../mesos/detector/master-node.js';
import type { Master } from '../../mesos/master/master.js';
import { InTurn } from '../../mesos/process/in-turn.js';
import { type Address, formatAddress, makePid } from '../../mesos/process/pid.js';
import type { Observation } from '../../mesos/process/runtime.js';
import { loadProtobuf } from '../../mesos/wire/protobuf.js';
import type { MasterDescription } from '../description.js';
import { holdPort } from '../held-port.js';
import { hostNames, LOOPBACK, text } from '../listen.js';
import { masterGone } from '../master-gone.js';
import { startFailed } from '../start-failed.js';
import type { EmbeddedContext } from './embedded-context.js';
import type { MasterSurroundings } from './embedded-master.js';
import { notWithOwnProcess, OwnProcess } from './own-process.js';
import type { MasterPlace } from './places.js';

/** A master of a cluster that is a process of its own. What is known of it is what it tells. */
export class OwnMaster implements MasterPlace {
  #address: Address;
  #process: OwnProcess | undefined;
  #id: string | undefined;
  #contends = false;
  #leads = false;
  /** Ids of the agents that are registered with it. */
  readonly #agents = new Set<string>();
  readonly #restarts = new InTurn();
  #closed = false;
  /** Keeps its port as long as it does not run; resolves to what ends that. */
  #held: Promise<() => void> = Promise.resolve(() => {});

  constructor(
    private readonly cluster: EmbeddedContext,
    private readonly surroundings: MasterSurroundings,
    private readonly directory: string,
    private readonly description: MasterDescription,
  ) {
    this.#address = { ip: text(description.flags['ip']) ?? LOOPBACK, port: description.port ?? 0 };
  }

  get url(): string {
    return `http://${formatAddress(this.#address)}`;
  }

  get ip(): string {
    return this.#address.ip;
  }

  get port(): number {
    return this.#address.port;
  }

  get id(): string | undefined {
    return this.#id;
  }

  get running(): boolean {
    return this.#process?.running === true;
  }

  get end(): string | undefined {
    return this.#process?.end;
  }

  get leading(): boolean {
    return this.running && this.#leads;
  }

  actor(operation: string): Master {
    this.#running(operation);
    throw notWithOwnProcess(this.cluster.name, operation);
  }

  hasAgent(id: string): boolean {
    return this.running && this.#agents.has(id);
  }

  async start(act?: string): Promise<void> {
    this.cluster.assertAlive('start()');
    await loadProtobuf(); // What is said between it and this process is in it: without, nothing is to be started.
    this.cluster.assertAlive('start()'); // Nothing would end what is started now.
    const held = this.#held;
    if (act !== undefined) this.#observe(act);
    const started = new OwnProcess(this.cluster, {
      ...{ program: 'master', directory: this.directory, flags: this.#flags },
      observed: (observation) => this.#process === started && this.#observed(observation),
      ended: () => {
        if (this.#process !== started) return;
        this.#forget();
        this.surroundings.elections.outside(undefined);
        this.#observe('master ended');
      },
    });
    this.#process = started;
    this.#held = started.ended.then(() => (this.#closed ? () => {} : holdPort(this.#address)));
    const ready = started.ready.catch((error: unknown) => {
      throw startFailed(this.cluster.name, error);
    });
    try {
      ({ address: this.#address, id: this.#id } = await ready);
    } finally {
      (await held)();
    }
    await this.cluster.until(`master ${this.url} to take part in the election of the leader`, () => {
      if (!started.running) this.#running('start()');
      return this.#contends;
    });
  }

  async kill(): Promise<void> {
    this.#running('kill()');
    this.#observe('killed master');
    await this.#end({ noticed: this.cluster.description.reaction === 'immediate' });
  }

  async fail(): Promise<void> {
    this.#observe('failed over from master');
    await this.#end({ noticed: true });
  }

  async pause(): Promise<void> {
    this.#running('pause()').signal('SIGSTOP');
    this.#observe('paused master');
  }

  async resume(): Promise<void> {
    this.#running('resume()').signal('SIGCONT');
    this.#observe('resumed master');
  }

  restart(): Promise<void> {
    return this.#restarts.run(() =>
      this.cluster.turns.start(async () => {
        this.cluster.assertAlive('restart()');
        await this.#end({ noticed: true });
        await this.start('restarted master');
      }),
    );
  }

  /** Its port answers nobody when it has ended, which the cluster sees to. */
  silence(): void {}

  abandon(): void {
    this.#process = undefined;
    this.#forget();
  }

  /** That happens whenever it has ended. */
  async freePort(): Promise<void> {}

  async close(): Promise<void> {
    const process = this.#process;
    this.abandon();
    this.#closed = true;
    await process?.killAll();
    (await this.#held)();
  }

  /** @param noticed whether everybody knows at once, instead of finding out */
  async #end({ noticed }: { noticed: boolean }): Promise<void> {
    const process = this.#process;
    this.#forget();
    await process?.kill();
    if (process) await this.#held;
    if (noticed) await this.surroundings.elections.strike(this.#address);
  }

  #forget(): void {
    this.#contends = false;
    this.#leads = false;
    this.#agents.clear();
  }

  #observed(observation: Observation): void {
    if (observation.kind === 'agent') {
      const { what, agent } = observation;
      if (what === 'registered' || what === 'reregistered') this.#agents.add(agent);
      else this.#agents.delete(agent);
    }
    if (observation.kind !== 'election') return;
    if (observation.what === 'contends') this.#contends = true;
    if (observation.what !== 'leads') return;
    this.#leads = true;
    this.surroundings.elections.outside({ ...masterAt(observation.process), hostname: this.ip });
    this.surroundings.leading(this);
  }

  get #flags() {
    const { name, description, registryFile } = this.cluster;
    const { ip } = this.#address;
    return {
      cluster: name,
      ...this.surroundings.flags,
      hostname: ip,
      ...this.description.flags,
      ...{ ip, port: String(this.port), work_dir: this.directory },
      ...{
        mesos_version: description.mesosVersion,
        reaction: description.reaction,
        http_names: hostNames(description, {}).join(','),
      },
      registry_file: registryFile,
    };
  }

  #running(operation: string): OwnProcess {
    if (this.#process?.running) return this.#process;
    throw masterGone(this, operation);
  }

  #observe(what: string): void {
    this.cluster.runtime.observe({ kind: 'act', process: makePid('master', this.#address), what });
  }
}
