/** Where a process listens. */
export interface Address {
  readonly ip: string;
  readonly port: number;
}

/** The name of a process in the form libprocess gives it on the wire: `id@ip:port`, such as `slave(1)@127.0.0.1:5051`. */
export type Pid = string;

/** How libprocess writes the pid of nobody. */
export const NOBODY: Pid = '@0.0.0.0:0';

/** The name of an agent that is alone at its address, or the first there. As with libprocess, who asks need not give it. */
export const FIRST_AGENT = 'slave(1)';

const LAST_PORT = 65_535;

export const formatAddress = ({ ip, port }: Address): string => `${ip}:${port}`;

export const makePid = (id: string, address: Address): Pid => `${id}@${formatAddress(address)}`;

/** An IPv4 address as Mesos packs it into a number: read in network byte order by a little-endian machine, the first byte is the lowest. */
export const packedIp = (ip: string): number => ip.split('.').reduceRight((number, byte) => number * 256 + Number(byte), 0);

/** Who is behind a process, by the beginning of its id: as Mesos and the libraries of frameworks name them. */
const ROLES = [
  ['slave-observer', 'master'],
  ['crammd5-authenticator-session', 'master'],
  ['master', 'master'],
  ['slave', 'agent'],
  ['scheduler', 'scheduler'],
  ['executor', 'executor'],
] as const;

export type Role = (typeof ROLES)[number][1];

/** Undefined where the id does not tell. */
export const roleOf = (pid: Pid): Role | undefined => ROLES.find(([id]) => pid.startsWith(id))?.[1];

/** The parts of a pid, or undefined when the text is none. */
export function parsePid(pid: string): { id: string; address: Address } | undefined {
  const match = /^([^@]+)@([\w.:[\]-]+):(\d+)$/.exec(pid);
  const port = Number(match?.[3]);
  return match && port <= LAST_PORT ? { id: match[1] as string, address: { ip: match[2] as string, port } } : undefined;
}
