import fc from 'fast-check';
import type { MessageTypes, TypeName } from '../../../src/mesos/wire/messages.js';
import { enumType, type Field, messageType } from '../../../src/mesos/wire/schema/schema.js';

/** Any message of the type as a framework may send it: members missing, but everything required there; not yet normalised. */
export function arbitraryMessage<Type extends TypeName>(typeName: Type): fc.Arbitrary<MessageTypes[Type]> {
  return message(typeName, 4) as fc.Arbitrary<MessageTypes[Type]>;
}

/** Of types with more optional members than this a message has at most so many. */
const MOST_OPTIONAL = 8;

/** Arbitraries by type and depth: types occur in each other so often that making them anew takes seconds. */
const made = new Map<string, fc.Arbitrary<unknown>>();

function message(typeName: string, depth: number): fc.Arbitrary<unknown> {
  const key = `${typeName} ${depth}`;
  const arbitrary = made.get(key) ?? makeMessage(typeName, depth);
  made.set(key, arbitrary);
  return arbitrary;
}

function makeMessage(typeName: string, depth: number): fc.Arbitrary<unknown> {
  const { fields } = messageType(typeName);
  // At the bottom only what must be there: message types may contain themselves.
  const kept = depth > 0 ? fields : fields.filter(({ required }) => required);
  const model = Object.fromEntries(kept.map((field) => [field.name, member(field, depth)]));
  const [required, optional] = [true, false].map((is) =>
    kept.filter((field) => (field.required ?? false) === is).map(({ name }) => name),
  );
  if (!required || !optional || optional.length <= MOST_OPTIONAL) return fc.record(model, { requiredKeys: required ?? [] });
  // All of them at once would be a message of a megabyte.
  return fc
    .subarray(optional, { maxLength: MOST_OPTIONAL })
    .chain((chosen) =>
      fc.record(Object.fromEntries([...required, ...chosen].map((name) => [name, model[name] as fc.Arbitrary<unknown>]))),
    );
}

function member(field: Field, depth: number): fc.Arbitrary<unknown> {
  const one = value(field, depth);
  if (field.repeated) return fc.array(one, { maxLength: 2 });
  return field.mapKey ? fc.dictionary(fc.oneof(fc.string(), fc.constant('__proto__')), one, { maxKeys: 2 }) : one;
}

function value(field: Field, depth: number): fc.Arbitrary<unknown> {
  if (field.kind === 'message') return message(field.type, depth - 1);
  if (field.kind === 'enum') return fc.constantFrom(...enumType(field.type).numbers.keys());
  switch (field.type) {
    case 'string':
      return fc.string({ unit: 'binary' });
    case 'bytes':
      return fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes).toString('base64'));
    case 'bool':
      return fc.boolean();
    case 'double':
      return fc.double({ noNaN: true });
    case 'int32':
      return fc.integer();
    case 'uint32':
      return fc.nat(2 ** 31 - 1).map((number) => number * 2 + 1);
    case 'int64':
      return fc.maxSafeInteger();
    case 'uint64':
      return fc.maxSafeNat();
    default:
      throw new Error(`No arbitrary value for ${field.type}.`);
  }
}
