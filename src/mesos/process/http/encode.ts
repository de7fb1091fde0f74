import { type Encoding, MEDIA_TYPES } from '../../wire/content-type.js';
import type { MessageTypes, TypeName } from '../../wire/messages.js';
import { loadProtobuf } from '../../wire/protobuf.js';
import { writeJson } from '../../wire/write-json.js';
import type { HttpResponse } from './message.js';

/** 200 with one message. */
export async function encodeMessage<Type extends TypeName>(
  typeName: Type,
  message: MessageTypes[Type],
  encoding: Encoding,
): Promise<HttpResponse> {
  const body = encoding === 'json' ? writeJson(typeName, message) : (await loadProtobuf()).encode(typeName, message);
  return { status: 200, headers: { 'Content-Type': MEDIA_TYPES[encoding] }, body };
}
