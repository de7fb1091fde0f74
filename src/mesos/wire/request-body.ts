import type { Encoding } from './content-type.js';
import type { MessageTypes, TypeName } from './messages.js';
import { ParseError } from './parse-error.js';
import { parseJson } from './parse-json.js';

/** The operator API of agents words the failures of a body otherwise than the other APIs do. */
export type BodyErrors = 'call' | 'agent operator call';

/**
 * The message in a request's body. Throws a {@link ParseError} whose message is the body of Mesos's 400 answer.
 *
 * JSON is read at once, protobuf may have to be loaded first: calls on one connection keep their order if each is awaited
 * before the next one is read.
 */
export function readBody<Type extends TypeName>(
  typeName: Type,
  encoding: Encoding,
  body: Uint8Array,
  errors: BodyErrors = 'call',
): MessageTypes[Type] | Promise<MessageTypes[Type]> {
  return encoding === 'json' ? readJson(typeName, body, errors) : readProtobuf(typeName, body, errors);
}

function readJson<Type extends TypeName>(typeName: Type, body: Uint8Array, errors: BodyErrors): MessageTypes[Type] {
  try {
    return parseJson(typeName, Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString());
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    if (error.stage === 'text') throw new ParseError(`Failed to parse body into JSON: ${error.message}`, 'text');
    throw errors === 'call' ? new ParseError(`Failed to convert JSON into Call protobuf: ${error.message}`) : error;
  }
}

async function readProtobuf<Type extends TypeName>(
  typeName: Type,
  body: Uint8Array,
  errors: BodyErrors,
): Promise<MessageTypes[Type]> {
  const { loadProtobuf } = await import('./protobuf.js');
  const { decode } = await loadProtobuf();
  try {
    return decode(typeName, body);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    throw new ParseError(`Failed to parse body into ${errors === 'call' ? 'Call protobuf' : 'a protobuf object'}`, 'text');
  }
}
