import type { App } from './app.js';
import { type AppDocument, readAppDocument } from './app-document.js';
import { appsIn, emptyGroup, type Group } from './group.js';
import { InvalidDocument, type Violation } from './invalid.js';
import type { AppDefaults } from './normalize-app.js';
import { absoluteId, idProblems, isWithin, parentOf } from './path-id.js';
import { bool, list, number, object, type Read, text } from './read.js';
import { appOf, type NewApp } from './read-app.js';

/** A group as clients write it. What is missing of one that is there stays as it is. */
export interface GroupDocument {
  readonly id?: string | undefined;
  readonly apps?: readonly AppDocument[] | undefined;
  readonly groups?: readonly GroupDocument[] | undefined;
  readonly dependencies?: readonly string[] | undefined;
  /** All apps get so many times the instances they have. */
  readonly scaleBy?: number | undefined;
  /** The version to go back to. */
  readonly version?: string | undefined;
  readonly enforceRole?: boolean | undefined;
}

const subgroup: Read<GroupDocument> = (value, path, violations) => readGroupDocument(value, path, violations);

export const readGroupDocument: Read<GroupDocument> = object<GroupDocument>({
  id: { read: text({ least: 1 }) },
  apps: { read: list(readAppDocument) },
  groups: { read: list(subgroup) },
  dependencies: { read: list(text({ least: 1 })) },
  scaleBy: { read: number({ least: 0 }) },
  version: { read: text() },
  enforceRole: { read: bool },
});

/** What a group is made of. */
export interface GroupContext {
  readonly version: string;
  readonly defaults: Pick<AppDefaults, 'role'>;
  /** An app of this version that there was not before. */
  readonly added: (app: NewApp) => App;
}

/**
 * A group as it is after an update.
 * @param before as it was, if it was
 * @throws InvalidDocument, Impossible
 */
export function updatedGroup(id: string, document: GroupDocument, before: Group | undefined, context: GroupContext): Group {
  const current = before ?? emptyGroup(id, context.version);
  const { apps, groups, dependencies } = document;
  return {
    id,
    version: context.version,
    apps: apps ? new Map(apps.map((app) => readMember(app, id, context))) : current.apps,
    groups: groups
      ? new Map(
          groups.map((group) => {
            const childId = absoluteId(group.id ?? '', id);
            return [childId, updatedGroup(childId, group, current.groups.get(childId), context)];
          }),
        )
      : current.groups,
    dependencies: dependencies?.map((each) => absoluteId(each, id)) ?? current.dependencies,
  };
}

function readMember(document: AppDocument, group: string, { defaults, added }: GroupContext): [string, App] {
  const app = added(appOf(document, { ...defaults, group }));
  return [app.id, app];
}

/**
 * Looks at what can be told of an update of a group before its apps are looked at.
 * @throws InvalidDocument
 */
export function validateGroupDocument(document: GroupDocument, id: string): void {
  const violations: Violation[] = [];
  validate(document, id, '', violations);
  if (violations.length > 0) throw new InvalidDocument('Object is not valid', violations);
}

function validate(
  { apps, groups, version, scaleBy, enforceRole, ...rest }: GroupDocument,
  id: string,
  path: string,
  to: Violation[],
) {
  const add = (at: string, error: string) => to.push({ path: `${path}${at}` || '/', error });
  const others = [apps, groups, rest.dependencies, rest.id].filter((each) => each !== undefined).length;
  for (const [name, alone] of [
    ['version', version !== undefined && (scaleBy !== undefined || others > 0)],
    ['scaleBy', scaleBy !== undefined && (version !== undefined || others > 0)],
  ] as const) {
    if (alone) add(`/${name}`, 'not allowed in conjunction with other properties.');
  }
  for (const error of idProblems(id)) add('/id', error);
  if (enforceRole) add('/enforceRole', 'roles of groups are not supported by this Marathon: all of its tasks have one role');
  for (const [index, app] of (apps ?? []).entries()) {
    if (app.id === undefined) add(`/apps(${index})/id`, 'error.path.missing');
    else if (parentOf(absoluteId(app.id, id)) !== id) add(`/apps(${index})/id`, `Identifier is not child of '${id}'`);
  }
  for (const [index, group] of (groups ?? []).entries()) {
    const childId = absoluteId(group.id ?? '', id);
    if (group.id === undefined) add(`/groups(${index})/id`, 'error.path.missing');
    else if (!isWithin(childId, id) || parentOf(childId) !== id)
      add(`/groups(${index})/id`, `Identifier is not child of '${id}'`);
    validate(group, childId, `${path}/groups(${index})`, to);
  }
}

/** Each instance is an object of this process from when it is wanted. With far more of them nothing else would have its turn. */
export const MOST_INSTANCES = 10_000;

/**
 * Looks whether all of a tree of groups goes together.
 * @throws InvalidDocument
 */
export function validateGroups(root: Group): void {
  const violations: Violation[] = [];
  const visit = ({ apps, groups }: Group, path: string) => {
    if ([...groups.keys()].some((id) => apps.has(id))) {
      violations.push({ path: path || '/', error: 'Groups and Applications may not have the same identifier.' });
    }
    let index = 0;
    for (const group of groups.values()) visit(group, `${path}/groups(${index++})`);
  };
  visit(root, '');
  const instances = appsIn(root).reduce((sum, app) => sum + app.instances, 0);
  if (instances > MOST_INSTANCES) {
    violations.push({ path: '/instances', error: `got ${instances} of all apps, this Marathon has at most ${MOST_INSTANCES}` });
  }
  if (violations.length > 0) throw new InvalidDocument('Object is not valid', violations);
}
