#!/usr/bin/env node
// Writes src/mesos/wire/messages.ts, the TypeScript types of the Mesos v1 messages, from the schema table.
// `--check` writes nothing and exits 1 when the file is not what the table says.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const schemaFolder = new URL('../src/mesos/wire/schema/', import.meta.url);
const target = new URL('../src/mesos/wire/messages.ts', import.meta.url);

const SCALARS = {
  string: 'string',
  bytes: 'string',
  bool: 'boolean',
  double: 'number',
  float: 'number',
  int32: 'number',
  uint32: 'number',
  int64: 'number',
  uint64: 'number',
};

// The table is text inside template literals, so it can be read without running any TypeScript.
const blocks = readdirSync(schemaFolder)
  .filter((file) => file.endsWith('.ts') && file !== 'schema.ts')
  .sort((a, b) => (a === 'mesos.ts' ? -1 : b === 'mesos.ts' ? 1 : a < b ? -1 : 1))
  .flatMap((file) =>
    /= `([^`]*)`;\n$/
      .exec(readFileSync(new URL(file, schemaFolder), 'utf8'))[1]
      .trim()
      .split('\n\n'),
  );

// A tree of namespaces: every name part holds at most one declaration and further parts.
const root = { children: new Map() };
function place(name, declaration) {
  let node = root;
  for (const part of name.split('.')) {
    if (!node.children.has(part)) node.children.set(part, { children: new Map() });
    node = node.children.get(part);
  }
  node.declaration = declaration;
}

const typeOf = (type) => SCALARS[type] ?? type;

function field(line) {
  const [name, , declared, ...rest] = line.trim().split(' ');
  const map = /^map<(.+),(.+)>$/.exec(declared);
  let type = map ? `Record<string, ${typeOf(map[2])}>` : typeOf(declared);
  if (rest.includes('repeated')) type = `${type}[]`;
  const optional = rest.includes('required') || rest.includes('present') ? '' : '?';
  return `${name}${optional}: ${type}${optional ? ' | undefined' : ''};`;
}

for (const block of blocks) {
  const [head, ...body] = block.split('\n');
  if (head.startsWith('enum ')) {
    const values = body.map((line) => `'${line.trim().split(' ')[0]}'`).join(' | ');
    place(head.slice(5), (name) => `export type ${name} = ${values};`);
  } else {
    place(head, (name) => `export interface ${name} { ${body.map(field).join(' ')} }`);
  }
}

function print(node, name) {
  const parts = [];
  if (node.declaration) parts.push(node.declaration(name));
  if (node.children.size) {
    const inner = [...node.children].map(([child, each]) => print(each, child)).join('\n');
    parts.push(`export namespace ${name} {\n${inner}\n}`);
  }
  return parts.join('\n');
}

const messageNames = blocks.map((block) => block.split('\n', 1)[0]).filter((head) => !head.startsWith('enum '));

const text = `// Made by scripts/generate-types.mjs from the schema table; do not edit.
// Messages as Mesos writes them in JSON: snake_case members, enums by name, bytes in base64, 64-bit integers as numbers.
// Names are relative to package mesos.v1.
${[...root.children].map(([name, node]) => print(node, name)).join('\n')}

/** Every message by its name, for functions that take the name of a type. */
export interface MessageTypes {
${messageNames.map((name) => `'${name}': ${name};`).join('\n')}
}

/** Name of a message, such as \`TaskInfo\` or \`scheduler.Call\`. */
export type TypeName = keyof MessageTypes;
`;

if (process.argv.includes('--check')) {
  if (readFileSync(target, 'utf8') !== text) {
    console.error('src/mesos/wire/messages.ts is not what the schema table says; run: node scripts/generate-types.mjs');
    process.exit(1);
  }
} else {
  writeFileSync(target, text);
}
