import { canonicalBase64 } from './base64.js';
import { jsonKind, MAX_DEPTH, parseJsonText } from './json-text.js';
import type { MessageTypes, TypeName } from './messages.js';
import { ParseError } from './parse-error.js';
import { checkRequiredFields } from './required-fields.js';
import { enumType, type Field, messageType } from './schema/schema.js';

/**
 * The message of a JSON text: {@link parseJsonText}, then {@link normalise}. Throws a {@link ParseError}, whose `stage`
 * tells which of the two failed.
 *
 * @param typeName Name relative to package `mesos.v1`, such as `scheduler.Call`.
 */
export function parseJson<Type extends TypeName>(typeName: Type, text: string): MessageTypes[Type] {
  return normalise(typeName, parseJsonText(text));
}

/**
 * A JSON value as the message that Mesos would see in it, as a new object; the value given is not changed.
 *
 * Null is absent, unknown members are dropped, one value stands for a list of one, numbers and booleans may be texts, an
 * unknown enum value in an optional field is absent, base64 becomes canonical, empty lists and maps are left out, and unset
 * fields get their declared default. Anything else that does not fit the schema is a {@link ParseError} in Mesos's words.
 */
export function normalise<Type extends TypeName>(typeName: Type, value: unknown): MessageTypes[Type] {
  if (jsonKind(value) !== 'object') throw new ParseError('Expecting a JSON object');
  const state: State = { depth: 0, incomplete: false };
  const message = messageReader(typeName)(value, state);
  if (state.incomplete) checkRequiredFields(typeName, message);
  return message as MessageTypes[Type];
}

/** As {@link normalise}, for a list of messages; each is checked on its own. */
export function normaliseList<Type extends TypeName>(typeName: Type, value: unknown): MessageTypes[Type][] {
  if (!Array.isArray(value)) throw new ParseError('Expecting a JSON array');
  return value.map((item) => normalise(typeName, item));
}

interface State {
  depth: number;
  /** Whether a required field is missing somewhere. Which ones is found out only then, in a second walk. */
  incomplete: boolean;
}

/** Gives the member's value in memory, or undefined when it is to be absent. */
type Read = (value: unknown, state: State) => unknown;

const messageReaders = new Map<string, Read>();

/** The reader of a message type, compiled when first asked for. It must be given an object. */
function messageReader(typeName: string): Read {
  let reader = messageReaders.get(typeName);
  if (!reader) {
    reader = compile(typeName);
    messageReaders.set(typeName, reader);
  }
  return reader;
}

function compile(typeName: string): Read {
  const members = messageType(typeName).fields.map((field) => ({ ...field, read: memberReader(field) }));
  return (value, state) => {
    if (++state.depth > MAX_DEPTH) throw new ParseError(`More than ${MAX_DEPTH} messages inside each other`);
    const message: Record<string, unknown> = {};
    for (const { name, read, required, present, default: unset } of members) {
      const given = (value as Record<string, unknown>)[name];
      const member = given === undefined || given === null ? undefined : read(given, state);
      if (member !== undefined) message[name] = member;
      else if (required) state.incomplete = true;
      else if (present) message[name] = [];
      else if (unset !== undefined) message[name] = unset;
    }
    state.depth--;
    return message;
  };
}

function memberReader(field: Field): Read {
  if (field.mapKey) return mapReader(field);
  const read = valueReader(field);
  return field.repeated ? listReader(read) : read;
}

function listReader(read: Read): Read {
  const addTo = (items: unknown[], value: unknown, state: State): void => {
    if (value === null || value === undefined) return;
    if (Array.isArray(value)) {
      if (++state.depth > MAX_DEPTH) throw new ParseError(`More than ${MAX_DEPTH} lists inside each other`);
      for (const item of value) addTo(items, item, state);
      state.depth--;
    } else {
      const item = read(value, state);
      if (item !== undefined) items.push(item);
    }
  };
  return (value, state) => {
    const items: unknown[] = [];
    addTo(items, value, state);
    return items.length ? items : undefined;
  };
}

function mapReader(field: Field): Read {
  const read = valueReader({ ...field, name: 'value' });
  return (value, state) => {
    const objects = Array.isArray(value) ? value : [value];
    const entries = objects.flatMap((object: unknown) => {
      if (jsonKind(object) !== 'object') refuse(field, object);
      return Object.entries(object as object).filter(([, item]) => item !== null && item !== undefined);
    });
    // Not by assignment: a key __proto__ must stay a key.
    return entries.length ? Object.fromEntries(entries.map(([key, item]) => [key, read(item, state)])) : undefined;
  };
}

/** The reader of one value of the field, list or not. */
function valueReader(field: Field): Read {
  if (field.kind === 'message') {
    // Looked up when needed, because messages may contain themselves.
    return (value, state) => (jsonKind(value) === 'object' ? messageReader(field.type)(value, state) : refuse(field, value));
  }
  if (field.kind === 'enum') return enumReader(field);
  switch (field.type) {
    case 'string':
      return (value) => (typeof value === 'string' ? value : refuse(field, value));
    case 'bytes':
      return (value) => (typeof value === 'string' ? readBytes(field, value) : refuse(field, value));
    case 'bool':
      return (value) => {
        const given = typeof value === 'string' ? parseText(field, 'boolean', value) : value;
        return typeof given === 'boolean' ? given : refuse(field, given);
      };
    default:
      return numberReader(field);
  }
}

function enumReader(field: Field): Read {
  const { numbers } = enumType(field.type);
  return (value) => {
    if (typeof value !== 'string') return refuse(field, value);
    if (numbers.has(value)) return value;
    if (field.required) throw new ParseError(`Failed to find enum for '${value}'`);
    return undefined;
  };
}

function readBytes(field: Field, text: string): string {
  try {
    return canonicalBase64(text);
  } catch (error) {
    throw new ParseError(`Failed to base64 decode bytes field '${field.name}': ${(error as Error).message}`);
  }
}

function numberReader(field: Field): Read {
  const fraction = field.type === 'double' || field.type === 'float';
  const convert = CONVERT[field.type] ?? ((value: number) => value);
  return (value) => {
    let given = value;
    if (typeof value === 'string') {
      if (fraction && (value === 'Infinity' || value === '-Infinity')) return Number(value);
      given = parseText(field, 'number', value);
    }
    if (typeof given !== 'number') return refuse(field, given);
    if (!fraction && !Number.isFinite(given)) throw new ParseError('Value out of range');
    return convert(given);
  };
}

/** Numbers that an integer field cannot hold, cut or wrapped as C++ does. Adding 0 takes the sign from -0. */
const CONVERT: Readonly<Record<string, (value: number) => number>> = {
  float: Math.fround,
  int32: (value) => value | 0,
  uint32: (value) => value >>> 0,
  int64: (value) => Math.min(Math.max(Math.trunc(value), -(2 ** 63)), 2 ** 63) + 0,
  uint64: (value) =>
    value > -1 ? Math.min(Math.trunc(value), 2 ** 64) + 0 : Number(BigInt.asUintN(64, BigInt(Math.trunc(value)))),
};

function parseText(field: Field, kind: 'number' | 'boolean', text: string): unknown {
  const fail = (reason: string) =>
    new ParseError(`Failed to parse '${text}' as a JSON ${kind} for field '${field.name}': ${reason}`);
  let value: unknown;
  try {
    value = parseJsonText(text);
  } catch (error) {
    throw fail((error as Error).message);
  }
  if (typeof value !== kind) throw fail('Unexpected JSON type parsed');
  return value;
}

function refuse(field: Field, value: unknown): never {
  throw new ParseError(`Not expecting a JSON ${jsonKind(value)} for field '${field.name}'`);
}
