import type { HttpHandler } from './message.js';

/** Stands before the handlers of a router and lets through whom it will; `path` is such as `/state` or `/files/browse`. */
export type Guard = (path: string, handler: HttpHandler) => HttpHandler;

/** Finds what answers at a path. */
export interface PathFinder {
  /** The handler for a path (without query), and the path without its process prefix; undefined means 404. */
  find(path: string): { handler: HttpHandler; path: string } | undefined;
}

interface Route {
  readonly handler: HttpHandler;
  /** What it does, in a sentence for `/help`. */
  readonly about: string | undefined;
}

/**
 * Finds handlers as libprocess does: `/<process>/<route>` reaches that process, `/<route>` the delegate process, and a
 * path below a route reaches the nearest route above it.
 */
export class Router implements PathFinder {
  readonly #routes = new Map<string, Map<string, Route>>();

  /**
   * @param delegate the process that answers paths without a process, `master` or `slave(1)`
   * @param guard Default: everybody may do everything.
   */
  constructor(
    readonly delegate: string,
    private readonly guard: Guard = (_path, handler) => handler,
  ) {}

  /**
   * Routes are such as `/api/v1/scheduler`; `processId` is such as `files` for `/files/browse`.
   * @param about what the route does, for `/help`
   */
  add(processId: string, route: string, handler: HttpHandler, about?: string): void {
    const routes = this.#routes.get(processId) ?? new Map<string, Route>();
    const path = processId === this.delegate ? route : `/${processId}${route}`;
    this.#routes.set(processId, routes.set(route, { handler: this.guard(path, handler), about }));
  }

  get processIds(): Iterable<string> {
    return this.#routes.keys();
  }

  /** All routes there are, in the order in which they were added, process by process. */
  get routes(): { id: string; route: string; about: string | undefined }[] {
    return Array.from(this.#routes, ([id, routes]) => Array.from(routes, ([route, { about }]) => ({ id, route, about }))).flat();
  }

  /** The paths of all routes, in order: without their process where that is the delegate. */
  get paths(): string[] {
    return this.routes.map(({ id, route }) => (id === this.delegate ? route : `/${id}${route}`)).sort();
  }

  find(path: string): { handler: HttpHandler; path: string } | undefined {
    if (path.includes('/..')) return undefined;
    const [first, rest] = splitPath(path);
    const named = this.#routes.get(first);
    return (named && nearest(named, rooted(rest))) ?? nearest(this.#routes.get(this.delegate), rooted(path));
  }
}

function nearest(routes: Map<string, Route> | undefined, path: string) {
  // The root is nobody's nearest route: it answers for itself only.
  for (let route = path.replace(/(?<=[^/])\/+$/, ''); route !== ''; route = route.slice(0, route.lastIndexOf('/'))) {
    const found = routes?.get(route);
    if (found) return { handler: found.handler, path };
  }
  return undefined;
}

/** With exactly one slash at its beginning: clients join base addresses that end with one to paths. */
const rooted = (path: string) => `/${path.replace(/^\/+/, '')}`;

/** The first part of a path, decoded, and what comes after it. */
export function splitPath(path: string): [first: string, rest: string] {
  const [, first = '', rest = ''] = /^\/*([^/]*)(.*)$/s.exec(path) ?? [];
  return [decode(first), rest];
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
