import type { IncomingHttpHeaders } from 'node:http';
import type * as v from 'valibot';
import type { ErrorCode } from '../error-catalogue.js';
import type { Answer } from './answer.js';
import type { ServerContext } from './context.js';

/** A description of values, from which come their validation, their type and their place in the OpenAPI document. */
export type Schema<Output = unknown> = v.GenericSchema<unknown, Output>;

/** The schema of an object with these keys and no others. */
export type ObjectSchema = v.StrictObjectSchema<v.ObjectEntries, undefined>;

/** The body of a request: JSON, or text of further types that is made into such a value. */
export interface BodyDefinition<Body extends Schema> {
  readonly schema: Body;
  /** Whether the request makes no sense without one. Default: true. */
  readonly required?: boolean;
  /** Media types of texts that are taken, too, each with what makes the value out of it. */
  readonly texts?: Readonly<Record<string, (text: string) => unknown>>;
}

/** An answer of success, for each status. */
export interface AnswerDefinition {
  readonly what: string;
  /** What the body is, by media type; a text for what is not JSON. */
  readonly content?: Readonly<Record<string, Schema | string>>;
}

/** What is known of a request once it was checked. */
export interface Call<Name extends string = string, Query = unknown, Body = unknown> {
  readonly server: ServerContext;
  /** The parts of the path that are named in braces. */
  readonly params: Readonly<Record<Name, string>>;
  readonly query: Query;
  readonly body: Body;
  readonly headers: IncomingHttpHeaders;
  /** The header Last-Event-ID of a route that is resumable. */
  readonly lastEventId: number | undefined;
  /** Aborts when the client is gone, or all of the answer was sent. */
  readonly signal: AbortSignal;
}

/** A route of the remote API, with all that its documentation says. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With named parts: `/v1/clusters/{cluster}`. */
  readonly path: string;
  /** A name for programs that are generated from the document. */
  readonly name: string;
  /** In a few words. */
  readonly summary: string;
  /** Whatever more there is to say. */
  readonly description?: string;
  /** Whether it is answered without a token. */
  readonly open?: boolean;
  /** Whether a client can go on after the last event it has seen, with the header Last-Event-ID. */
  readonly resumable?: boolean;
  readonly query?: ObjectSchema;
  readonly body?: BodyDefinition<Schema>;
  readonly answers: Readonly<Record<number, AnswerDefinition>>;
  /** The errors that may come beside those that every request may have. */
  readonly errors: readonly ErrorCode[];
  readonly handle: (call: Call) => Answer | Promise<Answer>;
}

type Names<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;

/** A route whose handler gets what its path and schemas say, typed. */
export function route<
  const Path extends string,
  Query extends ObjectSchema = v.StrictObjectSchema<Record<never, never>, undefined>,
  Body extends Schema = v.StrictObjectSchema<Record<never, never>, undefined>,
>(
  definition: Omit<Route, 'path' | 'query' | 'body' | 'handle'> & {
    readonly path: Path;
    readonly query?: Query;
    readonly body?: BodyDefinition<Body>;
    readonly handle: (call: Call<Names<Path>, v.InferOutput<Query>, v.InferOutput<Body>>) => Answer | Promise<Answer>;
  },
): Route {
  // What was checked against the schemas has their types.
  return definition as unknown as Route;
}
