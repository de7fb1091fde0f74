import { join } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { authorizerFor } from '../../mesos/authorizer/local-authorizer.js';
import { StandaloneDetector } from '../../mesos/detector/detector.js';
import { Files } from '../../mesos/files/files.js';
import { parseMasterFlags } from '../../mesos/flags/master-flags.js';
import { MASTER_ACCESS, masterAuthenticators } from '../../mesos/master/http/access.js';
import { addMasterRoutes } from '../../mesos/master/http/routes.js';
import { Master, type MasterOptions } from '../../mesos/master/master.js';
import { makePid } from '../../mesos/process/pid.js';
import type { MasterDescription } from '../description.js';
import type { DriverMaster } from '../driver.js';
import type { EmbeddedContext } from './embedded-context.js';
import { EmbeddedMember } from './embedded-member.js';
import { holdPort } from './held-port.js';
import { LOOPBACK, listenOn, text } from './listen.js';

/** A master of an embedded cluster: the actor, and its port. */
export class EmbeddedMaster extends EmbeddedMember implements DriverMaster {
  /** Tells agents whether it is there. */
  readonly detector = new StandaloneDetector();
  #options: MasterOptions | undefined;
  #master: Master | undefined;
  /** The last restart asked for: each begins when the one before is done. */
  #restarted: Promise<void> = Promise.resolve();
  #releasePort: () => void = () => {};
  #closed = false;
  /** Why the last one ended by itself, if it did. */
  #ended: string | undefined;

  constructor(
    cluster: EmbeddedContext,
    private readonly directory: string,
    private readonly description: MasterDescription,
  ) {
    super(cluster);
  }

  get running(): boolean {
    return this.#master?.alive ?? false;
  }

  /** @throws MinimesosError `MASTER_GONE` when it does not run */
  actor(operation: string): Master {
    if (this.#master?.alive) return this.#master;
    const reason = this.#ended;
    throw new MinimesosError('MASTER_GONE', { master: this.url, operation, ...(reason !== undefined && { reason }) });
  }

  /** Whether it runs, and an agent of this id is registered with it. */
  hasAgent(id: string): boolean {
    return this.running && this.#master?.agents.get(id)?.connected === true;
  }

  /** Starts it for the first time, or again after the one before has ended: it leads at once. */
  async start(): Promise<void> {
    await this.#listen();
    this.#run();
  }

  async kill(): Promise<void> {
    const master = this.actor('kill()');
    this.#observe('killed master');
    this.#crash(master);
    await this.#freePort();
  }

  restart(): Promise<void> {
    const restart = () => this.cluster.turns.start(() => this.#restart());
    this.#restarted = this.#restarted.then(restart, restart);
    return this.#restarted;
  }

  /** Frees its port for good; its actor has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#releasePort();
    await this.server.close();
  }

  async #restart(): Promise<void> {
    this.cluster.assertAlive('restart()');
    // The port of one that runs stays bound, so that nobody else gets it.
    if (this.#master?.alive) this.#crash(this.#master);
    // Nothing that was sent to the one before may reach this one.
    await this.cluster.runtime.delivered();
    await this.#listen();
    this.#run('restarted master');
  }

  #observe(what: string): void {
    this.cluster.runtime.observe({ kind: 'act', process: makePid('master', this.address), what });
  }

  /** The connections go first: a process that dies says no goodbye on them. */
  #crash(master: Master): void {
    this.server.router = undefined;
    this.server.cutAll();
    master.terminate();
    this.detector.appoint(undefined);
  }

  /** It cannot go on, and ends by itself. */
  #exited(master: Master, reason: string): void {
    this.#ended = reason;
    this.#crash(master);
    void this.#freePort();
  }

  async #listen(): Promise<void> {
    if (!this.#options) await this.#prepare();
    else if (!this.server.listening) await this.#listenAgain();
    this.cluster.assertAlive('start()');
  }

  async #prepare(): Promise<void> {
    const { flags: given, port } = this.description;
    const ip = text(given['ip']) ?? LOOPBACK;
    this.address = await listenOn(this.server, ip, port, 'The master');
    const { name, description, credential } = this.cluster;
    const hostname = text(given['hostname']) ?? ip;
    const { flags, text: flagsText } = parseMasterFlags({
      cluster: name,
      ...given,
      ip,
      hostname,
      port: String(this.port),
      work_dir: join(this.directory, 'master'),
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
    this.#ended = undefined;
    const exiting = (reason: string) => this.#exited(master, reason);
    const shared = this.#options.flags.registry === 'in_memory' ? {} : { registry };
    const master = runtime.spawn(new Master(runtime, { ...this.#options, ...shared, exiting }));
    const authenticators = masterAuthenticators(this.#options.flags, credential);
    const router = this.routerOf(master, MASTER_ACCESS, authenticators);
    addMasterRoutes(router, master, new Files());
    this.#master = master;
    this.server.router = router;
    if (act !== undefined) this.#observe(act);
    master.lead();
    this.detector.appoint(master.info);
  }

  async #freePort(): Promise<void> {
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
