import { enumType, type Field, messageType, typeNames } from '../../../src/mesos/wire/schema/schema.js';

/** Where a type is declared: by the name of each scope, down from the package. */
interface Scope {
  readonly lines: string[];
  readonly inner: Map<string, Scope>;
}

/**
 * The schema table as the text of one .proto file, for other implementations of protobuf. Packages below `mesos.v1` become
 * messages without fields, which changes nothing on the wire and keeps all in one file. `Samples` holds any number of
 * messages of `sampled`.
 */
export function protoText(sampled: string): string {
  const root: Scope = { lines: [], inner: new Map() };
  const { messages, enums } = typeNames();
  for (const name of messages) scopeOf(root, name).lines.push(...messageType(name).fields.map(fieldText));
  for (const name of enums) scopeOf(root, parentOf(name)).lines.push(...enumText(name));
  return [
    'syntax = "proto2";',
    'package mesos.v1;',
    ...scopeText(root),
    `message Samples { repeated ${absolute(sampled)} sample = 1; }`,
  ].join('\n');
}

const absolute = (name: string) => `.mesos.v1.${name}`;
const parentOf = (name: string) => name.split('.').slice(0, -1).join('.');

function scopeOf(root: Scope, name: string): Scope {
  let scope = root;
  for (const part of name.split('.').filter(Boolean)) {
    const inner = scope.inner.get(part) ?? { lines: [], inner: new Map() };
    scope.inner.set(part, inner);
    scope = inner;
  }
  return scope;
}

function scopeText({ lines, inner }: Scope): string[] {
  return [...lines, ...[...inner].flatMap(([name, scope]) => [`message ${name} {`, ...scopeText(scope), '}'])];
}

function fieldText({ name, number, type, kind, required, repeated, mapKey }: Field): string {
  const typeText = kind === 'scalar' ? type : absolute(type);
  if (mapKey) return `map<${mapKey}, ${typeText}> ${name} = ${number};`;
  return `${required ? 'required' : repeated ? 'repeated' : 'optional'} ${typeText} ${name} = ${number};`;
}

function enumText(name: string): string[] {
  const values = [...enumType(name).numbers];
  const aliases = new Set(values.map(([, number]) => number)).size < values.length;
  return [
    `enum ${name.split('.').at(-1)} {`,
    ...(aliases ? ['option allow_alias = true;'] : []),
    ...values.map(([value, number]) => `${value} = ${number};`),
    '}',
  ];
}
