import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

const LONGEST_BODY = 1024 * 1024;

/** What a handler throws to answer with a status other than 200. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly details: object = {},
  ) {
    super(message);
  }
}

/** What a handler is given. */
export interface Asked {
  /** What stands in the path at the place of `:name`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** The body as JSON; throws the right {@link HttpError} when it is none. */
  readonly body: () => Promise<unknown>;
}

/** Bytes that are not JSON. */
export interface Raw {
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** Returns the JSON of the answer. */
export type Handler = (asked: Asked) => unknown | Promise<unknown>;

/** Handlers by method and path, such as `GET /nodes/:id`. */
export type Routes = Readonly<Record<string, Handler>>;

export const raw = (type: string, bytes: Uint8Array): Raw => ({ type, bytes });

/** A server that listens, and is to be given what it answers. Port 0 is any that is free. */
export async function listen(host: string, port: number): Promise<Server> {
  const server = createServer();
  server.listen(port, host);
  await once(server, 'listening');
  return server;
}

/** Has a server answer these requests, and refuse all others. */
export function answerWith(server: Server, routes: Routes): Server {
  const table = Object.entries(routes).map(([route, handler]) => {
    const [method = '', path = ''] = route.split(' ');
    return { method, pattern: new RegExp(`^${path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`), handler };
  });
  return server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(table, request)
      .then((result) => send(response, 200, result))
      .catch((error: unknown) => {
        const known = error instanceof HttpError ? error : new HttpError(500, `${error}`);
        send(response, known.status, { error: known.message, ...known.details });
      });
  });
}

/** Ends a server together with its connections. */
export async function closeServer(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
  if (server.listening) await once(server, 'close');
}

export const portOf = (server: Server): number => (server.address() as AddressInfo).port;

async function answer(
  table: readonly { method: string; pattern: RegExp; handler: Handler }[],
  request: IncomingMessage,
): Promise<unknown> {
  const url = new URL(request.url ?? '/', 'http://any');
  const here = table.filter(({ pattern }) => pattern.test(url.pathname));
  if (here.length === 0) throw new HttpError(404, `There is no ${url.pathname}`);
  const route = here.find(({ method }) => method === request.method);
  if (!route) throw new HttpError(405, `${url.pathname} takes ${here.map(({ method }) => method).join(', ')}`);
  const parts = Object.entries(route.pattern.exec(url.pathname)?.groups ?? {});
  const parameters = Object.fromEntries(parts.map(([name, part]) => [name, decoded(part)]));
  return route.handler({ parameters, query: url.searchParams, body: () => readBody(request) });
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new HttpError(400, `${part} is not well encoded`);
  }
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > LONGEST_BODY) throw new HttpError(413, `A body has at most ${LONGEST_BODY} bytes`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString());
  } catch (error) {
    throw new HttpError(400, `The body is not JSON: ${(error as Error).message}`);
  }
}

function send(response: ServerResponse, status: number, result: unknown): void {
  const isRaw = typeof result === 'object' && result !== null && 'bytes' in result;
  const { type, bytes } = isRaw ? (result as Raw) : raw('application/json', Buffer.from(`${JSON.stringify(result, null, 2)}\n`));
  // What of the body was not read would be taken for the next request.
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': bytes.length,
    ...(status === 413 && { Connection: 'close' }),
  });
  response.end(bytes);
}
