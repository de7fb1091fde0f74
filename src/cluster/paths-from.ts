import { resolve } from 'node:path';
import { isObject } from './check.js';

type Change = (value: unknown) => unknown;

/** What begins so in a bind is a path; anything else that is not absolute is the name of a volume. */
const RELATIVE_BIND = /^\.{1,2}(\/[^:]*)?(?=:)/;

/** A description, not yet checked, with its relative paths as paths from a directory. What is no description stays as it is. */
export function withPathsFrom(directory: string, description: unknown): unknown {
  const path: Change = (value) => (typeof value === 'string' && value !== '' ? resolve(directory, value) : value);
  const bind: Change = (value) =>
    typeof value === 'string' ? value.replace(RELATIVE_BIND, (source) => resolve(directory, source)) : value;
  const app: Change = (value) => (typeof value === 'string' && /^https?:/i.test(value) ? value : path(value));
  const file = members({ from: path });
  const member = members({ dataDirectory: path, binds: each(bind), files: values(file) });
  return members({
    ...{ apps: each(app), groups: each(app) },
    ...{ masters: each(member), agents: each(member), zookeeper: member, zookeepers: values(member), containers: values(member) },
    docker: members({ sandboxes: path }),
  })(description);
}

/** Changes what an object has under these keys. */
const members =
  (changes: Readonly<Record<string, Change>>): Change =>
  (value) =>
    isObject(value)
      ? Object.fromEntries(
          Object.entries(value).map(([key, own]) => [key, Object.hasOwn(changes, key) ? changes[key]?.(own) : own]),
        )
      : value;

/** Changes what an object has under any key. */
const values =
  (change: Change): Change =>
  (value) =>
    isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, own]) => [key, change(own)])) : value;

/** Changes the items of a list. */
const each =
  (change: Change): Change =>
  (value) =>
    Array.isArray(value) ? value.map(change) : value;
