import { type Acl, isSameAcl, OPEN_ACL, READ_ONLY_ACL } from './acl.js';
import { nameOf, parentOf } from './paths.js';
import { Quotas } from './quotas.js';
import { isContainer, isEphemeral, NO_CHILDREN, ttlOf, type Znode } from './znode.js';

/** One change that has been found right. What it needs beside the transaction is in it, so that it can be repeated. */
export type Change =
  | {
      readonly type: 'create';
      readonly path: string;
      readonly data: Buffer | undefined;
      readonly acl: Acl;
      readonly owner: bigint;
    }
  | { readonly type: 'delete'; readonly path: string }
  | { readonly type: 'setData'; readonly path: string; readonly data: Buffer | undefined; readonly version: number }
  | { readonly type: 'setAcl'; readonly path: string; readonly acl: Acl; readonly version: number };

/** Znodes by their paths, without their children. */
export type SavedTree = readonly (readonly [path: string, node: Omit<Znode, 'children'>])[];

/** All znodes by their paths. It carries out changes; whether they are allowed has been asked before. */
export class DataTree {
  readonly #nodes = new Map<string, Znode>();
  readonly #ephemerals = new Map<bigint, Set<string>>();
  /** The paths of containers and of znodes with a time to live. */
  readonly perishable = new Set<string>();
  readonly #quotas = new Quotas(this.#nodes);

  constructor() {
    const own = (acl: Acl, aclVersion: number, ...children: string[]): Znode => ({
      ...newNode({ data: Buffer.alloc(0), acl, owner: 0n }, 0, 0),
      aclVersion,
      children: new Set(children),
    });
    this.#nodes.set('/', own(OPEN_ACL, 0, 'zookeeper'));
    this.#nodes.set('/zookeeper', own(OPEN_ACL, 0, 'config', 'quota'));
    this.#nodes.set('/zookeeper/config', own(READ_ONLY_ACL, -1));
    this.#nodes.set('/zookeeper/quota', own(OPEN_ACL, 0));
  }

  get size(): number {
    return this.#nodes.size;
  }

  get(path: string): Znode | undefined {
    return this.#nodes.get(path === '' ? '/' : path);
  }

  entries(): Iterable<[string, Znode]> {
    return this.#nodes;
  }

  /** The paths of the ephemeral znodes of a session, in the order of their creation. */
  ephemeralsOf(session: bigint): readonly string[] {
    return [...(this.#ephemerals.get(session) ?? [])];
  }

  /** The sessions that have ephemeral znodes, and their paths. */
  ephemerals(): Iterable<[bigint, ReadonlySet<string>]> {
    return this.#ephemerals;
  }

  /** So many znodes lie anywhere under a path. */
  countUnder(path: string): number {
    if (path === '/') return this.#nodes.size - 1;
    const prefix = `${path}/`;
    return [...this.#nodes.keys()].filter((other) => other.startsWith(prefix)).length;
  }

  /** What all paths and data together take, in bytes. */
  approximateBytes(): number {
    return [...this.#nodes].reduce((sum, [path, node]) => sum + path.length + bytesOf(node), 0);
  }

  /**
   * Carries out a change, and returns what takes it back.
   * @param zxid the number of the transaction
   * @param time milliseconds since 1970
   */
  apply(change: Change, zxid: number, time: number): () => void {
    if (change.type === 'create') return this.#create(change.path, newNode(change, zxid, time), zxid);
    if (change.type === 'delete') return this.#delete(change.path, zxid);
    const node = this.#existing(change.path);
    return change.type === 'setAcl' ? this.#setAcl(node, change) : this.#setData(node, change, zxid, time);
  }

  /** All that is not ephemeral, as it is now, whatever changes afterwards. Parents come before their children. */
  copy(): SavedTree {
    const lasting = [...this.#nodes].filter(([, { owner }]) => !isEphemeral(owner));
    return lasting.map(([path, node]) => [path, { ...node }]);
  }

  /** Takes the place of all that is there. */
  replace(saved: SavedTree): void {
    for (const [path, node] of [...this.#nodes]) this.#remove(path, node);
    for (const [path, node] of saved) this.restore(path, { ...node, children: new Set() });
  }

  /** Puts a znode in place as it was saved. Parents come before their children. */
  restore(path: string, node: Znode): void {
    this.#add(path, node);
    if (path !== '/') addChild(this.#existing(parentOf(path)), path, node);
  }

  #create(path: string, node: Znode, zxid: number): () => void {
    const parent = this.#existing(parentOf(path));
    const { creations, childrenChangedBy } = parent;
    parent.creations++;
    parent.childrenChangedBy = zxid;
    addChild(parent, path, node);
    this.#add(path, node);
    this.#quotas.begin(path, node);
    this.#quotas.count(path, 1, bytesOf(node));
    return () => {
      this.#quotas.count(path, -1, -bytesOf(node));
      this.#remove(path, node);
      removeChild(parent, path);
      Object.assign(parent, { creations, childrenChangedBy });
    };
  }

  #delete(path: string, zxid: number): () => void {
    const node = this.#existing(path);
    const parent = this.#existing(parentOf(path));
    const { childrenChangedBy } = parent;
    parent.childrenChangedBy = zxid;
    removeChild(parent, path);
    this.#remove(path, node);
    this.#quotas.count(path, -1, -bytesOf(node));
    return () => {
      this.#add(path, node);
      this.#quotas.count(path, 1, bytesOf(node));
      addChild(parent, path, node);
      parent.childrenChangedBy = childrenChangedBy;
    };
  }

  #setData(node: Znode, { path, data, version }: Extract<Change, { type: 'setData' }>, zxid: number, time: number): () => void {
    const { data: dataBefore, version: versionBefore, modifiedBy, modifiedAt } = node;
    Object.assign(node, { data, version, modifiedBy: zxid, modifiedAt: time });
    const more = (data?.length ?? 0) - (dataBefore?.length ?? 0);
    this.#quotas.count(path, 0, more);
    return () => {
      this.#quotas.count(path, 0, -more);
      Object.assign(node, { data: dataBefore, version: versionBefore, modifiedBy, modifiedAt });
    };
  }

  #setAcl(node: Znode, { acl, version }: Extract<Change, { type: 'setAcl' }>): () => void {
    const before = { acl: node.acl, aclVersion: node.aclVersion };
    Object.assign(node, { acl, aclVersion: version });
    return () => Object.assign(node, before);
  }

  #add(path: string, node: Znode): void {
    this.#nodes.set(path, node);
    this.#quotas.onAdded(path);
    if (isPerishable(node)) this.perishable.add(path);
    if (!isEphemeral(node.owner)) return;
    const paths = this.#ephemerals.get(node.owner) ?? new Set();
    this.#ephemerals.set(node.owner, paths.add(path));
  }

  #remove(path: string, node: Znode): void {
    this.#nodes.delete(path);
    this.#quotas.onRemoved(path);
    this.perishable.delete(path);
    const paths = this.#ephemerals.get(node.owner);
    paths?.delete(path);
    if (paths?.size === 0) this.#ephemerals.delete(node.owner);
  }

  #existing(path: string): Znode {
    const node = this.#nodes.get(path);
    if (!node) throw new Error(`there is no znode ${path}`);
    return node;
  }
}

const bytesOf = ({ data }: Pick<Znode, 'data'>) => data?.length ?? 0;
const isPerishable = ({ owner }: Znode) => isContainer(owner) || ttlOf(owner) !== undefined;

function addChild(parent: Znode, path: string, node: Znode): void {
  if (parent.children === NO_CHILDREN) parent.children = new Set();
  (parent.children as Set<string>).add(nameOf(path));
  // Most have the list of their parents, and need none of their own.
  if (isSameAcl(node.acl, parent.acl)) node.acl = parent.acl;
}

function removeChild(parent: Znode, path: string): void {
  (parent.children as Set<string>).delete(nameOf(path));
  if (parent.children.size === 0) parent.children = NO_CHILDREN;
}

/** One literal, and nothing spread into it, which would take several times the memory. */
const newNode = ({ data, acl, owner }: Pick<Znode, 'data' | 'acl' | 'owner'>, zxid: number, time: number): Znode => ({
  data,
  acl,
  owner,
  createdBy: zxid,
  modifiedBy: zxid,
  childrenChangedBy: zxid,
  createdAt: time,
  modifiedAt: time,
  version: 0,
  aclVersion: 0,
  creations: 0,
  children: NO_CHILDREN,
});
