import type { Clock } from '../mesos/process/clock.js';
import { HttpServer } from '../mesos/process/http/server.js';
import type { Random } from '../mesos/process/random.js';
import { CurrentNames } from './current-names.js';
import { DnsServer } from './dns-server.js';
import { Forwarder, type Resolver } from './forwarder.js';
import { HostAddresses } from './host-addresses.js';
import { NamesRoutes } from './http-routes.js';
import { encodeRefusal, encodeReply, type Query, readQuery } from './packet.js';
import { namesOf, serverName } from './records.js';
import type { NamedState } from './state.js';
import type { IpSource } from './task-addresses.js';
import { answerFrom, isWithin, plainName } from './zone.js';

/** Where the names of a cluster come from. */
export interface NamesSource {
  /** What the leading master knows. */
  state(): Promise<NamedState>;
  /** `ip:port` of each master, always in the same order. */
  masters(): readonly string[];
  /** Calls `listener` whenever something may have changed; returns a function that ends this. */
  onChange(listener: () => void): () => void;
}

/** How names are served. */
export interface NamesServerOptions {
  /** Where it listens. */
  readonly ip: string;
  /** Whether it is for who asks from this IP address. Default: it is for everybody. */
  readonly serves?: ((peer: string) => boolean) | undefined;
  /** In small letters, without a dot at its end. */
  readonly domain: string;
  /** How long a client may remember an answer, in seconds. */
  readonly ttl: number;
  readonly ipSources: readonly IpSource[];
  /** Who is asked what is not about the cluster; nobody: that is refused. */
  readonly resolvers: readonly Resolver[];
  readonly clock: Clock;
  readonly random: Random;
}

/** Serves the names of a cluster over DNS and HTTP, as Mesos-DNS does. */
export class NamesServer {
  readonly dns: DnsServer;
  readonly http: HttpServer<NamesRoutes>;
  readonly #names: CurrentNames;
  readonly #forwarder: Forwarder;
  readonly #stopListening: () => void;

  constructor(
    source: NamesSource,
    private readonly options: NamesServerOptions,
  ) {
    const { ip: listener, domain, ttl, ipSources, clock } = options;
    const hosts = new HostAddresses(clock, () => this.#names.changed());
    const lookup = (host: string) => hosts.of(host);
    const look = async () => namesOf(await source.state(), { domain, ipSources, listener, masters: source.masters(), lookup });
    this.#names = new CurrentNames(look, clock);
    this.#forwarder = new Forwarder(options.resolvers, clock);
    this.#stopListening = source.onChange(() => this.#names.changed());
    const names = this.#names;
    const listed = {
      ...{ domain, ttl },
      names: () => names.get(),
      get serial() {
        return names.serial;
      },
      config: () => this.#config(source.masters()),
    };
    this.dns = new DnsServer((message, overTcp) => this.#answer(message, overTcp), options.serves);
    this.http = new HttpServer(new NamesRoutes(listed), () => {}, { names: () => [`.${domain}`], serves: options.serves });
  }

  /** Where it listens, for `/v1/config`. */
  listens = { port: 0, httpPort: 0 };

  async close(): Promise<void> {
    this.#stopListening();
    await Promise.all([this.dns.close(), this.http.listening ? this.http.close() : undefined]);
  }

  async #answer(message: Buffer, overTcp: boolean): Promise<Buffer | undefined> {
    const query = readQuery(message, overTcp);
    if (query === undefined) return undefined;
    if (typeof query === 'string') return encodeRefusal(message, query);
    return isWithin(plainName(query.name), this.options.domain) ? this.#answerOurs(query) : this.#answerOther(query, overTcp);
  }

  async #answerOurs(query: Query): Promise<Buffer> {
    const names = await this.#names.get();
    const recursion = this.#forwarder.able;
    if (!names) return encodeReply(query, { rcode: 'SERVFAIL', recursion });
    const answer = answerFrom(names, query.name, query.type, this.#names.serial, this.options);
    return encodeReply(query, { ...answer, authoritative: true, recursion });
  }

  async #answerOther(query: Query, overTcp: boolean): Promise<Buffer> {
    const recursion = this.#forwarder.able;
    if (!recursion) return encodeReply(query, { rcode: 'REFUSED', recursion });
    return (await this.#forwarder.ask(query.message, overTcp)) ?? encodeReply(query, { rcode: 'SERVFAIL', recursion });
  }

  /** The settings of Mesos-DNS that these names stand for. */
  #config(masters: readonly string[]): object {
    const { ip, domain, ttl, ipSources, resolvers } = this.options;
    const recursion = resolvers.length > 0;
    return {
      ...{
        RefreshSeconds: 1,
        Port: this.listens.port,
        Timeout: 5,
        HttpPort: this.listens.httpPort,
        TTL: ttl,
        SRVRecordDefaultWeight: 1,
      },
      ...{ SOASerial: this.#names.serial, SOARefresh: 60, SOARetry: 600, SOAExpire: 86_400, SOAMinttl: ttl },
      ...{ SOAMname: serverName(domain), SOARname: `root.${serverName(domain)}`, Masters: masters },
      Resolvers: resolvers.map((resolver) => `${resolver.ip}:${resolver.port}`),
      ...{
        IPSources: ipSources,
        Domain: domain,
        Listener: ip,
        HTTPListener: ip,
        RecurseOn: recursion,
        DnsOn: true,
        HttpOn: true,
      },
      ...{ ExternalOn: recursion, EnforceRFC952: false, SetTruncateBit: true, EnumerationOn: true },
    };
  }
}
