import type { Reader, Writer } from 'protobufjs/minimal.js';
import type { MessageTypes, TypeName } from './messages.js';
import { ParseError } from './parse-error.js';
import { checkRequiredFields } from './required-fields.js';
import { enumType, type Field, messageType, type ScalarType } from './schema/schema.js';

/** Messages in protobuf. Names are relative to package `mesos.v1`, such as `scheduler.Call`. */
export interface Protobuf {
  /** The message in protobuf, its fields by their numbers. Members that are not in the schema are left out. */
  encode<Type extends TypeName>(typeName: Type, message: MessageTypes[Type]): Buffer;
  /**
   * The message in memory, in the same form as parsed from JSON: bytes in base64, enums by name, 64-bit integers as numbers,
   * defaults filled in unless `defaults` is false. Unknown enum numbers are absent. Throws {@link ParseError} when malformed
   * or incomplete.
   */
  decode<Type extends TypeName>(typeName: Type, bytes: Uint8Array, options?: { defaults?: boolean }): MessageTypes[Type];
}

let loading: Promise<Protobuf> | undefined;

/** The protobuf codec. The library behind it is loaded at the first call, and a message type is compiled at its first use. */
export function loadProtobuf(): Promise<Protobuf> {
  loading ??= import('protobufjs/minimal.js').then(({ default: { Reader, Writer } }) => ({
    encode: (typeName, message) => {
      const writer = Writer.create();
      codecOf(typeName).write(message, writer);
      // Under Node the library's writer fills a Buffer.
      return writer.finish() as Buffer;
    },
    decode: <Type extends TypeName>(typeName: Type, bytes: Uint8Array, { defaults = true } = {}) =>
      decode(typeName, Reader.create(bytes), defaults) as MessageTypes[Type],
  }));
  // Once more the next time.
  loading.catch(() => {
    loading = undefined;
  });
  return loading;
}

function decode(typeName: string, reader: Reader, defaults: boolean): unknown {
  const state: State = { depth: 0, incomplete: false, defaults };
  let message: unknown;
  try {
    message = codecOf(typeName).read(reader, reader.len, state, {});
  } catch (error) {
    throw error instanceof ParseError ? error : new ParseError(`Malformed protobuf: ${(error as Error).message}`, 'text');
  }
  if (state.incomplete) checkRequiredFields(typeName, message);
  return message;
}

/** How deep messages may nest; the limit of Google's library. */
const MAX_DEPTH = 100;

const VARINT = 0;
const FIXED_64 = 1;
/** Wire type of everything that comes with its length: texts, bytes, messages, packed lists. */
const LENGTH_DELIMITED = 2;
const FIXED_32 = 5;

interface State {
  depth: number;
  /** Whether a required field is missing somewhere; which ones is found out only then. */
  incomplete: boolean;
  readonly defaults: boolean;
}

type Message = Record<string, unknown>;

interface MessageCodec {
  write(message: unknown, writer: Writer): void;
  /** Reads up to position `end` into `message`, which holds what an earlier part of the same field has brought. */
  read(reader: Reader, end: number, state: State, message: Message): Message;
}

/** One value of a field, without its tag. */
interface ValueCodec {
  readonly wireType: number;
  write(value: unknown, writer: Writer): void;
  /** Undefined stands for an enum number that the schema does not know. */
  read(reader: Reader, state: State, previous: unknown): unknown;
  /** What stands for a value that is not there, in an entry of a map. */
  empty(reader: Reader, state: State): unknown;
}

const codecs = new Map<string, MessageCodec>();

function codecOf(typeName: string): MessageCodec {
  let codec = codecs.get(typeName);
  if (!codec) {
    codec = compile(typeName);
    codecs.set(typeName, codec);
  }
  return codec;
}

interface Member extends Field {
  readonly codec: ValueCodec;
}

function compile(typeName: string): MessageCodec {
  const members = messageType(typeName).fields.map((field): Member => ({ ...field, codec: valueCodec(field) }));
  const byNumber = new Map(members.map((member) => [member.number, member]));
  const inOrder = members.toSorted((one, other) => one.number - other.number);
  return {
    write(message, writer) {
      for (const member of inOrder) {
        const value = (message as Message)[member.name];
        if (value !== undefined && value !== null) writeMember(member, value, writer);
      }
    },
    read(reader, end, state, message) {
      if (++state.depth > MAX_DEPTH) throw new ParseError(`More than ${MAX_DEPTH} messages inside each other`);
      while (reader.pos < end) {
        const tag = reader.tag();
        const member = byNumber.get(tag >>> 3);
        if (!member || !readMember(member, tag & 7, reader, state, message)) reader.skipType(tag & 7, 0, tag >>> 3);
      }
      if (reader.pos !== end) throw new ParseError('Malformed protobuf: a message is longer than announced', 'text');
      for (const { name, required, present, default: unset } of members) {
        if (message[name] !== undefined) continue;
        if (required) state.incomplete = true;
        else if (present) message[name] = [];
        else if (unset !== undefined && state.defaults) message[name] = unset;
      }
      state.depth--;
      return message;
    },
  };
}

function writeMember({ number, codec, repeated, mapKey }: Member, value: unknown, writer: Writer): void {
  const tag = (number << 3) | codec.wireType;
  if (repeated) {
    for (const item of value as unknown[]) codec.write(item, writer.uint32(tag));
  } else if (mapKey) {
    for (const [key, item] of Object.entries(value as object)) {
      writer.uint32((number << 3) | LENGTH_DELIMITED).fork();
      writer.uint32((1 << 3) | LENGTH_DELIMITED).string(key);
      codec.write(item, writer.uint32((2 << 3) | codec.wireType));
      writer.ldelim();
    }
  } else {
    codec.write(value, writer.uint32(tag));
  }
}

/** False when the wire type does not fit the field, which makes it an unknown field. */
function readMember(member: Member, wireType: number, reader: Reader, state: State, message: Message): boolean {
  const { name, codec, repeated, mapKey } = member;
  const packed = repeated && wireType === LENGTH_DELIMITED && codec.wireType !== LENGTH_DELIMITED;
  if (wireType !== (mapKey ? LENGTH_DELIMITED : codec.wireType) && !packed) return false;
  if (mapKey) {
    const map = (message[name] as object | undefined) ?? {};
    const [key, value] = readEntry(codec, reader, state);
    // Not by assignment: a key __proto__ must stay a key.
    Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
    message[name] = map;
  } else if (repeated) {
    const list = (message[name] as unknown[] | undefined) ?? [];
    readItems(codec, packed ? lengthEnd(reader) : reader.pos + 1, reader, state, list);
    if (list.length) message[name] = list;
  } else {
    const value = codec.read(reader, state, message[name]);
    if (value !== undefined) message[name] = value;
  }
  return true;
}

/** Reads values until position `end` is reached: all those of a packed list, or one. */
function readItems(codec: ValueCodec, end: number, reader: Reader, state: State, list: unknown[]): void {
  while (reader.pos < end) {
    const item = codec.read(reader, state, undefined);
    if (item !== undefined) list.push(item);
  }
}

/** An entry of a map: a message of key (1) and value (2), in any order, either possibly missing. Keys are always texts. */
function readEntry(codec: ValueCodec, reader: Reader, state: State): [string, unknown] {
  let key = '';
  let value: unknown;
  const end = lengthEnd(reader);
  while (reader.pos < end) {
    const tag = reader.tag();
    if (tag === ((1 << 3) | LENGTH_DELIMITED)) key = reader.string();
    else if (tag === ((2 << 3) | codec.wireType)) value = codec.read(reader, state, value);
    else reader.skipType(tag & 7, 0, tag >>> 3);
  }
  return [key, value ?? codec.empty(reader, state)];
}

function lengthEnd(reader: Reader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new ParseError('Malformed protobuf: a length points behind the end', 'text');
  return end;
}

function valueCodec(field: Field): ValueCodec {
  if (field.kind === 'message') return messageValueCodec(field.type);
  if (field.kind === 'enum') return enumValueCodec(field.type);
  return SCALAR_CODECS[field.type as ScalarType];
}

function messageValueCodec(typeName: string): ValueCodec {
  // The codec is looked up when needed, because messages may contain themselves.
  return {
    wireType: LENGTH_DELIMITED,
    write: (value, writer) => {
      codecOf(typeName).write(value, writer.fork());
      writer.ldelim();
    },
    read: (reader, state, previous) => codecOf(typeName).read(reader, lengthEnd(reader), state, (previous ?? {}) as Message),
    empty: (reader, state) => codecOf(typeName).read(reader, reader.pos, state, {}),
  };
}

function enumValueCodec(typeName: string): ValueCodec {
  const { numbers } = enumType(typeName);
  const names = new Map([...numbers].map(([name, number]) => [number, name]));
  return {
    wireType: VARINT,
    write: (value, writer) => writer.int32(numbers.get(value as string) ?? 0),
    read: (reader) => names.get(reader.int32()),
    empty: () => names.get(0),
  };
}

const SCALAR_CODECS: Readonly<Record<ScalarType, ValueCodec>> = {
  string: {
    wireType: LENGTH_DELIMITED,
    write: (value, writer) => writer.string(value as string),
    read: (reader) => reader.string(),
    empty: () => '',
  },
  bytes: {
    wireType: LENGTH_DELIMITED,
    write: (value, writer) => writer.bytes(Buffer.from(value as string, 'base64')),
    read: (reader) => Buffer.from(reader.bytes()).toString('base64'),
    empty: () => '',
  },
  bool: {
    wireType: VARINT,
    write: (value, writer) => writer.bool(value as boolean),
    read: (reader) => reader.bool(),
    empty: () => false,
  },
  double: numberCodec(FIXED_64, 'double'),
  float: numberCodec(FIXED_32, 'float'),
  int32: numberCodec(VARINT, 'int32'),
  uint32: numberCodec(VARINT, 'uint32'),
  int64: numberCodec(VARINT, 'int64'),
  uint64: numberCodec(VARINT, 'uint64'),
};

function numberCodec(wireType: number, type: 'double' | 'float' | 'int32' | 'uint32' | 'int64' | 'uint64'): ValueCodec {
  return {
    wireType,
    write: (value, writer) => writer[type](value as number),
    read: (reader) => {
      const value = reader[type]();
      // Two halves where the package `long` is there, else a number, whatever the types say.
      return typeof value === 'number' ? value : (value.unsigned ? value.high >>> 0 : value.high) * 2 ** 32 + (value.low >>> 0);
    },
    empty: () => 0,
  };
}
