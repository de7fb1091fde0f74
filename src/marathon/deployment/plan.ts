import type { App } from '../definitions/app.js';
import { isOnlyScaleChange, needsRestart } from '../definitions/changes.js';
import { appIn, appsIn, type Group, groupsIn } from '../definitions/group.js';
import { isWithin, parentOf } from '../definitions/path-id.js';

export type ActionName = 'StartApplication' | 'StopApplication' | 'ScaleApplication' | 'RestartApplication';

/** What is to be done with an app. */
export interface Action {
  readonly action: ActionName;
  readonly app: App;
  /** The instances that are to go when there are too many, before others. */
  readonly sentenced?: readonly string[];
}

/** What is to be done at the same time. */
export type Step = readonly Action[];

/** What is to be done, step by step, to get from one tree of groups to another. */
export interface Plan {
  readonly id: string;
  readonly version: string;
  readonly original: Group;
  readonly target: Group;
  readonly steps: readonly Step[];
}

/** The apps that a plan does something with. */
export const affectedApps = ({ steps }: Plan): string[] => [...new Set(steps.flat().map(({ app }) => app.id))];

/** @param sentenced ids of instances that are to go, by their apps */
export function makePlan(
  original: Group,
  target: Group,
  {
    id,
    version,
    sentenced,
  }: Pick<Plan, 'id' | 'version'> & { readonly sentenced?: ReadonlyMap<string, readonly string[]> | undefined },
): Plan {
  const before = new Map(appsIn(original).map((app) => [app.id, app]));
  const after = appsIn(target);
  const wanted = new Set(after.map((app) => app.id));
  const stop: Action[] = [...before.values()]
    .filter((app) => !wanted.has(app.id))
    .map((app) => ({ action: 'StopApplication', app }));
  const start: Action[] = after.filter((app) => !before.has(app.id)).map((app) => ({ action: 'StartApplication', app }));
  const changed = after.flatMap((app) => changeOf(before.get(app.id), app, sentenced?.get(app.id)) ?? []);
  return { id, version, original, target, steps: [stop, start, ...inOrder(changed, target)].filter(({ length }) => length > 0) };
}

function changeOf(before: App | undefined, app: App, sentenced: readonly string[] = []): Action | undefined {
  if (!before) return { action: 'ScaleApplication', app };
  if (!needsRestart(before, app)) return undefined;
  if (isOnlyScaleChange(before, app) || app.instances === 0) return { action: 'ScaleApplication', app, sentenced };
  return { action: 'RestartApplication', app };
}

/** First those that depend on nothing, then those that depend on them only, and so on. */
function inOrder(actions: readonly Action[], target: Group): Step[] {
  const depths = new Map<string, number>();
  const depthOf = (id: string, above: readonly string[]): number => {
    const known = depths.get(id);
    if (known !== undefined) return known;
    if (above.includes(id)) return 0;
    const depth = Math.max(0, ...dependenciesOf(id, target).map((each) => 1 + depthOf(each, [...above, id])));
    depths.set(id, depth);
    return depth;
  };
  const steps: Action[][] = [];
  for (const action of actions) {
    const depth = depthOf(action.app.id, []);
    steps[depth] = [...(steps[depth] ?? []), action];
  }
  return steps.filter((step) => step !== undefined);
}

/** The apps that have to run before an app: what it names, and what the groups it is in name, with all apps in groups named. */
function dependenciesOf(id: string, target: Group): string[] {
  const app = appIn(target, id);
  const groups = groupsIn(target).filter((group) => isWithin(parentOf(id), group.id));
  const named = [...(app?.dependencies ?? []), ...groups.flatMap(({ dependencies }) => dependencies)];
  const apps = appsIn(target).map((each) => each.id);
  return apps.filter((each) => each !== id && named.some((dependency) => isWithin(each, dependency)));
}

/**
 * Whether apps depend on each other in a circle; Marathon refuses that.
 * @returns the apps of one
 */
export function dependencyCycle(target: Group): string[] | undefined {
  const done = new Set<string>();
  const visit = (id: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(id)) return [...path.slice(path.indexOf(id)), id];
    if (done.has(id)) return undefined;
    for (const each of dependenciesOf(id, target)) {
      const cycle = visit(each, [...path, id]);
      if (cycle) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const { id, dependencies } of appsIn(target)) {
    const cycle = dependencies.length > 0 ? visit(id, []) : undefined;
    if (cycle) return cycle;
  }
  return undefined;
}
