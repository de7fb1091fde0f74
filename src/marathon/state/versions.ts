import type { App } from '../definitions/app.js';
import { appIn, appsIn, type Group, groupIn } from '../definitions/group.js';
import { safeName } from '../definitions/path-id.js';
import type { Store } from './store.js';

/** How many versions of the tree of groups are kept; Marathon keeps 50, too, unless it is told otherwise. */
const KEPT = 50;

/** A tree of groups as it is stored: apps by their versions, which are stored apart. */
export interface StoredGroup {
  readonly id: string;
  readonly version: string;
  readonly dependencies: readonly string[];
  readonly apps: Readonly<Record<string, string>>;
  readonly groups: readonly StoredGroup[];
}

/** All versions that the tree of groups has had, and with them those of each app. */
export class TreeVersions {
  /** The oldest first. */
  #roots: Group[] = [];
  readonly #apps = new Map<string, App>();

  constructor(private readonly store: Store) {}

  /** Reads what another has kept. Returns the tree as it was last. */
  load(apps: readonly App[], groups: readonly StoredGroup[]): Group | undefined {
    for (const app of apps) this.#remember(app);
    const stored = [...groups].sort((one, other) => (one.version < other.version ? -1 : 1));
    this.#roots = stored.map((root) => this.#restored(root));
    return this.#roots.at(-1);
  }

  add(root: Group): void {
    for (const app of appsIn(root)) {
      if (this.#apps.has(keyOf(app.id, app.version))) continue;
      this.#remember(app);
      this.store.put(`apps/${keyOf(app.id, app.version)}`, app);
    }
    this.#roots.push(root);
    this.store.put(`groups/${root.version}`, toStored(root));
    if (this.#roots.length > KEPT) this.#forgetOldest();
  }

  /** Of a group, the latest first. */
  of(id: string): string[] {
    return this.#roots
      .filter((root) => groupIn(root, id))
      .map(({ version }) => version)
      .reverse();
  }

  /** A group as it was in a version of the tree. */
  group(id: string, version: string): Group | undefined {
    const root = this.#roots.find((each) => each.version === version);
    return root && groupIn(root, id);
  }

  /** The versions of an app, the latest first. */
  ofApp(id: string): string[] {
    const versions = this.#roots.flatMap((root) => appIn(root, id)?.version ?? []);
    return [...new Set(versions)].sort().reverse();
  }

  app(id: string, version: string): App | undefined {
    return this.#apps.get(keyOf(id, version));
  }

  #remember(app: App): void {
    this.#apps.set(keyOf(app.id, app.version), app);
  }

  #forgetOldest(): void {
    const [oldest] = this.#roots.splice(0, 1);
    if (!oldest) return;
    this.store.remove(`groups/${oldest.version}`);
    const kept = new Set(this.#roots.flatMap((root) => appsIn(root).map(({ id, version }) => keyOf(id, version))));
    for (const { id, version } of appsIn(oldest)) {
      const key = keyOf(id, version);
      if (kept.has(key)) continue;
      this.#apps.delete(key);
      this.store.remove(`apps/${key}`);
    }
  }

  #restored({ id, version, dependencies, apps, groups }: StoredGroup): Group {
    const known = Object.entries(apps).flatMap(([app, of]) => this.app(app, of) ?? []);
    return {
      ...{ id, version, dependencies },
      apps: new Map(known.map((app) => [app.id, app])),
      groups: new Map(groups.map((group) => [group.id, this.#restored(group)])),
    };
  }
}

/** Apps have different ids though these may be the same: in a group `a`, `b_c` cannot be an id. */
const keyOf = (id: string, version: string): string => `${safeName(id)}/${version}`;

const toStored = ({ id, version, dependencies, apps, groups }: Group): StoredGroup => ({
  ...{ id, version, dependencies },
  apps: Object.fromEntries(Array.from(apps, ([app, { version: of }]) => [app, of])),
  groups: Array.from(groups.values(), toStored),
});
