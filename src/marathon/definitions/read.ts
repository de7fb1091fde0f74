import type { Violation } from './invalid.js';

/**
 * Reads a value of a document, or says what is wrong with it in the words of Marathon's parser. Undefined when it is not as it
 * should be.
 */
/** What is wrong with a document. Whoever wants to know which fields nobody reads gives a list for those as well. */
export type Violations = Violation[] & { readonly unknown?: { path: string; name: string; known: readonly string[] }[] };

export type Read<Value> = (value: unknown, path: string, violations: Violations) => Value | undefined;

/** A member of an object. Without a default it may be missing, unless it is required. `null` counts as missing. */
export interface Field<Value> {
  readonly read: Read<Value>;
  readonly required?: boolean;
  readonly otherwise?: Value;
}

/** The members of an object, by name. Others are ignored, as Marathon does. */
export type Fields<Document> = { readonly [Name in keyof Document]-?: Field<Exclude<Document[Name], undefined>> };

const wrong = (violations: Violations, path: string, error: string): undefined => {
  violations.push({ path: path === '' ? '/' : path, error });
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Limits {
  readonly least?: number;
  readonly most?: number;
}

export const text =
  ({ least = 0, most = Number.POSITIVE_INFINITY, pattern }: Limits & { readonly pattern?: RegExp } = {}): Read<string> =>
  (value, path, violations) => {
    if (typeof value !== 'string') return wrong(violations, path, 'error.expected.jsstring');
    if (value.length < least) return wrong(violations, path, 'error.minLength');
    if (value.length > most) return wrong(violations, path, 'error.maxLength');
    if (pattern && !pattern.test(value)) return wrong(violations, path, 'error.pattern');
    return value;
  };

export const oneOf =
  <Name extends string>(...names: readonly Name[]): Read<Name> =>
  (value, path, violations) => {
    if (typeof value !== 'string') return wrong(violations, path, 'error.expected.jsstring');
    return names.find((name) => name === value) ?? wrong(violations, path, 'error.unknown.enum.literal');
  };

export const number =
  ({ least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY }: Limits = {}): Read<number> =>
  (value, path, violations) => {
    if (typeof value !== 'number') return wrong(violations, path, 'error.expected.jsnumber');
    if (value < least) return wrong(violations, path, 'error.min');
    if (value > most) return wrong(violations, path, 'error.max');
    return value;
  };

export const integer =
  (limits: Limits = {}): Read<number> =>
  (value, path, violations) => {
    if (typeof value === 'number' && !Number.isInteger(value)) return wrong(violations, path, 'error.expected.int');
    return number(limits)(value, path, violations);
  };

export const bool: Read<boolean> = (value, path, violations) =>
  typeof value === 'boolean' ? value : wrong(violations, path, 'error.expected.jsboolean');

/** Anything there is: for what is refused later, with better words. */
export const anything: Read<unknown> = (value) => value;

export const list =
  <Item>(read: Read<Item>, { least = 0, most = Number.POSITIVE_INFINITY }: Limits = {}): Read<readonly Item[]> =>
  (value, path, violations) => {
    if (!Array.isArray(value)) return wrong(violations, path, 'error.expected.jsarray');
    if (value.length < least) return wrong(violations, path, 'error.minLength');
    if (value.length > most) return wrong(violations, path, 'error.maxLength');
    const items = value.map((item, index) => read(item, `${path}(${index})`, violations));
    return items.every((item) => item !== undefined) ? items : undefined;
  };

export const map =
  <Value>(read: Read<Value>): Read<Readonly<Record<string, Value>>> =>
  (value, path, violations) => {
    if (!isObject(value)) return wrong(violations, path, 'error.expected.jsobject');
    const entries = Object.entries(value).map(([name, each]) => [name, read(each, `${path}/${name}`, violations)] as const);
    if (entries.some(([, each]) => each === undefined)) return undefined;
    return Object.fromEntries(entries) as Record<string, Value>;
  };

export const object =
  <Document>(fields: Fields<Document>): Read<Document> =>
  (value, path, violations) => {
    if (!isObject(value)) return wrong(violations, path, 'error.expected.jsobject');
    const before = violations.length;
    const document: Record<string, unknown> = {};
    const known = violations.unknown && Object.keys(fields);
    for (const name of known ? Object.keys(value) : []) {
      if (known && !Object.hasOwn(fields, name)) violations.unknown?.push({ path, name, known });
    }
    for (const [name, field] of Object.entries<Field<unknown>>(fields)) {
      const given = value[name] ?? undefined;
      if (given !== undefined) document[name] = field.read(given, `${path}/${name}`, violations);
      else if (field.required) wrong(violations, `${path}/${name}`, 'error.path.missing');
      else if (field.otherwise !== undefined) document[name] = field.otherwise;
    }
    return violations.length === before ? (document as Document) : undefined;
  };
