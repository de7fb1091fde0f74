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
  const parts: string[] = [];
  messageWriter(typeName)(message, parts);
  return parts.join('');
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

/** Adds the text of a value to the parts of a text: joined once, they cost the memory far less than texts of texts. */
type Write = (value: unknown, parts: string[]) => void;

const messageWriters = new Map<string, Write>();

function messageWriter(typeName: string): Write {
  let writer = messageWriters.get(typeName);
  if (!writer) {
    writer = compile(typeName);
    if (typeName === 'Task') writer = keepingTexts(writer);
    messageWriters.set(typeName, writer);
  }
  return writer;
}

/** A frozen task never changes. A master has thousands of those, and operators ask for all of them again and again. */
function keepingTexts(write: Write): Write {
  const texts = new WeakMap<object, string>();
  return (value, parts) => {
    if (!Object.isFrozen(value)) return write(value, parts);
    const task = value as object;
    let text = texts.get(task);
    if (text === undefined) {
      const own: string[] = [];
      write(task, own);
      text = own.join('');
      texts.set(task, text);
    }
    parts.push(text);
  };
}

function compile(typeName: string): Write {
  const members = messageType(typeName).fields.map((field) => {
    const write = memberWriter(field);
    const start = `"${field.name}":`;
    return { name: field.name, first: start, later: `,${start}`, write, unset: unsetText(field, write) };
  });
  return (message, parts) => {
    parts.push('{');
    let isFirst = true;
    for (const { name, first, later, write, unset } of members) {
      const value = (message as Record<string, unknown>)[name];
      const isUnset = value === undefined || value === null || isEmptyList(value);
      if (isUnset && unset === undefined) continue;
      parts.push(isFirst ? first : later);
      isFirst = false;
      if (isUnset) parts.push(unset as string);
      else write(value, parts);
    }
    parts.push('}');
  };
}

/** The value that stands in the JSON when the field is unset, mostly none. */
function unsetText(field: Field, write: Write): string | undefined {
  if (field.always) return '[]';
  if (field.default === undefined || field.required) return undefined;
  const parts: string[] = [];
  write(field.default, parts);
  return parts.join('');
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function memberWriter(field: Field): Write {
  const write = valueWriter(field);
  if (field.repeated) {
    return (values, parts) => {
      let separator = '[';
      for (const value of values as unknown[]) {
        parts.push(separator);
        write(value, parts);
        separator = ',';
      }
      parts.push(']');
    };
  }
  if (!field.mapKey) return write;
  return (value, parts) => {
    let separator = '';
    parts.push('{');
    for (const [key, item] of Object.entries(value as object)) {
      if (item === undefined) continue;
      parts.push(`${separator}${JSON.stringify(key)}:`);
      write(item, parts);
      separator = ',';
    }
    parts.push('}');
  };
}

function valueWriter(field: Field): Write {
  // Looked up when needed, because messages may contain themselves.
  if (field.kind === 'message') return (value, parts) => messageWriter(field.type)(value, parts);
  if (field.kind === 'enum' || field.type === 'string' || field.type === 'bytes') {
    return (value, parts) => parts.push(JSON.stringify(value));
  }
  if (field.type === 'double' || field.type === 'float') return (value, parts) => parts.push(writeDouble(value as number));
  return (value, parts) => parts.push(String(value));
}
