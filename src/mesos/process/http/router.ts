import type { HttpHandler } from './message.js';

/** Stands before the handlers of a router and lets through whom it will; `path` is such as `/state` or `/files/browse`. */
export type Guard = (path: string, handler: HttpHandler) => HttpHandler;

/**
 * Finds handlers as libprocess does: `/<process>/<route>` reaches that process, `/<route>` the delegate process, and a
 * path below a route reaches the nearest route above it.
 */
export class Router {
  readonly #routes = new Map<string, Map<string, HttpHandler>>();

  /**
   * @param delegate the process that answers paths without a process, `master` or `slave(1)`
   * @param guard Default: everybody may do everything.
   */
  constructor(
    readonly delegate: string,
    private readonly guard: Guard = (_path, handler) => handler,
  ) {}

  /** Routes are such as `/api/v1/scheduler`; `processId` is such as `files` for `/files/browse`. */
  add(processId: string, route: string, handler: HttpHandler): void {
    const routes = this.#routes.get(processId) ?? new Map<string, HttpHandler>();
    const path = processId === this.delegate ? route : `/${processId}${route}`;
    this.#routes.set(processId, routes.set(route, this.guard(path, handler)));
  }

  /** All paths that were added, in order: without their process where that is the delegate. */
  get paths(): string[] {
    const paths = [...this.#routes].flatMap(([id, routes]) =>
      [...routes.keys()].map((route) => (id === this.delegate ? route : `/${id}${route}`)),
    );
    return paths.sort();
  }

  /** The handler for a path (without query), and the path without its process prefix; undefined means 404. */
  find(path: string): { handler: HttpHandler; path: string } | undefined {
    if (path.includes('/..')) return undefined;
    const [, first = '', rest = ''] = /^\/*([^/]*)(.*)$/s.exec(path) ?? [];
    const named = this.#routes.get(decode(first));
    return (named && nearest(named, rooted(rest))) ?? nearest(this.#routes.get(this.delegate), rooted(path));
  }
}

function nearest(routes: Map<string, HttpHandler> | undefined, path: string) {
  // The root is nobody's nearest route: it answers for itself only.
  for (let route = path.replace(/(?<=.)\/+$/, ''); route !== ''; route = route.slice(0, route.lastIndexOf('/'))) {
    const handler = routes?.get(route);
    if (handler) return { handler, path };
  }
  return undefined;
}

/** With exactly one slash at its beginning: clients join base addresses that end with one to paths. */
const rooted = (path: string) => `/${path.replace(/^\/+/, '')}`;

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
