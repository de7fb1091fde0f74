import { objectsOf } from '../check.js';

/** `/group/app` of an id that may be relative. */
export function absoluteId(id: string, group = '/'): string {
  const path = id.startsWith('/') ? id : `${group}/${id}`;
  return `/${path.split('/').filter(Boolean).join('/')}`;
}

/** The ids of all apps of a group, as it is written. */
export function idsInGroup(group: Readonly<Record<string, unknown>>, parent = '/'): string[] {
  const id = absoluteId(textOf(group['id']), parent);
  return [
    ...objectsOf(group['apps']).map((app) => absoluteId(textOf(app['id']), id)),
    ...objectsOf(group['groups']).flatMap((each) => idsInGroup(each, id)),
  ];
}

/** Whether Marathon looks after all apps of a definition by health checks. */
export function isChecked({ apps, groups, healthChecks }: Readonly<Record<string, unknown>>): boolean {
  const all = [...objectsOf(apps), ...objectsOf(groups)];
  return all.length > 0 ? all.every(isChecked) : Array.isArray(healthChecks) && healthChecks.length > 0;
}

export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
