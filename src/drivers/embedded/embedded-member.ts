import type { Authorizer } from '../../mesos/authorizer/authorizer.js';
import { guardOf, type RouteAccess } from '../../mesos/authorizer/route-access.js';
import type { GivenFlags } from '../../mesos/flags/flags.js';
import type { Authenticators } from '../../mesos/process/http/authenticator.js';
import { Router } from '../../mesos/process/http/router.js';
import { HttpServer } from '../../mesos/process/http/server.js';
import { type Address, formatAddress, type Pid } from '../../mesos/process/pid.js';
import type { DriverMember } from '../driver.js';
import { hostNames, LOOPBACK } from '../listen.js';
import type { EmbeddedContext } from './embedded-context.js';
import type { MemberServer } from './shared-server.js';

/** A place in an embedded cluster: a port, which stays, and the master or agent there, which may be succeeded by another. */
export abstract class EmbeddedMember implements DriverMember {
  readonly server: MemberServer;
  protected address: Address = { ip: LOOPBACK, port: 0 };

  /** @param server Default: one of its own. */
  constructor(
    protected readonly cluster: EmbeddedContext,
    server?: MemberServer,
  ) {
    this.server =
      server ??
      new HttpServer(
        undefined,
        cluster.failureLog(() => this.url),
        { network: cluster.runtime.network, names: () => hostNames(cluster.description, this.flags) },
      );
  }

  /** Those that were given for it. */
  protected abstract readonly flags: GivenFlags;

  /** A router for an actor that lets through those who may use its routes. */
  protected routerOf(
    { id, pid, authorizer }: { readonly id: string; readonly pid: Pid; readonly authorizer: Authorizer },
    access: Readonly<Record<string, RouteAccess>>,
    authenticators: Authenticators,
  ): Router {
    const note = (text: string) => this.cluster.runtime.observe({ kind: 'log', process: pid, level: 'warning', text });
    return new Router(id, guardOf(access, authenticators, authorizer, note));
  }

  /** Binds its port by `bind`. That a server refuses says nothing to whoever has destroyed its cluster meanwhile. */
  protected async bound<Result>(bind: () => Promise<Result>): Promise<Result> {
    try {
      return await bind();
    } finally {
      this.cluster.assertAlive('start()');
    }
  }

  silence(): void {
    this.server.router = undefined;
    this.server.cutAnswering();
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
