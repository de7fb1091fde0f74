import { Resolver } from 'node:dns/promises';
import type { NamesAddress } from '../drivers/driver.js';
import type { NamedService } from './cluster-names.js';

/** What DNS says where there is nothing of that name, or nothing of that type. */
const NOTHING = ['ENOTFOUND', 'ENODATA'];

/** The addresses of a name, of both kinds. */
export async function addresses(server: NamesAddress, name: string): Promise<string[]> {
  const resolver = resolverOf(server);
  const asked = absolute(name, server.domain);
  const [v4, v6] = await Promise.all([orNone(resolver.resolve4(asked)), orNone(resolver.resolve6(asked))]);
  return [...v4, ...v6];
}

/** The services of a name, each with an address of its host. */
export async function services(server: NamesAddress, name: string): Promise<NamedService[]> {
  const found = await orNone(resolverOf(server).resolveSrv(absolute(name, server.domain)));
  return Promise.all(found.map(async ({ name: host, port }) => ({ host, ip: (await addresses(server, `${host}.`))[0], port })));
}

function resolverOf({ ip, port }: NamesAddress): Resolver {
  const resolver = new Resolver();
  resolver.setServers([ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`]);
  return resolver;
}

/** A name with its domain, unless it has that. */
function absolute(name: string, domain: string): string {
  const plain = name.replace(/\.$/, '');
  return name.endsWith('.') || plain.toLowerCase().endsWith(`.${domain}`) ? plain : `${plain}.${domain}`;
}

const orNone = <Item>(asked: Promise<Item[]>): Promise<Item[]> =>
  asked.catch((error: NodeJS.ErrnoException) => {
    if (NOTHING.includes(error.code ?? '')) return [];
    throw error;
  });
