import type { App } from './app.js';
import { parentOf, ROOT, segmentsOf } from './path-id.js';

/** Apps and groups that lie together. The root is one, too: it holds all there is. Groups are never changed, but made anew. */
export interface Group {
  /** Absolute. */
  readonly id: string;
  /** By their ids. */
  readonly apps: ReadonlyMap<string, App>;
  readonly groups: ReadonlyMap<string, Group>;
  /** Apps and groups that have to run before those in this one. */
  readonly dependencies: readonly string[];
  readonly version: string;
}

export const emptyGroup = (id: string, version: string): Group => ({
  ...{ id, version, apps: new Map(), groups: new Map(), dependencies: [] },
});

/** All groups there are, the one given first. */
export const groupsIn = (group: Group): Group[] => [group, ...Array.from(group.groups.values(), groupsIn).flat()];

/** All apps of a group and of those below it. */
export const appsIn = (group: Group): App[] => groupsIn(group).flatMap(({ apps }) => [...apps.values()]);

export function groupIn(root: Group, id: string): Group | undefined {
  let group: Group | undefined = root;
  let path = '';
  for (const segment of segmentsOf(id)) {
    path += `/${segment}`;
    group = group?.groups.get(path);
  }
  return group;
}

export const appIn = (root: Group, id: string): App | undefined => groupIn(root, parentOf(id))?.apps.get(id);

/** The root with another group in the place of the one of its id; groups above it are made where they are missing. */
export function withGroup(root: Group, group: Group, version: string): Group {
  if (group.id === ROOT) return group;
  return withGroup(root, containing(root, group, version), version);
}

function containing(root: Group, group: Group, version: string): Group {
  const id = parentOf(group.id);
  const parent = groupIn(root, id) ?? emptyGroup(id, version);
  return { ...parent, groups: new Map(parent.groups).set(group.id, group), version };
}

/** The root without a group and all that is in it. */
export function withoutGroup(root: Group, id: string, version: string): Group {
  const parent = groupIn(root, parentOf(id));
  if (!parent) return root;
  const groups = new Map(parent.groups);
  groups.delete(id);
  return withGroup(root, { ...parent, groups, version }, version);
}

export function withApp(root: Group, app: App, version: string): Group {
  const id = parentOf(app.id);
  const group = groupIn(root, id) ?? emptyGroup(id, version);
  return withGroup(root, { ...group, apps: new Map(group.apps).set(app.id, app), version }, version);
}

/** The root without an app; the group it was in stays. */
export function withoutApp(root: Group, id: string, version: string): Group {
  const group = groupIn(root, parentOf(id));
  if (!group) return root;
  const apps = new Map(group.apps);
  apps.delete(id);
  return withGroup(root, { ...group, apps, version }, version);
}

/** The same with what a function makes of each of the apps of a group, and of those below it. */
export function mapApps(group: Group, change: (app: App) => App, version: string): Group {
  const apps = new Map(Array.from(group.apps, ([id, app]) => [id, change(app)]));
  const groups = new Map(Array.from(group.groups, ([id, each]) => [id, mapApps(each, change, version)]));
  return { ...group, apps, groups, version };
}
