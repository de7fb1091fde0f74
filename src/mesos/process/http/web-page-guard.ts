import type { IncomingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';

/** A header for which a request is refused. */
export interface ForeignHeader {
  readonly header: 'Host' | 'Origin' | 'Sec-Fetch-Site';
  readonly came: string;
}

/**
 * Names that nobody on the Internet can have lead anywhere: their top level is not delegated. One that begins with a dot stands for all below
 * it. Those of containers (`host.docker.internal`), of Kubernetes, and of Mesos-DNS are among them.
 */
const PRIVATE_NAMES = ['.localhost', '.internal', '.cluster.local', '.mesos'];

/** What pages may be asked for by others: it changes nothing, and the one who asks does not see the answer. */
const READING: readonly (string | undefined)[] = ['GET', 'HEAD'];

/**
 * The header by which a request may come from a web page that is not of this server, however it got here; undefined when there is none. A
 * browser reaches what listens on loopback for every page that it shows:
 *
 * - by a name of the page's owner that resolves to this machine all of a sudden. Then `Host` has that name; IP addresses and names without a
 *   dot cannot be had by anybody.
 * - by a request to another site. Then it says so in `Origin` or `Sec-Fetch-Site`, which pages can neither set nor leave out. Links to follow are
 *   let through, unless they have parameters.
 *
 * Clients of Mesos send none of the latter two.
 * @param names further names that clients may know the server by; one that begins with a dot stands for all below it
 */
export function foreignHeader(
  {
    method,
    url = '/',
    headers,
  }: { readonly method?: string | undefined; readonly url?: string | undefined; readonly headers: IncomingHttpHeaders },
  names: Iterable<string> = [],
): ForeignHeader | undefined {
  const { host = '', origin } = headers;
  const name = plainHost(host.replace(/:\d*$/, ''));
  if (!isOwn(name, names)) return { header: 'Host', came: host };
  if (origin !== undefined && origin.toLowerCase() !== `http://${host}`.toLowerCase()) return { header: 'Origin', came: origin };
  const site = String(headers['sec-fetch-site'] ?? 'none');
  const reads = READING.includes(method);
  const follows = reads && headers['sec-fetch-mode'] === 'navigate' && !url.includes('?');
  const allowed = ['none', 'same-origin', ...(reads ? ['same-site'] : []), ...(follows ? ['cross-site'] : [])];
  return allowed.includes(site) ? undefined : { header: 'Sec-Fetch-Site', came: site };
}

function isOwn(name: string, names: Iterable<string>): boolean {
  if (!name.includes('.') || isIP(name) !== 0) return true;
  return [...PRIVATE_NAMES, hostname(), ...names]
    .map(plainHost)
    .some((own) => (own.startsWith('.') ? name.endsWith(own) : name === own));
}

/** A host as it is compared: in small letters, without brackets and the dot at its end, and an IPv4 address as one. */
export const plainHost = (host: string): string =>
  host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
    .replace(/^::ffff:(?=\d+\.)/, '');
