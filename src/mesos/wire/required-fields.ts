import { ParseError } from './parse-error.js';
import { type Field, messageType } from './schema/schema.js';

/**
 * Throws the {@link ParseError} that names every required field missing anywhere in the message, as Mesos does:
 * `Missing required fields: subscribe.framework_info.user, accept.operations[0].x`.
 */
export function checkRequiredFields(typeName: string, message: unknown): void {
  const missing = missingFields(typeName, message as Record<string, unknown>);
  if (missing.length) throw new ParseError(`Missing required fields: ${missing.join(', ')}`);
}

/** A message's own fields come first, those of its members follow in the order of the field numbers, as in protobuf. */
function missingFields(typeName: string, message: Record<string, unknown>, prefix = ''): string[] {
  const { fields } = messageType(typeName);
  const own = fields.filter(({ name, required }) => required && message[name] === undefined).map(({ name }) => prefix + name);
  const nested = fields
    .filter(({ kind, name }) => kind === 'message' && message[name] !== undefined)
    .sort((a, b) => a.number - b.number)
    .flatMap((field) =>
      parts(field, message[field.name], prefix).flatMap(([part, path]) => missingFields(field.type, part, path)),
    );
  return [...own, ...nested];
}

type Part = [message: Record<string, unknown>, prefix: string];

function parts(field: Field, value: unknown, prefix: string): Part[] {
  const path = prefix + field.name;
  if (field.repeated) return (value as Part[0][]).map((part, position): Part => [part, `${path}[${position}].`]);
  // For protobuf a map is a list of entries that have a key and a value.
  if (field.mapKey)
    return Object.values(value as object).map((part, position): Part => [part as Part[0], `${path}[${position}].value.`]);
  return [[value as Part[0], `${path}.`]];
}
