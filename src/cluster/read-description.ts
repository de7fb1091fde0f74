import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Readable } from 'node:stream';
import type { ClusterDescription } from '../drivers/description.js';
import { MinimesosError } from '../errors.js';
import { resolveDescription } from './description.js';
import { jsonFault } from './json-fault.js';

export { parseYamlDescription } from './parse-yaml.js';

/** Forms of files that later versions read. */
const LATER = /(\.(ya?ml|[cm]?[jt]s|groovy)|^minimesosFile)$/;

/**
 * Reads and checks a cluster description.
 * @param file the path of a JSON file, or `-` for standard input
 * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `INVALID_FILE` (with line and column), `NOT_YET_SUPPORTED`,
 *   `INVALID_DESCRIPTION`
 */
export async function readDescription(file: string, stdin: Readable = process.stdin): Promise<ClusterDescription> {
  const source = file === '-' ? 'standard input' : file;
  if (LATER.test(basename(file))) {
    const message = 'this form of file comes later; a .json file, or JSON on standard input (-), works now';
    throw new MinimesosError('NOT_YET_SUPPORTED', { source, problems: [{ code: 'NOT_YET_SUPPORTED', path: '', message }] });
  }
  const text = file === '-' ? await readAll(stdin) : await readText(file);
  return resolveDescription(parseDescription(text, source), source);
}

/**
 * The content of a description in JSON, not yet checked.
 * @param source where it came from, for messages
 * @throws MinimesosError `INVALID_FILE` with line and column
 */
export function parseDescription(text: string, source: string): unknown {
  const json = text.replace(/^\uFEFF/, '');
  if (json.trim() === '') throw new MinimesosError('INVALID_FILE', { file: source, reason: 'it is empty' });
  try {
    return JSON.parse(json);
  } catch (cause) {
    throw new MinimesosError('INVALID_FILE', { file: source, ...jsonFault(json), reason: 'this is not JSON' }, { cause });
  }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new MinimesosError('FILE_NOT_FOUND', { file }, { cause });
    throw new MinimesosError('FILE_NOT_READABLE', { file, reason: REASONS[code ?? ''] ?? message }, { cause });
  }
}

const REASONS: Readonly<Record<string, string>> = { EISDIR: 'it is a directory', EACCES: 'permission denied' };

async function readAll(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(Buffer.from(chunk as string | Uint8Array));
  return Buffer.concat(chunks).toString('utf8');
}
