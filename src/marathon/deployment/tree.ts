import type { App } from '../definitions/app.js';
import { appIn, emptyGroup, type Group, withApp, withoutApp } from '../definitions/group.js';
import { validateGroups } from '../definitions/group-document.js';
import { InvalidDocument } from '../definitions/invalid.js';
import { ROOT } from '../definitions/path-id.js';
import type { Versions } from '../definitions/timestamps.js';
import type { EventBus } from '../events.js';
import type { TreeVersions } from '../state/versions.js';
import type { Deployments, StoredDeployment } from './deployments.js';
import { dependencyCycle, makePlan, type Plan } from './plan.js';
import { assignServicePorts } from './service-ports.js';
import { withVersions } from './versioned.js';

/** How the tree of groups is changed. */
export interface TreeChange {
  /** Whether deployments that stand in the way are cancelled. */
  readonly force?: boolean;
  /** What is changed, for the event. Default: the root. */
  readonly groupId?: string;
  /** Ids of instances that are to go, by their apps. */
  readonly sentenced?: ReadonlyMap<string, readonly string[]>;
}

/** The tree of groups: what is to run. Whoever changes it begins a deployment. */
export class Tree {
  #root: Group;

  constructor(
    private readonly history: TreeVersions,
    private readonly versions: Versions,
    private readonly deployments: Deployments,
    private readonly events: EventBus,
    private readonly newId: () => string,
  ) {
    this.#root = emptyGroup(ROOT, versions.next());
  }

  get root(): Group {
    return this.#root;
  }

  /** Takes over the tree of another, with the deployments that were under way. */
  load(root: Group | undefined, deployments: readonly StoredDeployment[]): void {
    if (root) {
      this.#root = root;
      this.versions.seen(root.version);
    }
    for (const stored of deployments) this.deployments.start(this.#restored(stored));
  }

  /**
   * Changes the tree, and begins to deploy what has changed.
   * @param change makes another tree of the one there is; a new app or group is of the version given
   * @throws AppLocked, InvalidDocument
   */
  change(change: (root: Group, version: string) => Group, { force = false, groupId = ROOT, sentenced }: TreeChange = {}): Plan {
    const plan = this.plan(change, sentenced);
    this.deployments.makeWay(plan, force);
    this.#root = plan.target;
    this.history.add(plan.target);
    this.events.publish('group_change_success', { groupId, version: plan.version });
    this.deployments.start(plan);
    return plan;
  }

  /**
   * What a change would set off.
   * @throws InvalidDocument
   */
  plan(change: (root: Group, version: string) => Group, sentenced?: TreeChange['sentenced']): Plan {
    const version = this.versions.next();
    const before = this.#root;
    const after = withVersions(before, assignServicePorts(before, change(before, version)), version);
    validateGroups(after);
    const cycle = dependencyCycle(after);
    if (cycle) {
      const error = `Dependency graph has cyclic dependencies: ${cycle.join(' -> ')}`;
      throw new InvalidDocument('Object is not valid', [{ path: '/dependencies', error }]);
    }
    return makePlan(before, after, { id: this.newId(), version, sentenced });
  }

  app(id: string): App | undefined {
    return appIn(this.#root, id);
  }

  /** Only what a plan is about matters of the trees before and after it. */
  #restored({ id, version, originals, targets }: StoredDeployment): Plan {
    const ids = new Set([...originals, ...targets].map((app) => app.id));
    const bare = [...ids].reduce((root, each) => withoutApp(root, each, root.version), this.#root);
    const having = (apps: readonly App[]) => apps.reduce((root, app) => withApp(root, app, root.version), bare);
    return makePlan(having(originals), having(targets), { id, version });
  }
}
