import type { IncomingMessage, ServerResponse } from 'node:http';
import { jsonFault } from '../cluster/json-fault.js';
import { MinimesosError } from '../errors.js';
import { show } from '../problem.js';
import type { BodyDefinition, Schema } from './route.js';
import { checkDepth, validate } from './validate.js';

const JSON_TYPE = 'application/json';

/**
 * The body of a request, checked.
 * @throws MinimesosError `BODY_TOO_LARGE`, `UNSUPPORTED_CONTENT`, `INVALID_FILE` with line and column, `INVALID_REQUEST`
 */
export async function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  definition: BodyDefinition<Schema>,
  limit: number,
): Promise<unknown> {
  const type = mediaType(request.headers['content-type']);
  const texts = new Map(Object.entries(definition.texts ?? {}));
  const toObject = type === JSON_TYPE ? parseJson : texts.get(type);
  const coding = request.headers['content-encoding'] ?? 'identity';
  const bytes = await bytesOf(request, response, limit);
  const empty = bytes.length === 0 && definition.required === false;
  if (!empty && (!toObject || coding !== 'identity')) {
    const came = show(toObject ? coding : type);
    throw new MinimesosError('UNSUPPORTED_CONTENT', { came, expected: [JSON_TYPE, ...texts.keys()] });
  }
  const value = empty || !toObject ? {} : await toObject(textOf(bytes));
  checkDepth(value);
  return validate(definition.schema, value, 'The body');
}

/** A body is JSON unless it says otherwise. */
const mediaType = (header: string | undefined) => header?.split(';', 1)[0]?.trim().toLowerCase() || JSON_TYPE;

async function bytesOf(request: IncomingMessage, response: ServerResponse, limit: number): Promise<Buffer> {
  const tooLarge = () => new MinimesosError('BODY_TOO_LARGE', { limit });
  if (Number(request.headers['content-length']) > limit) throw tooLarge();
  // Whoever asks before sending is asked to send only now, when nothing speaks against it any more.
  if (request.headers.expect !== undefined) response.writeContinue();
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) chunks.push(chunk);
      else reject(tooLarge());
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('The client left while it was sending.')));
  });
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new MinimesosError('INVALID_FILE', { file: 'The body', reason: 'this is not text in UTF-8' }, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = text.trim() === '' ? 'it is empty' : 'this is not JSON';
    throw new MinimesosError('INVALID_FILE', { file: 'The body', ...jsonFault(text), reason }, { cause });
  }
}
