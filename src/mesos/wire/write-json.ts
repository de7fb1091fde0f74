import type { MessageTypes, TypeName } from './messages.js';
import { type Field, messageType } from './schema/schema.js';

/**
 * The message as Mesos writes it in JSON: no white space, members in the order of the schema, doubles always with a point
 * or an exponent, unset fields with their declared default, empty lists left out but where Mesos shows them. Members that
 * the schema does not know are not written, so a message in memory may carry private ones.
 *
 * @param typeName Name relative to package `mesos.v1`, such as `scheduler.Event`.
 */
export function writeJson<Type extends TypeName>(typeName: Type, message: MessageTypes[Type]): string {
  return messageWriter(typeName)(message);
}

/**
 * A double as Mesos writes it: `15.0`, `0.1`, `1e30`. Mesos cannot write numbers that are not finite; here they are the
 * texts `"Infinity"`, `"-Infinity"` and `"NaN"`, of which it reads the first two.
 */
export function writeDouble(value: number): string {
  if (!Number.isFinite(value)) return `"${value}"`;
  if (Object.is(value, -0)) return '-0.0';
  const text = String(value);
  if (text.includes('e')) return text.replace('e+', 'e');
  return Number.isInteger(value) ? `${text}.0` : text;
}

type Write = (value: unknown) => string;

const messageWriters = new Map<string, Write>();

function messageWriter(typeName: string): Write {
  let writer = messageWriters.get(typeName);
  if (!writer) {
    writer = compile(typeName);
    messageWriters.set(typeName, writer);
  }
  return writer;
}

function compile(typeName: string): Write {
  const members = messageType(typeName).fields.map((field) => {
    const write = memberWriter(field);
    const start = `"${field.name}":`;
    return { name: field.name, start, write, unset: writeUnset(field, start, write) };
  });
  return (message) => {
    let text = '';
    for (const { name, start, write, unset } of members) {
      const value = (message as Record<string, unknown>)[name];
      const written = value === undefined || value === null || isEmptyList(value) ? unset : start + write(value);
      if (written) text += text ? `,${written}` : written;
    }
    return `{${text}}`;
  };
}

/** What stands in the JSON when the field is unset, mostly nothing. */
function writeUnset(field: Field, start: string, write: Write): string {
  if (field.always) return `${start}[]`;
  return field.default === undefined || field.required ? '' : start + write(field.default);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function memberWriter(field: Field): Write {
  const write = valueWriter(field);
  if (field.repeated) return (value) => `[${(value as unknown[]).map(write).join(',')}]`;
  if (!field.mapKey) return write;
  return (value) => {
    const entries = Object.entries(value as object).filter(([, item]) => item !== undefined);
    return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${write(item)}`).join(',')}}`;
  };
}

function valueWriter(field: Field): Write {
  // Looked up when needed, because messages may contain themselves.
  if (field.kind === 'message') return (value) => messageWriter(field.type)(value);
  if (field.kind === 'enum' || field.type === 'string' || field.type === 'bytes') return (value) => JSON.stringify(value);
  if (field.type === 'double' || field.type === 'float') return (value) => writeDouble(value as number);
  return String;
}
