import { MinimesosError } from '../../errors.js';
import { authorizerFor } from '../../mesos/authorizer/local-authorizer.js';
import { Files } from '../../mesos/files/files.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import { parseMasterFlags } from '../../mesos/flags/master-flags.js';
import { MASTER_ACCESS, masterAuthenticators } from '../../mesos/master/http/access.js';
import { addMasterRoutes } from '../../mesos/master/http/routes.js';
import { Master, type MasterOptions } from '../../mesos/master/master.js';
import { InTurn } from '../../mesos/process/in-turn.js';
import { makePid } from '../../mesos/process/pid.js';
import type { MasterDescription } from '../description.js';
import { holdPort } from '../held-port.js';
import { LOOPBACK, listenOn, text } from '../listen.js';
import { masterGone } from '../master-gone.js';
import type { Ballot, Elections } from './elections.js';
import type { EmbeddedContext } from './embedded-context.js';
import { EmbeddedMember } from './embedded-member.js';
import { ownProcessNeeded } from './own-process-needed.js';
import type { MasterPlace } from './places.js';

/** One that ends by itself so soon after it was started again by itself has to wait before it is so once more. */
const SHORT_LIFE_MS = 1000;

/** What a master is to the others of its cluster. */
export interface MasterSurroundings {
  readonly elections: Elections;
  /** What is the same for all masters of the cluster. */
  readonly flags: GivenFlags;
  /** It leads from now on. */
  leading(master: MasterPlace): void;
}

/** A master of an embedded cluster: the actor, and its port. */
export class EmbeddedMaster extends EmbeddedMember implements MasterPlace {
  #options: MasterOptions | undefined;
  #master: Master | undefined;
  #ballot: Ballot | undefined;
  /** When it was last started again because it had ended by itself, in milliseconds since 1970. */
  #startedAgainAt = Number.NEGATIVE_INFINITY;
  readonly #restarts = new InTurn();
  #releasePort: () => void = () => {};
  #closed = false;
  /** Why the last one ended by itself, if it did. */
  #ended: string | undefined;

  constructor(
    cluster: EmbeddedContext,
    private readonly surroundings: MasterSurroundings,
    private readonly directory: string,
    private readonly description: MasterDescription,
  ) {
    super(cluster);
  }

  protected get flags(): GivenFlags {
    return this.description.flags;
  }

  get running(): boolean {
    return this.#master?.alive ?? false;
  }

  get leading(): boolean {
    return this.running && this.#master?.elected === true && this.#master.recovered;
  }

  get end(): string | undefined {
    return this.#ended;
  }

  /** Whether it takes part in elections, and knows how the last one went. */
  get contends(): boolean {
    return this.running && this.#master?.contends === true && this.#master.leader !== undefined;
  }

  /** Who is, or was, at this place. */
  get id(): string | undefined {
    return this.#master?.masterId;
  }

  /** @throws MinimesosError `MASTER_GONE` when it does not run */
  actor(operation: string): Master {
    if (this.#master?.alive) return this.#master;
    throw masterGone(this, operation);
  }

  /** Whether it runs, and an agent of this id is registered with it. */
  hasAgent(id: string): boolean {
    return this.running && this.#master?.agents.get(id)?.connected === true;
  }

  /**
   * Starts it for the first time, or again after the one before has ended. Resolves when it takes part in elections.
   * @param act what of a user's has led to this
   */
  async start(act?: string): Promise<void> {
    await this.bound(async () => {
      if (!this.#options) await this.#prepare();
      else if (!this.server.listening) await this.#listenAgain();
    });
    this.#run(act);
    await this.#contends();
  }

  async kill(): Promise<void> {
    const master = this.actor('kill()');
    this.#observe('killed master');
    await this.#end(master, { noticed: this.cluster.description.reaction === 'immediate' });
    await this.freePort();
  }

  async pause(): Promise<void> {
    throw ownProcessNeeded(this.url, 'pause()');
  }

  async resume(): Promise<void> {
    throw ownProcessNeeded(this.url, 'resume()');
  }

  /** The first part of a reset: nothing of the master goes on, save for its port. */
  abandon(): void {
    this.#ended = undefined;
    this.#master?.terminate();
    this.#master = undefined;
    this.#ballot = undefined;
  }

  /** It crashes, if it runs, and everybody finds out at once. */
  async fail(): Promise<void> {
    this.#observe('failed over from master');
    await this.#end(this.#master, { noticed: true });
  }

  restart(): Promise<void> {
    return this.#restarts.run(() => this.cluster.turns.start(() => this.#restart()));
  }

  /** Frees its port for good; its actor has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#releasePort();
    await this.server.end();
  }

  async #restart(): Promise<void> {
    this.cluster.assertAlive('restart()');
    // The port of one that runs stays bound, so that nobody else gets it.
    await this.#end(this.#master, { noticed: true });
    // Nothing that was sent to the one before may reach this one.
    await this.cluster.runtime.delivered();
    await this.start('restarted master');
  }

  /** @throws MinimesosError `START_FAILED` when it has ended instead */
  async #contends(): Promise<void> {
    if (this.contends) return;
    await this.cluster.until(`master ${this.url} to take part in the election of the leader`, () => {
      if (this.#ended === undefined) return this.contends;
      const reason = `the master at ${this.url} has ended: ${this.#ended}`;
      throw new MinimesosError('START_FAILED', { cluster: this.cluster.name, reason });
    });
  }

  #observe(what: string): void {
    this.cluster.runtime.observe({ kind: 'act', process: makePid('master', this.address), what });
  }

  /**
   * The connections go first: a process that dies says no goodbye on them.
   * @param noticed whether everybody knows at once, instead of finding out
   */
  async #end(master: Master | undefined, { noticed }: { noticed: boolean }): Promise<void> {
    if (master?.alive) {
      this.server.router = undefined;
      this.server.cutAll();
      master.terminate();
    }
    if (noticed) await this.surroundings.elections.leave(this.address);
    else this.#ballot?.crash();
  }

  /** It cannot go on, and ends by itself. As a supervisor does, one is started again where others could take over. */
  #exited(master: Master, reason: string): void {
    const { runtime } = this.cluster;
    this.#ended = reason;
    void this.#end(master, { noticed: false });
    if (!this.surroundings.elections.supervised) return void this.freePort();
    const startAgain = () => {
      if (this.#master !== master || master.alive || this.#closed) return;
      this.#startedAgainAt = runtime.clock.now();
      this.#run();
    };
    // Nothing that was sent to the one before may reach this one.
    if (runtime.clock.now() - this.#startedAgainAt >= SHORT_LIFE_MS) runtime.dispatch(startAgain);
    else runtime.clock.delay(SHORT_LIFE_MS, startAgain);
  }

  async #prepare(): Promise<void> {
    const { flags: given, port } = this.description;
    const ip = text(given['ip']) ?? LOOPBACK;
    this.address = await listenOn(this.server, ip, port, 'The master');
    const { name, description, credential } = this.cluster;
    const hostname = text(given['hostname']) ?? ip;
    const { flags, text: flagsText } = parseMasterFlags({
      cluster: name,
      ...this.surroundings.flags,
      ...given,
      ip,
      hostname,
      port: String(this.port),
      work_dir: this.directory,
    });
    const allocateOnRecovery = description.reaction === 'immediate';
    this.#options = {
      ...{ address: this.address, hostname, version: description.mesosVersion, flags, flagsText, allocateOnRecovery },
      authorizer: authorizerFor(flags.acls, credential.principal),
    };
  }

  /** @param act what of a user's has led to this */
  #run(act?: string): void {
    if (!this.#options) throw new Error('The master has not been started.');
    const { runtime, credential, registry } = this.cluster;
    const { elections } = this.surroundings;
    this.#ended = undefined;
    const leading = () => this.surroundings.leading(this);
    const exiting = (reason: string) => this.#exited(master, reason);
    const shared = this.#options.flags.registry === 'in_memory' ? {} : { registry };
    const master = runtime.spawn(new Master(runtime, { ...this.#options, ...shared, leading, exiting }));
    const authenticators = masterAuthenticators(this.#options.flags, credential);
    const router = this.routerOf(master, MASTER_ACCESS, authenticators);
    addMasterRoutes(router, master, new Files());
    this.#master = master;
    this.server.router = router;
    if (act !== undefined) this.#observe(act);
    const ballot = elections.enter(this.address, this.#options.flags.zk_session_timeout);
    this.#ballot = ballot;
    master.contend(ballot.contender, ballot.detector);
  }

  /** Nobody comes back to its port for now. */
  async freePort(): Promise<void> {
    await this.server.close();
    if (this.server.listening || this.#closed) return; // meanwhile it is back, or gone for good
    const release = await holdPort(this.address);
    if (this.server.listening || this.#closed) return release();
    this.#releasePort = release;
  }

  async #listenAgain(): Promise<void> {
    await listenOn(this.server, this.ip, this.port, 'The master');
    this.#releasePort();
    this.#releasePort = () => {};
  }
}
