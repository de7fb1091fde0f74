import type { Readable } from 'node:stream';
import type { Principal } from './authenticator.js';
import type { HttpStream } from './stream.js';

/** A request whose body has arrived as a whole, unless it is a stream. */
export interface HttpRequest {
  readonly method: string;
  /** The path as it was routed, without the process prefix: `/state`, never `/master/state`. */
  readonly path: string;
  /** Path and query as they came: `/master/state?jsonp=f`. */
  readonly target: string;
  readonly query: URLSearchParams;
  /** By lower-case name. Of a header given several times the last counts, as in libprocess. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  /** The body as it arrives, when its type is RecordIO; `body` is empty then. It fails when the peer leaves amid it. */
  readonly stream?: Readable | undefined;
  /** `ip:port` of the peer. */
  readonly peer: string;
  /** Whom it is from; undefined where nobody asks, or for nobody in particular. */
  readonly principal?: Principal | undefined;
}

export interface HttpResponse {
  status: number;
  /** Names are sent exactly as they are written here: some clients compare them case-sensitively. */
  headers?: Record<string, string>;
  /** Sent with its Content-Length, which the headers have to name when the body is a Readable. */
  body?: string | Buffer | Readable;
  /** Given instead of a body: the answer stays open, and this is called to write to it. */
  stream?: (stream: HttpStream) => void;
  /** Whether the connection is reset in place of the answer; what `stream` does is done all the same. */
  reset?: boolean;
  /** Called instead of `stream` when the peer has gone by then. */
  abandoned?: () => void;
}

export type HttpHandler = (request: HttpRequest) => HttpResponse | Promise<HttpResponse>;

const REASONS: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  406: 'Not Acceptable',
  409: 'Conflict',
  413: 'Request Entity Too Large',
  415: 'Unsupported Media Type',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  503: 'Service Unavailable',
};

/** A text answer; without `text`, the one libprocess gives for this status. */
export function textResponse(status: number, text = REASONS[status] ? `${status} ${REASONS[status]}.` : ''): HttpResponse {
  return { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body: text };
}

/** 200 or 202 with nothing in it. */
export const emptyResponse = (status: 200 | 202): HttpResponse => ({ status });

/** A JSON document, or a call of the function that the parameter `jsonp` names. */
export function jsonResponse(document: unknown, request?: HttpRequest): HttpResponse {
  return jsonTextResponse(JSON.stringify(document), request);
}

/** Like `jsonResponse`, for a document that is text (or bytes) already. */
export function jsonTextResponse(json: string | Buffer, request?: HttpRequest): HttpResponse {
  // Any name, also an empty one: Mesos does not look at it.
  const callback = request?.query.get('jsonp') ?? undefined;
  if (callback === undefined) return { status: 200, headers: { 'Content-Type': 'application/json' }, body: json };
  const body =
    typeof json === 'string' ? `${callback}(${json})` : Buffer.concat([Buffer.from(`${callback}(`), json, Buffer.from(')')]);
  return { status: 200, headers: { 'Content-Type': 'text/javascript' }, body };
}

/** 405 as libprocess words it. */
export function methodNotAllowed(request: HttpRequest, ...allowed: string[]): HttpResponse {
  const list = allowed.map((method) => `'${method}'`).join(', ');
  const text = `405 Method Not Allowed. Expecting one of { ${list} }, but received '${request.method}'.`;
  return { status: 405, headers: { 'Content-Type': 'text/plain; charset=utf-8', Allow: allowed.join(', ') }, body: text };
}
