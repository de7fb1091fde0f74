import type { SearchFramework } from './framework/framework.js';
import { httpAddress, isRunning, type NodeRecord, transportAddress } from './framework/node-record.js';
import { HttpError, type Routes, raw } from './json-server.js';
import { getJson } from './mesos/http.js';

const MOST_NODES = 1000;
const SEARCH_TIMEOUT_MS = 5000;

/** Files that the fetcher gets from here, by name. */
export type ServedFiles = Readonly<Record<string, Uint8Array>>;

/** What the scheduler answers to people and programs, and to Mesos's fetcher. */
export function restApi(framework: SearchFramework, configuration: object, files: ServedFiles): Routes {
  const nodeOf = (id: string | undefined): NodeRecord => {
    const node = framework.nodes.find((each) => each.id === id || each.name === id);
    if (!node) throw new HttpError(404, `There is no node ${id}`);
    return node;
  };
  return {
    'GET /health': () => health(framework),
    'GET /nodes': () => ({ wanted: framework.wanted, nodes: framework.nodes.map(shown) }),
    'GET /nodes/:id': ({ parameters }) => shown(nodeOf(parameters['id'])),
    'DELETE /nodes/:id': async ({ parameters }) => {
      const node = nodeOf(parameters['id']);
      await framework.replace(node);
      return shown(node);
    },
    'PUT /scale': async ({ body }) => {
      await framework.scale(wantedOf(await body()));
      return { wanted: framework.wanted };
    },
    'GET /search': ({ query }) => search(framework, query),
    'GET /configuration': () => configuration,
    'DELETE /framework': async () => {
      await framework.teardown().catch((error: unknown) => {
        throw new HttpError(503, (error as Error).message);
      });
      return { tornDown: true };
    },
    'GET /files/:name': ({ parameters: { name = '' } }) => {
      const file = Object.hasOwn(files, name) ? files[name] : undefined;
      if (!file) throw new HttpError(404, `There is no file ${name}`);
      return raw('application/octet-stream', file);
    },
  };
}

/** `green`: all nodes that are wanted run; `yellow`: some; `red`: none. */
function health(framework: SearchFramework): object {
  const running = framework.nodes.filter(isRunning).length;
  const { wanted, waitingFor, id } = framework;
  const status = running >= wanted && !waitingFor ? 'green' : running > 0 ? 'yellow' : 'red';
  return { status, framework: id, wanted, running, ...(waitingFor && { waitingFor }) };
}

function shown(node: NodeRecord): object {
  const { ip: _, ports: __, ...rest } = node;
  return { ...rest, http: httpAddress(node), transport: transportAddress(node) };
}

function wantedOf(body: unknown): number {
  const wanted = typeof body === 'object' && body !== null ? (body as { nodes?: unknown }).nodes : undefined;
  if (typeof wanted === 'number' && Number.isInteger(wanted) && wanted >= 0 && wanted <= MOST_NODES) return wanted;
  throw new HttpError(400, `Say how many nodes: {"nodes": 3}, a whole number from 0 to ${MOST_NODES}`);
}

/** Hands a search on to the node that is named, or to any. */
async function search(framework: SearchFramework, query: URLSearchParams): Promise<unknown> {
  const running = framework.nodes.filter(isRunning);
  const name = query.get('node');
  const candidates = name === null ? running : running.filter((each) => each.id === name || each.name === name);
  const node = candidates[Math.floor(Math.random() * candidates.length)];
  if (!node) throw new HttpError(name === null ? 503 : 404, name === null ? 'No node runs' : `No node ${name} runs`);
  const url = new URL(`/search?${new URLSearchParams({ q: query.get('q') ?? '' })}`, httpAddress(node));
  try {
    return await getJson(url, SEARCH_TIMEOUT_MS);
  } catch (error) {
    throw new HttpError(502, `${node.name} does not answer: ${(error as Error).message}`);
  }
}
