import { HttpServer } from '../../mesos/process/http/server.js';
import { type Address, formatAddress } from '../../mesos/process/pid.js';
import type { DriverMember } from '../driver.js';
import type { EmbeddedContext } from './embedded-context.js';
import { LOOPBACK } from './listen.js';

/** A place in an embedded cluster: a port, which stays, and the master or agent there, which may be succeeded by another. */
export abstract class EmbeddedMember implements DriverMember {
  readonly server: HttpServer;
  protected address: Address = { ip: LOOPBACK, port: 0 };

  constructor(protected readonly cluster: EmbeddedContext) {
    this.server = new HttpServer(undefined, (error, request) =>
      cluster.runtime.observe({
        kind: 'log',
        process: this.url,
        level: 'error',
        text: `${request} failed: ${error.stack ?? error.message}`,
      }),
    );
  }

  get url(): string {
    return `http://${formatAddress(this.address)}`;
  }

  get ip(): string {
    return this.address.ip;
  }

  get port(): number {
    return this.address.port;
  }
}
