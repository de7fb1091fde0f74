import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { refusal } from '../src/mesos/process/http/call.js';
import { decompressed } from '../src/mesos/process/http/compression.js';
import type { HttpResponse } from '../src/mesos/process/http/message.js';
import { parseQuery } from '../src/mesos/process/http/query.js';
import type { PathFinder } from '../src/mesos/process/http/router.js';
import { HttpStream } from '../src/mesos/process/http/stream.js';

/** A request as doors have it in JSON. What is none of it has no meaning. */
export interface Asked {
  readonly method?: unknown;
  readonly target?: unknown;
  readonly headers?: unknown;
  /** Text as it is; anything else as JSON. Bytes are in `bytes`, in base64. */
  readonly body?: unknown;
  readonly bytes?: unknown;
}

/** The requests that an input stands for: `[{...}, {...}]`, one, or what is no JSON as the body of one. */
export function requestsIn(input: Uint8Array, otherwise: Asked, most: number): Asked[] {
  let document: unknown;
  try {
    document = JSON.parse(Buffer.from(input).toString());
  } catch {
    return [{ ...otherwise, bytes: Buffer.from(input).toString('base64') }];
  }
  const requests = (document as { requests?: unknown } | null)?.requests;
  return (Array.isArray(requests) ? requests : [document])
    .filter((each) => typeof each === 'object' && each !== null)
    .slice(0, most);
}

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise);

/** Asks a server without a connection; what it writes to a stream goes to `onEvent`. */
export class Asker {
  readonly #sockets: EventEmitter[] = [];

  constructor(
    private readonly server: PathFinder,
    private readonly onEvent: (chunk: string) => void = () => {},
  ) {}

  /** What a handler throws, which a server would answer with 500, is thrown on. A 500 that it answers itself is one of Mesos's. */
  async ask(asked: Asked): Promise<HttpResponse> {
    const target = `/${text(asked.target, '').replace(/^\/+/, '')}`;
    const response = await this.#answer(asked, target);
    response.stream?.(this.#stream());
    if (response.body instanceof Readable) response.body.destroy();
    return response;
  }

  /** Everybody hangs up. */
  leave(): void {
    for (const socket of this.#sockets.splice(0)) socket.emit('close');
  }

  #answer(asked: Asked, target: string): HttpResponse | Promise<HttpResponse> {
    const [path = '/', ...rest] = target.split('?');
    let query: URLSearchParams;
    try {
      query = parseQuery(rest.join('?'));
    } catch (error) {
      return refusal(error);
    }
    const found = this.server.find(path);
    if (!found) return { status: 404 };
    const headers = Object.fromEntries(
      Object.entries(asked.headers ?? {}).map(([name, value]) => [name.toLowerCase(), text(value, JSON.stringify(value) ?? '')]),
    );
    const body = typeof asked.bytes === 'string' ? Buffer.from(asked.bytes, 'base64') : bodyOf(asked.body);
    const content = decompressed(body, headers['content-encoding'], 1 << 20);
    if ('status' in content) return content;
    const isRecordIo = headers['content-type'] === 'application/recordio';
    return found.handler({
      ...{ method: text(asked.method, 'POST'), path: found.path, target, query, headers, peer: '127.0.0.1:1' },
      body: isRecordIo ? Buffer.alloc(0) : content,
      stream: isRecordIo ? Readable.from([content]) : undefined,
    });
  }

  /** A stream that nobody is at the other end of but `onEvent`. */
  #stream(): HttpStream {
    const socket = Object.assign(new EventEmitter(), { destroy: () => setImmediate(() => socket.emit('close')) });
    this.#sockets.push(socket);
    const response = {
      req: { socket },
      writableLength: 0,
      write: (chunk: string | Buffer) => this.onEvent(String(chunk)),
      end: () => {},
    };
    return new HttpStream(response as unknown as ServerResponse, () => {});
  }
}

const bodyOf = (body: unknown): Buffer =>
  body === undefined ? Buffer.alloc(0) : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
