/**
 * The Mesos v1 messages as one table: names, numbers, types, labels and defaults. It drives the normalisation of JSON,
 * JSON output, protobuf, and the generated TypeScript types.
 *
 * Notation: blocks separated by empty lines. The first line of a block names a message (or `enum NAME`); every further
 * line is a field: `name number type [required|repeated [always|present]] [default=VALUE | implied=VALUE] [oneof=NAME]`.
 * Types are scalars, `map<key,value>`, or names of messages and enums, relative to package `mesos.v1`. `internal` stands for
 * package `mesos.internal`, whose messages carry those of `mesos`: these have the numbers of v1, but for the one under `v0`.
 *
 * `default` fields are written with their default when unset, as Mesos does. `implied` marks a deprecated field, which
 * Mesos leaves out of its JSON when unset although a default is declared. Empty lists are left out too, but for those marked
 * `always`: Mesos composes some answers of the operator API by hand. For the same reason `AgentInfo` has the `checkpoint` of
 * its v0 form, which v1 has not: only GET_AGENTS and GET_STATE show it. A list that is `present` is there in memory also when
 * it is empty.
 */
import { agent } from './agent.js';
import { allocator } from './allocator.js';
import { executor } from './executor.js';
import { internal } from './internal.js';
import { maintenance } from './maintenance.js';
import { master } from './master.js';
import { mesos } from './mesos.js';
import { quota } from './quota.js';
import { resourceProvider } from './resource-provider.js';
import { scheduler } from './scheduler.js';

export type ScalarType = 'string' | 'bytes' | 'bool' | 'double' | 'float' | 'int32' | 'uint32' | 'int64' | 'uint64';

export interface Field {
  readonly name: string;
  readonly number: number;
  /** A scalar type, or the name of a message or enum. For maps, the type of the values. */
  readonly type: string;
  readonly kind: 'scalar' | 'enum' | 'message';
  readonly required: boolean;
  readonly repeated: boolean;
  /** Whether JSON shows the list even when it is empty. */
  readonly always: boolean;
  /** Whether the list is there in memory even when it is empty. */
  readonly present: boolean;
  /** Type of the keys when this is a map. */
  readonly mapKey: ScalarType | undefined;
  /** The declared default that output carries when the field is unset. */
  readonly default: string | number | boolean | undefined;
  readonly oneof: string | undefined;
}

export interface MessageType {
  readonly name: string;
  readonly fields: readonly Field[];
  readonly byName: ReadonlyMap<string, Field>;
}

export interface EnumType {
  readonly name: string;
  readonly numbers: ReadonlyMap<string, number>;
}

const SCALARS: ReadonlySet<string> = new Set([
  'string',
  'bytes',
  'bool',
  'double',
  'float',
  'int32',
  'uint32',
  'int64',
  'uint64',
]);

/** Block texts by name; a block is taken apart when its type is first asked for, so that loading stays cheap. */
let blocks: Map<string, string> | undefined;
const messages = new Map<string, MessageType>();
const enums = new Map<string, EnumType>();

function index(): Map<string, string> {
  if (blocks) return blocks;
  blocks = new Map();
  for (const source of [mesos, scheduler, executor, master, agent, allocator, maintenance, quota, resourceProvider, internal]) {
    for (const block of source.trim().split('\n\n')) {
      const end = block.indexOf('\n');
      blocks.set(end < 0 ? block : block.slice(0, end), end < 0 ? '' : block.slice(end + 1));
    }
  }
  return blocks;
}

function lines(name: string): string[] {
  const block = index().get(name);
  if (block === undefined) throw new Error(`The schema has no type ${name}.`);
  return block === '' ? [] : block.split('\n').map((line) => line.trim());
}

function parseDefault(text: string | undefined, type: string): string | number | boolean | undefined {
  if (text === undefined) return undefined;
  if (type === 'bool') return text === 'true';
  return SCALARS.has(type) && type !== 'string' && type !== 'bytes' ? Number(text) : text;
}

function parseField(line: string): Field {
  const [name = '', number, declared = '', ...rest] = line.split(' ');
  const map = /^map<([^,]+),(.+)>$/.exec(declared);
  const type = map?.[2] ?? declared;
  const option = (key: string) => rest.find((word) => word.startsWith(`${key}=`))?.slice(key.length + 1);
  return {
    name,
    number: Number(number),
    type,
    kind: SCALARS.has(type) ? 'scalar' : index().has(`enum ${type}`) ? 'enum' : 'message',
    required: rest.includes('required'),
    repeated: rest.includes('repeated'),
    always: rest.includes('always'),
    present: rest.includes('present'),
    mapKey: map?.[1] as ScalarType | undefined,
    default: parseDefault(option('default'), type),
    oneof: option('oneof'),
  };
}

/** The message with this name, relative to package `mesos.v1`, such as `TaskInfo` or `scheduler.Call`. */
export function messageType(name: string): MessageType {
  let found = messages.get(name);
  if (!found) {
    const fields = lines(name).map(parseField);
    found = { name, fields, byName: new Map(fields.map((field) => [field.name, field])) };
    messages.set(name, found);
  }
  return found;
}

/** The enum with this name, relative to package `mesos.v1`, such as `TaskState`. */
export function enumType(name: string): EnumType {
  let found = enums.get(name);
  if (!found) {
    const values = lines(`enum ${name}`).map((line): [string, number] => {
      const [value = '', number] = line.split(' ');
      return [value, Number(number)];
    });
    found = { name, numbers: new Map(values) };
    enums.set(name, found);
  }
  return found;
}

/** Names of all messages and enums of the table. */
export function typeNames(): { messages: string[]; enums: string[] } {
  const all = [...index().keys()];
  return {
    messages: all.filter((name) => !name.startsWith('enum ')),
    enums: all.filter((name) => name.startsWith('enum ')).map((name) => name.slice('enum '.length)),
  };
}
