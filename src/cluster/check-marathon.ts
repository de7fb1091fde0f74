import type { AppReference, MarathonDescription } from '../drivers/description.js';
import { type Check, isObject, matching, object } from './check.js';
import { port } from './members.js';

/** How the Marathon of a cluster is started, as users write it. */
export interface MarathonInput {
  /** Where its REST API is. Default: a free one. */
  readonly port?: number;
  /** As whom tasks run whose apps do not say. Default: the user of the process. */
  readonly user?: string;
  /** Whose resources it is offered. Default: `*`. */
  readonly role?: string;
}

/** A Marathon app or group, or the path or URL of its JSON. */
export type AppInput = string | Readonly<Record<string, unknown>>;

const described = object('a Marathon', {
  port,
  user: matching(/^[^\s\0]+$/, 'the name of a user'),
  role: matching(/^[^\s\0/]+$/, 'a role'),
});

/** Whether Marathon is started with the cluster, and how; false where it was said that it is not. */
export const marathon: Check<MarathonDescription | false> = (value, path, problems) => {
  if (value === false) return false;
  if (value !== true && !isObject(value))
    return problems.invalid(path, value, 'true, false, or an object such as { port: 8080 }');
  const { port, user, role } = value === true ? {} : (described(value, path, problems) ?? {});
  return { port, user, role };
};

/** JSON of Marathon, or where it is. */
export const appReferences: Check<AppReference[]> = (value, path, problems) => {
  const expected = 'a list of Marathon apps or groups, or of paths or URLs of such';
  if (!Array.isArray(value)) return problems.invalid(path, value, expected);
  return value.flatMap((item: unknown, index): AppReference[] => {
    if (isObject(item) || (typeof item === 'string' && item !== '')) return [item];
    problems.invalid(`${path}[${index}]`, item, 'an object of Marathon, or a path or URL of one');
    return [];
  });
};
