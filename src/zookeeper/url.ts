/** One server of a ZooKeeper. */
export interface ZooKeeperAddress {
  readonly host: string;
  readonly port: number;
}

/** Where a ZooKeeper is, as Mesos has it: `zk://user:password@host:2181,other:2181/path`. */
export interface ZooKeeperUrl {
  readonly servers: readonly ZooKeeperAddress[];
  /** Begins with a slash and ends with none; empty for the root. */
  readonly path: string;
  /** `user:password`, for the scheme `digest`. */
  readonly credentials?: string | undefined;
}

const SCHEME = 'zk://';
const DEFAULT_PORT = 2181;

/** Reads an URL as Mesos does; or tells in words what is wrong with it. */
export function parseZooKeeperUrl(text: string): ZooKeeperUrl | { readonly problem: string } {
  const given = text.trim();
  if (!given.startsWith(SCHEME)) return { problem: `it does not begin with ${SCHEME}` };
  // As in Mesos: the path begins at the first slash, the servers after the last @ before it.
  const [before = '', ...names] = given.slice(SCHEME.length).split('/');
  const at = before.lastIndexOf('@');
  const credentials = at < 0 ? undefined : before.slice(0, at);
  const servers = before
    .slice(at + 1)
    .split(',')
    .map(parseAddress);
  const wrong = servers.indexOf(undefined);
  if (wrong >= 0) return { problem: `${JSON.stringify(before.slice(at + 1).split(',')[wrong])} is no host:port` };
  const problem = credentials === undefined ? undefined : credentialsProblem(credentials);
  if (problem !== undefined) return { problem };
  // Mesos takes a slash at the end for nothing.
  if (names.at(-1) === '') names.pop();
  if (names.some((name) => name === '' || name === '.' || name === '..')) return { problem: 'no znode can have that path' };
  const path = names.map((name) => `/${name}`).join('');
  return { servers: servers as ZooKeeperAddress[], path, ...(credentials !== undefined && { credentials }) };
}

/** What is wrong with `user:password` as a part of an URL. */
export function credentialsProblem(credentials: string): string | undefined {
  if (!/^[^:]+:./s.test(credentials)) return 'the credentials are not user:password';
  return credentials.includes('/') ? 'a / cannot be in the credentials, as the path would begin there' : undefined;
}

export const formatZooKeeperUrl = ({ credentials, path, ...url }: ZooKeeperUrl): string =>
  `${SCHEME}${credentials === undefined ? '' : `${credentials}@`}${connectString(url)}${path}`;

/** The servers alone, as most clients want them: `127.0.0.1:2181,127.0.0.1:2182`. */
export const connectString = ({ servers }: Pick<ZooKeeperUrl, 'servers'>): string => servers.map(formatAddress).join(',');

/** An URL without its password, for people. */
export const withoutCredentials = (url: ZooKeeperUrl): string => formatZooKeeperUrl({ ...url, credentials: undefined });

const formatAddress = ({ host, port }: ZooKeeperAddress) => `${host.includes(':') ? `[${host}]` : host}:${port}`;

function parseAddress(text: string): ZooKeeperAddress | undefined {
  const [, bracketed, plain, digits] = /^(?:\[([0-9a-fA-F:.]+)\]|([^\s:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const port = digits === undefined ? DEFAULT_PORT : Number(digits);
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port };
}
