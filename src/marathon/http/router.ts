import type { HttpHandler, HttpRequest, HttpResponse } from '../../mesos/process/http/message.js';
import type { PathFinder } from '../../mesos/process/http/router.js';
import type { Core } from '../core.js';
import { json, Refusal, refusalOf } from './answers.js';
import { type Handler, parseBody, parseTarget } from './request.js';
import { apps } from './routes/apps.js';
import { deployments } from './routes/deployments.js';
import { events } from './routes/events.js';
import { groups } from './routes/groups.js';
import { info } from './routes/info.js';
import { leader } from './routes/leader.js';
import { metrics } from './routes/metrics.js';
import { queue } from './routes/queue.js';
import { tasks } from './routes/tasks.js';

function notFound(): never {
  throw new Refusal(404, 'URI not found');
}

const NO_PODS = 'Pods are not supported by this Marathon: make apps of their containers.';

/** By the first one or two segments of a path. */
const ROUTES: ReadonlyMap<string, Handler> = new Map<string, Handler>(
  Object.entries<Handler>({
    'v2/apps': apps,
    'v2/groups': groups,
    'v2/deployments': deployments,
    'v2/tasks': tasks,
    'v2/queue': queue,
    'v2/info': info,
    'v2/leader': leader,
    'v2/events': events,
    'v2/plugins': ({ segments }) => (segments.length === 0 ? json({ plugins: [] }) : notFound()),
    'v2/pods': ({ method }) => {
      if (method === 'GET' || method === 'HEAD') return json([]);
      throw new Refusal(422, NO_PODS);
    },
    ping: ({ headers }) => {
      const isJson = headers['accept']?.includes('application/json') && !headers['accept'].includes('text/');
      return {
        status: 200,
        headers: { 'Content-Type': isJson ? 'application/json' : 'text/plain' },
        body: isJson ? '"pong"' : 'pong',
      };
    },
    metrics,
  }),
);

/** Answers requests to Marathon's REST API. */
export class MarathonRouter implements PathFinder {
  readonly #handler: HttpHandler = (request) => this.#answer(request);

  /**
   * @param url where the API is
   * @param abdicate has another lead
   */
  constructor(
    private readonly core: Core,
    private readonly url: string,
    private readonly abdicate: () => void,
  ) {}

  find(path: string): { handler: HttpHandler; path: string } {
    return { handler: this.#handler, path };
  }

  async #answer(request: HttpRequest): Promise<HttpResponse> {
    const { segments, query, path } = parseTarget(request.target);
    const two = segments.slice(0, 2).join('/');
    const depth = ROUTES.has(two) ? 2 : 1;
    const handler = ROUTES.get(two) ?? ROUTES.get(segments[0] ?? '') ?? notFound;
    try {
      const response = await handler({
        ...{ core: this.core, query, headers: request.headers, uri: path, url: this.url, abdicate: this.abdicate },
        method: request.method === 'HEAD' ? 'GET' : request.method,
        segments: segments.slice(depth),
        client: request.peer.slice(0, request.peer.lastIndexOf(':')).replace(/^::ffff:/, ''),
        json: () => parseBody(request.body),
      });
      return this.#withHeaders(response);
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) throw error;
      return this.#withHeaders(refusal);
    }
  }

  #withHeaders(response: HttpResponse): HttpResponse {
    const headers = {
      'X-Marathon-Leader': this.url,
      'Cache-Control': 'no-cache, no-store, must-revalidate',
      ...{ Pragma: 'no-cache', Expires: '0' },
    };
    return { ...response, headers: { ...headers, ...response.headers } };
  }
}
