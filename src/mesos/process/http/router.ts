import type { Authenticator, Authenticators } from './authenticator.js';
import type { HttpHandler } from './message.js';

/**
 * Finds handlers as libprocess does: `/<process>/<route>` reaches that process, `/<route>` the delegate process, and a
 * path below a route reaches the nearest route above it.
 */
export class Router {
  readonly #routes = new Map<string, Map<string, HttpHandler>>();

  /** `delegate` names the process that answers paths without a process, `master` or `slave(1)`. */
  constructor(
    readonly delegate: string,
    private readonly authenticators: Authenticators = new Map(),
  ) {}

  /**
   * Routes are such as `/api/v1/scheduler`; `processId` is such as `files` for `/files/browse`.
   * @param realm Where given, and as far as there is an authenticator for it, only those whom that one lets in get to the
   *   handler, which finds the principal in the request.
   */
  add(processId: string, route: string, handler: HttpHandler, realm?: string): void {
    const routes = this.#routes.get(processId) ?? new Map<string, HttpHandler>();
    const authenticator = realm === undefined ? undefined : this.authenticators.get(realm);
    this.#routes.set(processId, routes.set(route, authenticator ? authenticated(authenticator, handler) : handler));
  }

  /** The handler for a path (without query), and the path without its process prefix; undefined means 404. */
  find(path: string): { handler: HttpHandler; path: string } | undefined {
    if (path.includes('/..')) return undefined;
    const [, first = '', rest = ''] = /^\/*([^/]*)(.*)$/s.exec(path) ?? [];
    const named = this.#routes.get(decode(first));
    return (named && nearest(named, rooted(rest))) ?? nearest(this.#routes.get(this.delegate), rooted(path));
  }
}

const authenticated =
  (authenticator: Authenticator, handler: HttpHandler): HttpHandler =>
  (request) => {
    const result = authenticator.authenticate(request.headers['authorization']);
    return 'refused' in result ? result.refused : handler({ ...request, principal: result.principal });
  };

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
