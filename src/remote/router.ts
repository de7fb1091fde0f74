import { MinimesosError } from '../errors.js';
import { Problems } from '../problem.js';
import type { Route } from './route.js';

/** A route with the values of the named parts of its path. */
export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

const PARAMETER = /^\{(.+)\}$/;

/** Finds the route of a request in the table. */
export class Router {
  readonly #entries: readonly { readonly route: Route; readonly segments: readonly string[] }[];

  constructor(routes: readonly Route[]) {
    this.#entries = routes.map((route) => ({ route, segments: route.path.split('/') }));
  }

  /** @throws MinimesosError `UNKNOWN_PATH`, `UNKNOWN_METHOD`, `INVALID_REQUEST` */
  find(method: string, path: string): Match {
    const parts = path.split('/');
    const entries = this.#entries.filter(({ segments }) => matches(segments, parts));
    const entry = entries.find(({ route }) => route.method === method);
    if (entry) return { route: entry.route, params: parametersOf(entry.segments, parts) };
    if (entries.length === 0) throw new MinimesosError('UNKNOWN_PATH', { path });
    throw new MinimesosError('UNKNOWN_METHOD', { method, path, methods: entries.map(({ route }) => route.method) });
  }
}

function matches(segments: readonly string[], parts: readonly string[]): boolean {
  if (segments.length !== parts.length) return false;
  return segments.every((segment, index) => (PARAMETER.test(segment) ? parts[index] !== '' : segment === parts[index]));
}

function parametersOf(segments: readonly string[], parts: readonly string[]): Record<string, string> {
  const problems = new Problems();
  const params: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const name = PARAMETER.exec(segment)?.[1];
    if (name !== undefined) params[name] = decoded(name, parts[index] ?? '', problems);
  }
  if (problems.list.length > 0) throw new MinimesosError('INVALID_REQUEST', { request: 'The path', problems: problems.list });
  return params;
}

function decoded(name: string, part: string, problems: Problems): string {
  try {
    return decodeURIComponent(part);
  } catch {
    problems.invalid(name, part, 'percent signs only before two hexadecimal digits of UTF-8');
    return '';
  }
}
