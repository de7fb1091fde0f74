import { ResourceQuantities } from '../resources/quantities.js';
import type { Resources } from '../resources/resources.js';

/** How much there is of each scalar. Ports and the like do not count for fairness. */
export const scalarQuantities = (resources: Resources): ResourceQuantities =>
  ResourceQuantities.ofResources(resources.filter(({ type }) => type === 'SCALAR'));

/** What a client, or all clients below a node, hold. */
class Allocation {
  quantities = ResourceQuantities.empty;
  /** How often something was allocated; it never falls, so that of two with equal shares the one less often served comes first. */
  count = 0;
  /** Copies held of each shared resource, by agent and resource: however many there are, they count once. */
  readonly #sharedCopies = new Map<string, number>();
  #share = 0;
  #shareOf: ResourceQuantities | undefined;

  add(agentId: string, resources: Resources): void {
    this.#change(scalarQuantities(resources.nonShared()), 1);
    for (const { key, copies, resource } of resources.shared().entries) {
      const held = this.#sharedCopies.get(agentId + key) ?? 0;
      this.#sharedCopies.set(agentId + key, held + copies);
      if (held === 0) this.#change(ResourceQuantities.of({ [resource.name]: resource.scalar?.value ?? 0 }), 1);
    }
  }

  subtract(agentId: string, resources: Resources): void {
    this.#change(scalarQuantities(resources.nonShared()), -1);
    for (const { key, copies, resource } of resources.shared().entries) {
      const left = (this.#sharedCopies.get(agentId + key) ?? 0) - copies;
      if (left > 0) {
        this.#sharedCopies.set(agentId + key, left);
      } else if (this.#sharedCopies.delete(agentId + key)) {
        this.#change(ResourceQuantities.of({ [resource.name]: resource.scalar?.value ?? 0 }), -1);
      }
    }
  }

  /** The dominant share of `total`; remembered, because sorting asks for it over and over. */
  share(total: ResourceQuantities, excluded: ReadonlySet<string> | undefined): number {
    if (this.#shareOf !== total) {
      this.#share = this.quantities.dominantShareOf(total, excluded);
      this.#shareOf = total;
    }
    return this.#share;
  }

  #change(quantities: ResourceQuantities, sign: 1 | -1): void {
    this.quantities = sign === 1 ? this.quantities.plus(quantities) : this.quantities.minus(quantities);
    this.#shareOf = undefined;
  }
}

/** Competes with its siblings for its place in the order: a node with all below it, or the client that is the node itself. */
interface Contender {
  readonly path: string;
  readonly weightPath: string | undefined;
  readonly allocation: Allocation;
  readonly node: Node;
  readonly isClient: boolean;
}

class Node {
  readonly children = new Map<string, Node>();
  readonly below = new Allocation();
  /** What the client of this path holds; undefined while there is no such client. */
  own: Allocation | undefined;
  active = false;
  /** The competitors below this node in their last order, which is mostly nearly right. */
  order: Contender[] | undefined;

  constructor(
    readonly path: string,
    readonly parent: Node | undefined,
  ) {}

  contenders(): Contender[] {
    const children = Array.from(this.children.values(), (node): Contender => {
      return { path: node.path, weightPath: node.path, allocation: node.below, node, isClient: node.children.size === 0 };
    });
    if (!this.own) return children;
    // A role competes with its own subroles for what their common weight brings, with the weight of a role that has none.
    return [...children, { path: `${this.path}/.`, weightPath: undefined, allocation: this.own, node: this, isClient: true }];
  }
}

/**
 * Puts clients, roles or frameworks, in the order in which they are to be offered resources: Dominant Resource Fairness, as in
 * Mesos. Clients whose paths have slashes form a tree: the children of a node share what the node is due by comparison with its
 * siblings. Who has the smallest dominant share, divided by its weight, comes first; then who was served less often; then the
 * path decides.
 */
export class DrfSorter {
  readonly #root = new Node('', undefined);
  readonly #clients = new Map<string, Node>();
  readonly #weights = new Map<string, number>();
  #sorted: readonly string[] | undefined;
  #sortedFor: ResourceQuantities | undefined;

  /**
   * @param total the scalars of the whole cluster
   * @param excluded names of resources that do not count for fairness
   */
  constructor(
    private readonly total: () => ResourceQuantities,
    private readonly excluded?: ReadonlySet<string>,
  ) {}

  has(client: string): boolean {
    return this.#clients.has(client);
  }

  get size(): number {
    return this.#clients.size;
  }

  /** Adds a client that holds nothing and is not active. */
  add(client: string): void {
    if (this.#clients.has(client)) return;
    let node = this.#root;
    for (const component of client.split('/')) {
      const path = node === this.#root ? component : `${node.path}/${component}`;
      const child = node.children.get(component) ?? new Node(path, node);
      node.children.set(component, child);
      node = child;
    }
    node.own = new Allocation();
    this.#clients.set(client, node);
    this.#reorder(node);
  }

  /** Removes a client, which must not hold anything any more. */
  remove(client: string): void {
    const node = this.#clients.get(client);
    if (!node) return;
    this.#reorder(node);
    this.#clients.delete(client);
    node.own = undefined;
    node.active = false;
    for (let each = node; each.parent && !each.own && each.children.size === 0; each = each.parent) {
      each.parent.children.delete(each.path.slice(each.path.lastIndexOf('/') + 1));
    }
  }

  /** Clients that are not active keep what they hold but are left out of the order. */
  setActive(client: string, active: boolean): void {
    const node = this.#clients.get(client);
    if (!node || node.active === active) return;
    node.active = active;
    this.#sorted = undefined;
  }

  /** The weight of a role, whether or not it is a client; 1 unless set. */
  setWeight(path: string, weight: number): void {
    this.#weights.set(path, weight);
    this.#sorted = undefined;
  }

  weightOf(path: string): number {
    return this.#weights.get(path) ?? 1;
  }

  allocated(client: string, agentId: string, resources: Resources): void {
    this.#forEachUpwards(client, (allocation) => {
      allocation.add(agentId, resources);
      allocation.count++;
    });
  }

  unallocated(client: string, agentId: string, resources: Resources): void {
    this.#forEachUpwards(client, (allocation) => allocation.subtract(agentId, resources));
  }

  /** What a client holds becomes something else, which is not another time of being served. */
  converted(client: string, agentId: string, before: Resources, after: Resources): void {
    this.#forEachUpwards(client, (allocation) => {
      allocation.subtract(agentId, before);
      allocation.add(agentId, after);
    });
  }

  /** What a client holds; of all clients together without an argument. */
  allocation(client?: string): ResourceQuantities {
    const allocation = client === undefined ? this.#root.below : this.#clients.get(client)?.own;
    return allocation?.quantities ?? ResourceQuantities.empty;
  }

  /**
   * The dominant share by which a client comes in the order among its siblings, divided by its weight; that of its own holdings
   * if there are clients below it. 0 when there is no such client.
   */
  shareOf(client: string): number {
    const node = this.#clients.get(client);
    if (!node?.own) return 0;
    const weight = node.children.size === 0 ? this.weightOf(client) : 1;
    return node.own.share(this.total(), this.excluded) / weight;
  }

  /** The active clients in order. The list is never changed afterwards: an allocation later on makes a new one. */
  sort(): readonly string[] {
    const total = this.total();
    if (!this.#sorted || this.#sortedFor !== total) {
      const result: string[] = [];
      this.#collect(this.#root, total, result);
      this.#sorted = result;
      this.#sortedFor = total;
    }
    return this.#sorted;
  }

  #collect(parent: Node, total: ResourceQuantities, result: string[]): void {
    parent.order ??= parent.contenders();
    const share = ({ allocation, weightPath }: Contender) =>
      allocation.share(total, this.excluded) / (weightPath === undefined ? 1 : this.weightOf(weightPath));
    parent.order.sort((a, b) => share(a) - share(b) || a.allocation.count - b.allocation.count || (a.path < b.path ? -1 : 1));
    for (const { node, isClient } of parent.order) {
      if (!isClient) this.#collect(node, total, result);
      else if (node.active) result.push(node.path);
    }
  }

  #forEachUpwards(client: string, change: (allocation: Allocation) => void): void {
    const node = this.#clients.get(client);
    if (!node?.own) throw new Error(`The sorter has no client ${client}.`);
    change(node.own);
    for (let each: Node | undefined = node; each; each = each.parent) change(each.below);
    this.#sorted = undefined;
  }

  /** Nodes have come or go: the competitors have to be found anew wherever `node` matters. */
  #reorder(node: Node): void {
    for (let each: Node | undefined = node; each; each = each.parent) each.order = undefined;
    this.#sorted = undefined;
  }
}
