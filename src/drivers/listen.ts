import { MinimesosError } from '../errors.js';
import type { GivenFlags } from '../mesos/flags/flags.js';
import type { HttpServer } from '../mesos/process/http/server.js';
import type { Address } from '../mesos/process/pid.js';
import type { ClusterDescription } from './description.js';

/** Nobody outside of this machine reaches a cluster unless its description says so. */
export const LOOPBACK = '127.0.0.1';

const REASONS: Record<string, string> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'this user may not use it',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/** Binds the port, or a free one when there is none given. */
export async function listenOn(
  server: Pick<HttpServer, 'listen'>,
  ip: string,
  port: number | undefined,
  owner: string,
): Promise<Address> {
  try {
    return await server.listen(ip, port ?? 0);
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new MinimesosError('PORT_TAKEN', { owner, ip, port: port ?? 0, reason: REASONS[code] ?? message });
  }
}

/** By what names clients may ask a member that was given these flags, besides its address: its own, and those that the cluster serves. */
export const hostNames = ({ names }: Pick<ClusterDescription, 'names'>, flags: GivenFlags): string[] =>
  [text(flags['hostname']), names && `.${names.domain}`].filter((name) => name !== undefined);

/** A flag of a checked description, as text. Flags that take JSON may be given as objects. */
export function text(flag: GivenFlags[string] | undefined): string | undefined {
  if (flag === undefined || typeof flag === 'string') return flag;
  return JSON.stringify(flag);
}
