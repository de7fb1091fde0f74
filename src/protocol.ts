/**
 * The Mesos HTTP API's messages and encodings, for programs that speak to a Mesos master or agent themselves: the types of
 * all v1 messages, JSON and protobuf the way Mesos reads and writes them, and RecordIO framing.
 *
 * ```ts
 * import { readRecords, parseJson, writeJson, type scheduler } from 'minimesos/protocol';
 *
 * const call: scheduler.Call = { type: 'SUBSCRIBE', subscribe: { framework_info: { user: 'root', name: 'mine' } } };
 * const response = await fetch(`${master}/api/v1/scheduler`, {
 *   method: 'POST',
 *   headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
 *   body: writeJson('scheduler.Call', call),
 * });
 * for await (const record of readRecords(response.body)) {
 *   const event = parseJson('scheduler.Event', record.toString());
 * }
 * ```
 *
 * In memory a message is what Mesos writes as JSON: snake_case members, enums by name, bytes in base64, 64-bit integers as
 * numbers, `undefined` for what is unset.
 *
 * @module
 */

export {
  APPLICATION_JSON,
  APPLICATION_PROTOBUF,
  APPLICATION_RECORDIO,
  type Encoding,
} from './mesos/wire/content-type.js';
export { parseJsonText } from './mesos/wire/json-text.js';
export type * from './mesos/wire/messages.js';
export { ParseError } from './mesos/wire/parse-error.js';
export { normalise, normaliseList, parseJson } from './mesos/wire/parse-json.js';
export { loadProtobuf, type Protobuf } from './mesos/wire/protobuf.js';
export { encodeRecord, RecordDecoder, readRecords } from './mesos/wire/recordio.js';
export { isUuidBytes, uuidFromBytes, uuidToBytes } from './mesos/wire/uuid-bytes.js';
export { writeJson } from './mesos/wire/write-json.js';
