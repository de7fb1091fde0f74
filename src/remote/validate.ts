import * as v from 'valibot';
import { MinimesosError } from '../errors.js';
import { join, Problems } from '../problem.js';
import { suggest } from '../suggest.js';
import type { ObjectSchema, Schema } from './route.js';

/**
 * Checks a value against a schema; all problems are found at once, unknown keys with the nearest one that exists.
 * @param request what was checked, for messages: `The body`
 * @throws MinimesosError `INVALID_REQUEST`
 */
export function validate<Output>(schema: Schema<Output>, value: unknown, request: string): Output {
  const problems = new Problems();
  reportShapes(schema, value, '', problems);
  const result = v.safeParse(schema, value);
  for (const issue of result.issues ?? []) if (!isUnknownKey(issue)) report(issue, schema, problems);
  if (result.success && problems.list.length === 0) return result.output;
  throw new MinimesosError('INVALID_REQUEST', { request, problems: problems.list });
}

/** Valibot tells of the first unknown key only, and takes a list for an object without keys. */
function reportShapes(schema: Schema | undefined, value: unknown, path: string, problems: Problems): void {
  const whole = unwrapped(schema);
  if (!whole || typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    if ('entries' in whole || whole.type === 'record') problems.invalid(path, value, 'an object');
    return;
  }
  if (whole.type !== 'strict_object') return;
  const entries = (whole as ObjectSchema).entries;
  for (const [key, member] of Object.entries(value)) {
    if (Object.hasOwn(entries, key)) reportShapes(entries[key] as Schema, member, join(path, key), problems);
    else problems.unknownKey(join(path, key), path === '' ? 'it' : path, suggest(key, Object.keys(entries)));
  }
}

const isUnknownKey = ({ type, expected }: v.BaseIssue<unknown>) => type === 'strict_object' && expected === 'never';

function report(issue: v.BaseIssue<unknown>, schema: Schema, problems: Problems): void {
  const keys = (issue.path ?? []).map(({ key }) => key);
  const path = keys.reduce<string>((path, key) => (typeof key === 'number' ? `${path}[${key}]` : join(path, String(key))), '');
  // A schema with words of its own gives them as the message.
  const expected = issue.message.startsWith('Invalid ') ? wordsOf(issue) : issue.message;
  const near = issue.type === 'picklist' ? suggest(String(issue.input), choicesOf(schemaAt(schema, keys))) : undefined;
  problems.invalid(path, issue.input, expected, { suggestion: near });
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'an object',
};

function wordsOf({ expected }: v.BaseIssue<unknown>): string {
  if (expected === null) return 'another value';
  return TYPES[expected] ?? (/^"\w+"$/.test(expected) ? 'a value' : expected.replaceAll(' | ', ' or '));
}

/** The schema of what lies at a path. */
function schemaAt(schema: Schema, keys: readonly unknown[]): Schema | undefined {
  return keys.reduce<Schema | undefined>((schema, key) => {
    const whole = unwrapped(schema);
    if (whole && 'entries' in whole) return (whole.entries as Record<string, Schema>)[String(key)];
    return whole && 'item' in whole ? (whole.item as Schema) : undefined;
  }, schema);
}

/** The schema of the value of what may be left out. */
export function unwrapped(schema: Schema | undefined): Schema | undefined {
  return schema && 'wrapped' in schema ? unwrapped(schema.wrapped as Schema) : schema;
}

const choicesOf = (schema: Schema | undefined): string[] => {
  const whole = unwrapped(schema);
  return whole && 'options' in whole ? (whole.options as unknown[]).map(String) : [];
};

/**
 * The query of a request, by its schema: text becomes what the schema asks for, a list may be given as `a,b` or as
 * `key=a&key=b`.
 * @throws MinimesosError `INVALID_REQUEST`
 */
export function readQuery(schema: ObjectSchema | undefined, query: URLSearchParams): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  const twice = new Problems();
  for (const key of new Set(query.keys())) {
    const texts = query.getAll(key);
    const type = unwrapped(schema && Object.hasOwn(schema.entries, key) ? (schema.entries[key] as Schema) : undefined)?.type;
    if (type === 'array') given[key] = texts.flatMap((text) => text.split(',')).filter(Boolean);
    else if (texts.length > 1) twice.invalid(key, texts, 'one value', { reason: 'it is there more than once' });
    else given[key] = converted(texts[0] ?? '', type);
  }
  if (twice.list.length > 0) throw new MinimesosError('INVALID_REQUEST', { request: 'The query', problems: twice.list });
  return validate(schema ?? v.strictObject({}), given, 'The query');
}

function converted(text: string, type: string | undefined): unknown {
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  if (type === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  return text;
}

const DEEPEST = 100;

/**
 * Refuses values that are nested so deep that whoever walks them would run out of stack.
 * @throws MinimesosError `INVALID_REQUEST`
 */
export function checkDepth(value: unknown): void {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > DEEPEST) {
      const problem = { code: 'INVALID_VALUE' as const, path: '', message: `expected at most ${DEEPEST} levels of nesting` };
      throw new MinimesosError('INVALID_REQUEST', { request: 'The body', problems: [problem] });
    }
    level = level.flatMap((each) => (typeof each === 'object' && each !== null ? Object.values(each) : []));
  }
}
