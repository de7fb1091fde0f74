import { type ConversionConfig, toJsonSchema, toJsonSchemaDefs } from '@valibot/to-json-schema';
import { type ErrorCode, errorCatalogue } from '../error-catalogue.js';
import { descriptionDocuments, type JsonSchema } from './description-documents.js';
import { PROBLEM_TYPE, statusOf } from './problem-document.js';
import type { AnswerDefinition, ObjectSchema, Route, Schema } from './route.js';
import { schemas } from './schemas/index.js';

/** An OpenAPI 3.1 document, as far as it is used here. */
export interface OpenApiDocument {
  readonly openapi: '3.1.0';
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly security: readonly object[];
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>>; readonly securitySchemes: object };
}

/** What can be done with a path. */
export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tags: readonly string[];
  readonly security?: readonly object[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { schema: JsonSchema }>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** A part of a path, a key of a query, or a header. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly description?: string;
  readonly schema: JsonSchema;
}

/** An answer of one status. */
export interface Response {
  readonly description: string;
  readonly content?: Readonly<Record<string, { schema?: JsonSchema }>>;
}

const DESCRIPTION = [
  'Mesos clusters for people who write Mesos frameworks, over HTTP.',
  'Requests carry the token of the server as `Authorization: Bearer TOKEN`. Bodies are JSON, and errors are problem',
  'documents (RFC 9457) with a `code` that is the same in all clients of minimesos.',
].join(' ');

/** What the named parts of paths are. */
const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  cluster: 'The id or name of a cluster.',
  fault: 'The number of a fault.',
  master: '`leader`, the number of a master, counted from 0, or its URL.',
  agent: 'The id of an agent, its number counted from 0, or its URL.',
  task: 'The id of a task.',
  framework: 'The id or name of a framework.',
  lease: 'The id of a lease.',
  zookeeper: '`masters`, by which the masters are found, or what the description calls a further one.',
  container: 'What the description calls a container beside those of Mesos.',
  session: 'The id of a session with a ZooKeeper, the address of its client, or the path of one of its ephemeral znodes.',
};

const CONFIG: ConversionConfig = {
  target: 'draft-2020-12',
  definitions: schemas,
  overrideRef: ({ referenceId }) => `#/components/schemas/${referenceId}`,
};

/** The OpenAPI document of these routes. */
export function openApi(routes: readonly Route[], version: string): OpenApiDocument {
  const paths: Record<string, Record<string, Operation>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'minimesos', version, description: DESCRIPTION },
    security: [{ token: [] }],
    tags: [...new Set(routes.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: {
        ...(toJsonSchemaDefs(schemas as never, CONFIG) as unknown as Record<string, JsonSchema>),
        ...descriptionDocuments(),
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function operationOf(route: Route): Operation {
  const parameters = [...pathParameters(route.path), ...queryParameters(route.query), ...headerParameters(route)];
  return {
    operationId: route.name,
    summary: route.summary,
    ...(route.description !== undefined && { description: route.description }),
    tags: [tagOf(route)],
    ...(route.open && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: bodyOf(route.body) }),
    responses: { ...successes(route.answers), ...failures(route) },
  };
}

/** Routes belong together by the part of the path that says what they are about. */
function tagOf({ path }: Route): string {
  const [, version, collection, , member] = path.split('/');
  if (version !== 'v1' || collection !== 'clusters') return 'server';
  return member === undefined || member === 'leases' || member === 'reset' ? 'clusters' : member;
}

const pathParameters = (path: string): Parameter[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name] ?? '',
    schema: { type: 'string', minLength: 1 },
  }));

function queryParameters(query: ObjectSchema | undefined): Parameter[] {
  return Object.entries(query?.entries ?? {}).map(([name, schema]) => {
    const { description, ...rest } = schemaOf(schema as Schema);
    const list = rest['type'] === 'array' && { style: 'form', explode: false };
    return {
      name,
      in: 'query',
      required: (schema as Schema).type !== 'optional',
      ...(typeof description === 'string' && { description }),
      ...list,
      schema: rest,
    };
  });
}

const headerParameters = ({ resumable }: Route): Parameter[] =>
  resumable
    ? [
        {
          name: 'Last-Event-ID',
          in: 'header',
          required: false,
          description: 'The id of the last event that was seen: what came after it is sent.',
          schema: { type: 'integer', minimum: 0 },
        },
      ]
    : [];

function bodyOf({ schema, required = true, texts = {} }: NonNullable<Route['body']>) {
  const textTypes = Object.keys(texts).map((type) => [type, { schema: { type: 'string' } }] as const);
  return { required, content: { 'application/json': { schema: schemaOf(schema) }, ...Object.fromEntries(textTypes) } };
}

const successes = (answers: Route['answers']): Record<string, Response> =>
  Object.fromEntries(Object.entries(answers).map(([status, answer]) => [status, responseOf(answer)]));

function responseOf({ what, content }: AnswerDefinition): Response {
  if (!content) return { description: what };
  const types = Object.entries(content).map(([type, schema]) => {
    if (typeof schema !== 'string') return [type, { schema: schemaOf(schema) }] as const;
    return [type, { schema: type.startsWith('application/gzip') ? {} : { type: 'string', description: schema } }] as const;
  });
  return { description: what, content: Object.fromEntries(types) };
}

/** The errors of a route by status, each with when it comes. */
function failures(route: Route): Record<string, Response> {
  const byStatus = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) byStatus.set(statusOf(code), [...(byStatus.get(statusOf(code)) ?? []), code]);
  const content = { [PROBLEM_TYPE]: { schema: { $ref: '#/components/schemas/ProblemDocument' } } };
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [status, { description: codes.map(describeError).join(' '), content }]),
  );
}

/** Every error that a route may answer with, those that are no doing of its handler included. */
export function errorsOf(route: Route): readonly ErrorCode[] {
  const common: ErrorCode[] = ['INVALID_REQUEST', 'REQUEST_REFUSED', ...(route.open ? [] : ['UNAUTHORIZED' as const])];
  const ofBody: ErrorCode[] = route.body ? ['INVALID_FILE', 'BODY_TOO_LARGE', 'UNSUPPORTED_CONTENT'] : [];
  const codes = new Set([...common, ...ofBody, ...route.errors]);
  return Object.keys(errorCatalogue).filter((code): code is ErrorCode => codes.has(code as ErrorCode));
}

const describeError = (code: ErrorCode) => `\`${code}\`: ${errorCatalogue[code].when}`;

/** A schema in JSON Schema; named ones as references. */
function schemaOf(schema: Schema): JsonSchema {
  const { $schema: _, $defs: __, ...rest } = toJsonSchema(schema as never, CONFIG);
  return rest;
}
