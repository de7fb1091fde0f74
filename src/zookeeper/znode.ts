import type { Acl } from './acl.js';

/** What the tree keeps of a path. */
export interface Znode {
  data: Buffer | undefined;
  acl: Acl;
  /** The transactions that created it, set its data last, and last added or removed a child. */
  readonly createdBy: number;
  modifiedBy: number;
  childrenChangedBy: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  modifiedAt: number;
  version: number;
  aclVersion: number;
  /** So many children have been created in it: sequential names count by it. */
  creations: number;
  /** The session an ephemeral znode belongs to, or a mark of other kinds; 0 for a persistent one. */
  readonly owner: bigint;
  children: ReadonlySet<string>;
}

/** Shared by all znodes without children, which most are. */
export const NO_CHILDREN: ReadonlySet<string> = new Set();

/** What clients are told of a znode, in the order in which it travels. */
export interface Stat {
  readonly czxid: number;
  readonly mzxid: number;
  readonly ctime: number;
  readonly mtime: number;
  readonly version: number;
  readonly cversion: number;
  readonly aversion: number;
  readonly ephemeralOwner: bigint;
  readonly dataLength: number;
  readonly numChildren: number;
  readonly pzxid: number;
}

const CONTAINER_OWNER = -(2n ** 63n);
const TTL_MARK = -(2n ** 56n); // 0xff in the highest byte
const TTL_KIND = 0xffff0000000000n; // zero where other kinds could be told apart
/** The longest time to live, in milliseconds: what fits beside the mark. */
export const LONGEST_TTL_MS = 2 ** 40 - 1;

export const owners = {
  persistent: 0n,
  container: CONTAINER_OWNER,
  ttl: (milliseconds: number): bigint => TTL_MARK | BigInt(milliseconds),
};

/** The time to live in milliseconds, of a znode that has one. */
export function ttlOf(owner: bigint): number | undefined {
  return owner < 0n && owner >= TTL_MARK && (owner & TTL_KIND) === 0n ? Number(owner - TTL_MARK) : undefined;
}

export const isContainer = (owner: bigint): boolean => owner === CONTAINER_OWNER;

export const isEphemeral = (owner: bigint): boolean => owner !== 0n && !isContainer(owner) && ttlOf(owner) === undefined;

export function statOf(node: Znode): Stat {
  return {
    czxid: node.createdBy,
    mzxid: node.modifiedBy,
    ctime: node.createdAt,
    mtime: node.modifiedAt,
    version: node.version,
    // Creations and deletions: of those created, all that are not there any more have been deleted.
    cversion: 2 * node.creations - node.children.size,
    aversion: node.aclVersion,
    ephemeralOwner: isEphemeral(node.owner) ? node.owner : 0n,
    dataLength: node.data?.length ?? 0,
    numChildren: node.children.size,
    pzxid: node.childrenChangedBy,
  };
}
