/** Ids of apps and groups are paths: absolute ones begin with a slash, relative ones are below a group. */
export const ROOT = '/';

/** What a part of an id may be. */
const SEGMENT = /^(?:(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])\.)*(?:[a-z0-9]|[a-z0-9][a-z0-9-]*[a-z0-9])$|^\.{1,2}$/;
/** As Marathon writes it in its messages. */
const SEGMENT_TEXT = '^(([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])\\.)*([a-z0-9]|[a-z0-9][a-z0-9\\-]*[a-z0-9])|(\\.|\\.\\.)$';
/** They stand for something else in URLs. */
const RESERVED = ['restart', 'tasks', 'versions', '.', '..'];

export const segmentsOf = (id: string): string[] => id.split('/').filter((segment) => segment !== '');

/** The absolute id that an id means in a group, `.` and `..` taken out. */
export function absoluteId(id: string, base: string = ROOT): string {
  const segments: string[] = [];
  for (const segment of segmentsOf(id.startsWith('/') ? id : `${base}/${id}`)) {
    if (segment === '..') segments.pop();
    else if (segment !== '.') segments.push(segment);
  }
  return `/${segments.join('/')}`;
}

export const parentOf = (id: string): string => `/${segmentsOf(id).slice(0, -1).join('/')}`;

/** Whether an id is that of the group, or lies below it. */
export const isWithin = (id: string, group: string): boolean => group === ROOT || id === group || id.startsWith(`${group}/`);

/** An id as it is in the ids of tasks: `group_app`. */
export const safeName = (id: string): string => segmentsOf(id).join('_');

/** The name of an app's tasks, of which names in the DNS are made: `app.group`. */
export const hostName = (id: string): string => segmentsOf(id).reverse().join('.');

/** What is wrong with an id, in Marathon's words. */
export function idProblems(id: string): string[] {
  const segments = segmentsOf(id);
  const problems: string[] = [];
  if (!segments.every((segment) => SEGMENT.test(segment))) problems.push(`must fully match regular expression '${SEGMENT_TEXT}'`);
  if (RESERVED.includes(segments.at(-1) ?? '')) {
    problems.push(`must not end with any of the following reserved keywords: ${RESERVED.join(', ')}`);
  }
  return problems;
}
