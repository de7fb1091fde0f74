import {
  type HttpHandler,
  type HttpRequest,
  jsonResponse,
  methodNotAllowed,
  textResponse,
} from '../mesos/process/http/message.js';
import type { PathFinder } from '../mesos/process/http/router.js';
import { splitTarget } from './record-set.js';
import type { Names } from './records.js';
import { plainName, soaOf } from './zone.js';

/** The names to answer from, and what is told of how they are served. */
export interface ListedNames {
  names(): Promise<Names | undefined>;
  readonly serial: number;
  readonly domain: string;
  readonly ttl: number;
  /** The document of `/v1/config`. */
  config(): object;
}

const PROJECT = 'https://github.com/mesosphere/mesos-dns';
/** The version of Mesos-DNS whose names these are. */
const VERSION = '0.8.0';
const REFRESH_SECONDS = 1;

/** The HTTP API of Mesos-DNS. */
export class NamesRoutes implements PathFinder {
  constructor(private readonly listed: ListedNames) {}

  find(path: string): { handler: HttpHandler; path: string } | undefined {
    const [, version, route = '', name, rest] = path.replace(/\/$/, '').split('/');
    if (version !== 'v1') return undefined;
    const answer = this.#answer(route, name === undefined ? undefined : decoded(name), rest);
    return answer && { path, handler: (request) => (isRead(request) ? answer() : methodNotAllowed(request, 'GET')) };
  }

  #answer(route: string, name: string | undefined, rest: string | undefined) {
    if (name === undefined) return this.#documents.get(route);
    if (route === 'hosts' && rest === 'ports') return () => textResponse(501, 'To be implemented...');
    if (rest !== undefined) return undefined;
    if (route === 'hosts') return async () => jsonResponse(await this.#host(name));
    if (route === 'services') return async () => jsonResponse(await this.#service(name));
    return undefined;
  }

  readonly #documents: ReadonlyMap<string, () => ReturnType<HttpHandler>> = new Map<string, () => ReturnType<HttpHandler>>([
    ['version', () => jsonResponse({ Service: 'Mesos-DNS', URL: PROJECT, Version: VERSION })],
    ['config', () => jsonResponse(this.listed.config())],
    ['enumerate', async () => jsonResponse({ frameworks: (await this.listed.names())?.frameworks ?? [] })],
    ['axfr', async () => jsonResponse(await this.#zone())],
  ]);

  async #host(name: string) {
    const host = plainName(name);
    const addresses = (await this.listed.names())?.records.addresses(host) ?? [];
    return addresses.length > 0 ? addresses.map((ip) => ({ host, ip })) : [{ host: '', ip: '' }];
  }

  async #service(service: string) {
    const records = (await this.listed.names())?.records;
    const found = (records?.values('SRV', plainName(service)) ?? []).flatMap((target) => {
      const { host, port } = splitTarget(target);
      return [records?.values('A', host)[0], records?.values('AAAA', host)[0]].flatMap((ip) =>
        ip === undefined ? [] : { service, host, ip, port },
      );
    });
    return found.length > 0 ? found : [{ service: '', host: '', ip: '', port: '' }];
  }

  async #zone() {
    const records = (await this.listed.names())?.records;
    const { domain, ttl, serial } = this.listed;
    const { mname: Mname, rname: Rname } = soaOf({ domain, ttl }, serial).data;
    const all = { As: records?.all('A') ?? {}, AAAAs: records?.all('AAAA') ?? {}, SRVs: records?.all('SRV') ?? {} };
    return { TTL: ttl, Serial: serial, RefreshSeconds: REFRESH_SECONDS, Mname, Rname, Domain: domain, Records: all };
  }
}

const isRead = ({ method }: HttpRequest) => method === 'GET' || method === 'HEAD';

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
