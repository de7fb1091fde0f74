import type { HttpRequest, HttpResponse } from '../../mesos/process/http/message.js';
import type { Core } from '../core.js';
import { InvalidJson, NoJson } from './answers.js';

/** A request to the REST API, taken apart. */
export interface MarathonRequest {
  readonly core: Core;
  readonly method: string;
  /** Of the path below the resource, decoded; slashes that stand for nothing are left out. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: HttpRequest['headers'];
  /** The IP of who asks. */
  readonly client: string;
  /** The path as it came. */
  readonly uri: string;
  /** `http://ip:port` of this Marathon. */
  readonly url: string;
  /** Has another lead: this one, which begins again. */
  abdicate(): void;
  /**
   * The body.
   * @throws InvalidJson, NoJson
   */
  json(): unknown;
}

export type Handler = (request: MarathonRequest) => HttpResponse | Promise<HttpResponse>;

/** Whether a parameter is given as true. */
export function flag({ query }: MarathonRequest, name: string, otherwise = false): boolean {
  const value = query.get(name);
  return value === null ? otherwise : value.toLowerCase() === 'true';
}

/** The segments of a path, and what is asked of it. */
export function parseTarget(target: string): {
  readonly segments: string[];
  readonly query: URLSearchParams;
  readonly path: string;
} {
  const [path = '', ...query] = target.split('?');
  const segments = path
    .split('/')
    .flatMap((segment) => decoded(segment).split('/'))
    .filter((segment) => segment !== '');
  return { segments, query: new URLSearchParams(query.join('?')), path };
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** @throws InvalidJson, NoJson */
export function parseBody(body: Buffer): unknown {
  const text = body.toString();
  if (text.trim() === '') throw new NoJson();
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidJson((error as Error).message);
  }
}
