import { createHash } from 'node:crypto';
import { BlockList, isIP } from 'node:net';
import { isSame } from '../mesos/process/secrets.js';
import { Refusal } from './error-codes.js';

/** What may be done with a znode, as bits. */
export const permissions = { READ: 1, WRITE: 2, CREATE: 4, DELETE: 8, ADMIN: 16, ALL: 31 } as const;

/** Whom a rule is about, or who somebody has shown to be. */
export interface Identity {
  readonly scheme: string;
  readonly id: string;
}

/** One rule of an access control list. */
export interface AclEntry extends Identity {
  readonly permissions: number;
}

export type Acl = readonly AclEntry[];

export const OPEN_ACL: Acl = [{ permissions: permissions.ALL, scheme: 'world', id: 'anyone' }];
export const READ_ONLY_ACL: Acl = [{ permissions: permissions.READ, scheme: 'world', id: 'anyone' }];

/** What `auth` stands for may make a list longer than any client could read: an entry takes twelve bytes or more of a packet of a megabyte. */
const MOST_ENTRIES = Math.floor(0xfffff / 12);

interface Scheme {
  /** Whether a rule may name this. */
  isValid(id: string): boolean;
  /** Whether somebody with this identity is meant by the rule. */
  matches(identity: string, rule: string): boolean;
  /** Whether `auth` in a rule stands for identities of this scheme: somebody has shown something for them. */
  readonly proven: boolean;
  /** The name in an identity that is meant for people. */
  userOf(id: string): string;
}

const schemes: Record<string, Scheme> = {
  digest: {
    // As Java splits: what is empty at the end does not count. It is looked for where it begins only, so that this takes linear time.
    isValid: (id) => id.replace(/(?<!:):+$/, '').split(':').length === 2,
    matches: (identity, rule) => isSame(identity, rule),
    proven: true,
    userOf: (id) => id.split(':')[0] as string,
  },
  ip: {
    isValid: (id) => networkOf(id) !== undefined,
    matches: (identity, rule) => networkOf(rule)?.check(identity, isIP(identity) === 6 ? 'ipv6' : 'ipv4') ?? false,
    proven: false,
    userOf: (id) => id,
  },
};

/** `10.0.0.0/8` or `10.1.2.3`, also of IPv6; undefined when it is neither. */
function networkOf(rule: string): BlockList | undefined {
  const [address = '', prefix] = rule.split(/\/(.*)/s);
  const version = isIP(address);
  const length = version === 6 ? 128 : 32;
  if (version === 0 || (prefix !== undefined && !(/^\d+$/.test(prefix) && Number(prefix) <= length))) return undefined;
  const network = new BlockList();
  network.addSubnet(address, prefix === undefined ? length : Number(prefix), version === 6 ? 'ipv6' : 'ipv4');
  return network;
}

/** The identity that a password proves, given as `user:password`: the user and a digest, by which rules name it. */
export function digestIdentity(userAndPassword: Buffer): Identity {
  const user = userAndPassword.toString('utf8').split(':')[0] as string;
  return { scheme: 'digest', id: `${user}:${createHash('sha1').update(userAndPassword).digest('base64')}` };
}

/** The name in an identity that is meant for people. */
export const userOf = ({ scheme, id }: Identity): string => schemes[scheme]?.userOf(id) ?? '';

export const isSameIdentity = (a: Identity, b: Identity): boolean => a.scheme === b.scheme && a.id === b.id;

/** The list as it is kept: without duplicates, `auth` replaced by whom it stands for. Refuses one that makes no sense. */
export function resolveAcl(acl: Acl, identities: readonly Identity[]): Acl {
  const proven = identities.filter(({ scheme }) => schemes[scheme]?.proven);
  const unique = new Map(acl.map((entry) => [`${entry.permissions} ${entry.scheme} ${entry.id}`, entry])).values();
  const resolved: AclEntry[] = [];
  for (const entry of unique) {
    const meant = resolveEntry(entry, proven);
    if (meant.length === 0 || resolved.length + meant.length > MOST_ENTRIES) throw new Refusal('INVALID_ACL');
    resolved.push(...meant);
  }
  if (resolved.length === 0) throw new Refusal('INVALID_ACL');
  return resolved;
}

/** Whom an entry is about; nobody where it makes no sense. */
function resolveEntry(entry: AclEntry, proven: readonly Identity[]): AclEntry[] {
  if (entry.scheme === 'auth') return proven.map((identity) => ({ permissions: entry.permissions, ...identity }));
  if (entry.scheme === 'world') return entry.id === 'anyone' ? [entry] : [];
  return Object.hasOwn(schemes, entry.scheme) && schemes[entry.scheme]?.isValid(entry.id) ? [entry] : [];
}

export const isSameAcl = (a: Acl, b: Acl): boolean =>
  a.length === b.length && a.every((entry, index) => isSameEntry(entry, b[index] as AclEntry));

const isSameEntry = (a: AclEntry, b: AclEntry) => a.permissions === b.permissions && isSameIdentity(a, b);

/** Whether one of these identities has one of these permissions. The scheme `super` has all. */
export function isAllowed(acl: Acl, permission: number, identities: readonly Identity[]): boolean {
  return (
    acl.some((rule) => (rule.permissions & permission) !== 0 && identifies(rule, identities)) ||
    identities.some(({ scheme }) => scheme === 'super')
  );
}

function identifies(rule: AclEntry, identities: readonly Identity[]): boolean {
  if (rule.scheme === 'world' && rule.id === 'anyone') return true;
  if (!Object.hasOwn(schemes, rule.scheme)) return false;
  const scheme = schemes[rule.scheme] as Scheme;
  return identities.some((identity) => identity.scheme === rule.scheme && scheme.matches(identity.id, rule.id));
}

export function requireAllowed(acl: Acl, permission: number, identities: readonly Identity[]): void {
  if (!isAllowed(acl, permission, identities)) throw new Refusal('NO_AUTH');
}
