import { execFileSync } from 'node:child_process';
import { lookup, lookupService } from 'node:dns/promises';
import { isIPv4 } from 'node:net';
import { hostname } from 'node:os';
import { MinimesosError } from '../errors.js';
import type { HttpServer } from '../mesos/process/http/server.js';
import type { Address } from '../mesos/process/pid.js';

/** What flags say of where a program is. */
export interface PlaceFlags {
  readonly ip: string | undefined;
  readonly ip_discovery_command: string | undefined;
  readonly port: number;
  readonly advertise_ip: string | undefined;
  readonly advertise_port: number | undefined;
  readonly hostname: string | undefined;
  readonly hostname_lookup: boolean;
}

/** Where a program is, for itself and for others. */
export interface Place {
  /** Where it listens; `0.0.0.0` for all addresses of the machine. */
  readonly ip: string;
  /** Where others find it. */
  readonly address: Address;
  readonly hostname: string;
}

/** All addresses of the machine: where programs of Mesos listen unless they are told. */
export const EVERYWHERE = '0.0.0.0';
const LOOPBACK = '127.0.0.1';

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another program uses it',
  EACCES: 'this user may not use it',
  EADDRNOTAVAIL: 'this machine has no such address',
};

/**
 * Has a program listen, as its flags say.
 * @param owner whose port it is, for errors: `The agent`
 * @throws MinimesosError `PORT_TAKEN`
 */
export async function takePlace(server: Pick<HttpServer, 'listen'>, flags: PlaceFlags, owner: string): Promise<Place> {
  const ip = flags.ip ?? discovered(flags.ip_discovery_command) ?? EVERYWHERE;
  const known = flags.advertise_ip ?? (ip === EVERYWHERE ? await ownAddress() : ip);
  const advertised = { ip: known, ...(flags.advertise_port !== undefined && { port: flags.advertise_port }) };
  try {
    const address = await server.listen(ip, flags.port, advertised);
    return { ip, address, hostname: flags.hostname ?? (flags.hostname_lookup ? await hostnameOf(address) : known) };
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new MinimesosError('PORT_TAKEN', { owner, ip, port: flags.port, reason: REASONS[code] ?? message });
  }
}

const discovered = (command: string | undefined): string | undefined =>
  command === undefined ? undefined : execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8' }).trim();

/** The address of this machine, by its own name. */
async function ownAddress(): Promise<string> {
  try {
    return (await lookup(hostname(), { family: 4 })).address;
  } catch {
    return LOOPBACK;
  }
}

/** What the host at an address is called; its IP address where nobody knows. */
export async function hostnameOf({ ip, port }: Address): Promise<string> {
  try {
    return isIPv4(ip) ? (await lookupService(ip, port)).hostname : ip;
  } catch {
    return ip;
  }
}
