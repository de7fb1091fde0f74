import { join } from 'node:path';
import { authorizerFor } from '../../mesos/authorizer/local-authorizer.js';
import { Files } from '../../mesos/files/files.js';
import { parseMasterFlags } from '../../mesos/flags/master-flags.js';
import { MASTER_ACCESS, masterAuthenticators } from '../../mesos/master/http/access.js';
import { addMasterRoutes } from '../../mesos/master/http/routes.js';
import { Master, type MasterOptions } from '../../mesos/master/master.js';
import type { MasterDescription } from '../description.js';
import type { EmbeddedContext } from './embedded-context.js';
import { EmbeddedMember } from './embedded-member.js';
import { LOOPBACK, listenOn, text } from './listen.js';

/** A master of an embedded cluster. */
export class EmbeddedMaster extends EmbeddedMember {
  #options: MasterOptions | undefined;
  #master: Master | undefined;

  constructor(
    cluster: EmbeddedContext,
    private readonly directory: string,
    private readonly description: MasterDescription,
  ) {
    super(cluster);
  }

  /** @throws Error before the start */
  get actor(): Master {
    if (!this.#master) throw new Error('The master has not been started.');
    return this.#master;
  }

  async start(): Promise<void> {
    const { flags: given, port } = this.description;
    const ip = text(given['ip']) ?? LOOPBACK;
    this.address = await listenOn(this.server, ip, port, 'The master');
    this.cluster.assertAlive('start()');
    const { name, description } = this.cluster;
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
      authorizer: authorizerFor(flags.acls, this.cluster.credential.principal),
    };
    this.run();
  }

  /** Puts a new master in the place of the one before, which has ended. */
  run(): void {
    if (!this.#options) throw new Error('The master has not been started.');
    const { runtime, credential } = this.cluster;
    this.#master = runtime.spawn(new Master(runtime, this.#options));
    const authenticators = masterAuthenticators(this.#options.flags, credential);
    const router = this.routerOf(this.#master, MASTER_ACCESS, authenticators);
    addMasterRoutes(router, this.#master, new Files());
    this.server.router = router;
  }
}
