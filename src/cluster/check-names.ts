import { isIP } from 'node:net';
import { DEFAULT_IP_SOURCES, IP_SOURCES, type IpSource } from '../discovery/task-addresses.js';
import type { NamesDescription } from '../drivers/description.js';
import { type Problems, show } from '../problem.js';
import { suggest } from '../suggest.js';
import { type Check, isObject, object, wholeNumber } from './check.js';
import { port } from './members.js';

/** How the names of a cluster are served, as users write it. */
export interface NamesInput {
  /** Where DNS is spoken, over UDP and TCP. Default: a free one. */
  readonly port?: number;
  /** Where the HTTP API of Mesos-DNS is. Default: a free one. */
  readonly httpPort?: number;
  /** What all names end with. Default: `mesos`. */
  readonly domain?: string;
  /** How many seconds a client may remember an answer. Default: 60, as with Mesos-DNS. */
  readonly ttl?: number;
  /** Where the addresses of a task come from: the first of these that knows one. Default: `netinfo`, `mesos`, `host`. */
  readonly ipSources?: readonly IpSource[];
  /** Who is asked for names that are not of this domain, as `ip` or `ip:port`. Default: nobody; such questions are refused. */
  readonly resolvers?: readonly string[];
}

export const DOMAIN = 'mesos';
export const TTL_SECONDS = 60;
export const LONGEST_TTL_SECONDS = 2 ** 31 - 1;
const DNS_PORT = 53;
const EXPECTED = 'true, false, or an object such as { port: 8053, domain: mesos }';

const domain: Check<string> = (value, path, problems) => {
  const text = typeof value === 'string' ? value.toLowerCase().replace(/\.$/, '') : '';
  if (text.length <= 200 && /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/.test(text)) return text;
  return problems.invalid(path, value, 'a domain of letters, digits and -, such as mesos or test.example');
};

/** A list whose items are checked one by one. */
const listOf = <Item>(
  expected: string,
  check: (item: unknown, path: string, problems: Problems) => Item | undefined,
): Check<Item[]> => {
  return (value, path, problems) => {
    if (!Array.isArray(value)) return problems.invalid(path, value, expected);
    return value.flatMap((item: unknown, index) => check(item, `${path}[${index}]`, problems) ?? []);
  };
};

const ipSource: Check<IpSource> = (value, path, problems) => {
  const source = IP_SOURCES.find((each) => each === value);
  const suggestion = typeof value === 'string' ? suggest(value, IP_SOURCES) : undefined;
  return source ?? problems.invalid(path, value, `one of ${IP_SOURCES.join(', ')}`, { suggestion });
};

const resolver: Check<{ ip: string; port: number }> = (value, path, problems) => {
  const [, v6, v4, digits] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(String(value)) ?? [];
  const ip = isIP(String(value)) ? String(value) : (v6 ?? v4 ?? '');
  const port = isIP(String(value)) || digits === undefined ? DNS_PORT : Number(digits);
  if (typeof value === 'string' && isIP(ip) && port > 0 && port < 65_536) return { ip, port };
  return problems.invalid(path, value, 'an address, or one with a port, such as 10.0.0.1:53');
};

const described = object('the names of a cluster', {
  port,
  httpPort: port,
  domain,
  ttl: wholeNumber('seconds', 0, LONGEST_TTL_SECONDS),
  ipSources: listOf(`a list of ${IP_SOURCES.join(', ')}`, ipSource),
  resolvers: listOf('a list of addresses', resolver),
});

/** Whether names are served, and how; false where it was said that they are not. */
export const names: Check<NamesDescription | false> = (value, path, problems) => {
  if (value === false) return false;
  if (value !== true && !isObject(value)) return problems.invalid(path, value, EXPECTED);
  const given = value === true ? {} : (described(value, path, problems) ?? {});
  if (given.port !== undefined && given.port === given.httpPort) {
    problems.invalid(`${path}.httpPort`, given.httpPort, 'a port of its own', { reason: `DNS has ${show(given.port)}` });
  }
  return {
    port: given.port,
    httpPort: given.httpPort,
    domain: given.domain ?? DOMAIN,
    ttl: given.ttl ?? TTL_SECONDS,
    ipSources: given.ipSources?.length ? given.ipSources : DEFAULT_IP_SOURCES,
    resolvers: given.resolvers ?? [],
  };
};
