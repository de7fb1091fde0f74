import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { ClusterDescription } from '../drivers/description.js';
import { MinimesosError } from '../errors.js';
import { isObject } from './check.js';
import { withPathsFrom } from './check-zookeeper.js';
import { resolveDescription } from './description.js';
import { jsonFault } from './json-fault.js';
import { parseYamlDescription } from './parse-yaml.js';

export { parseYamlDescription };

/** The names under which a description is looked for in a directory. */
const NAMES = ['yaml', 'yml', 'json', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `minimesos.${extension}`);

/** The form of the original minimesos. */
const LATER = /(\.groovy|^minimesosFile)$/;

/** The files in a directory that look like the description of its cluster. There should be no more than one. */
export const findDescriptions = (directory: string): string[] => NAMES.filter((name) => existsSync(join(directory, name)));

/**
 * Reads and checks a cluster description.
 * @param file the path of a YAML, JSON, TypeScript or JavaScript file; `-` for YAML or JSON on standard input
 * @throws MinimesosError `INVALID_DESCRIPTION`, `NOT_YET_SUPPORTED`, and as {@link readDescriptionFile}
 */
export async function readDescription(file: string, stdin?: Readable): Promise<ClusterDescription> {
  return resolveDescription(await readDescriptionFile(file, stdin), nameOf(file));
}

/** What messages call a file that holds a description. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);

/**
 * Reads a cluster description, and leaves it to be checked.
 * @param source what messages call the file. Default: its path
 * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `INVALID_FILE` (with line and column), `NOT_YET_SUPPORTED`
 */
export async function readDescriptionFile(
  file: string,
  stdin: Readable = process.stdin,
  source = nameOf(file),
): Promise<unknown> {
  if (LATER.test(basename(file))) {
    const message = 'this form of file comes later; .yaml, .json, .ts and .js files work now';
    throw new MinimesosError('NOT_YET_SUPPORTED', { source, problems: [{ code: 'NOT_YET_SUPPORTED', path: '', message }] });
  }
  const content = withoutSchema(await readContent(file, stdin, source));
  return file === '-' ? content : withPathsFrom(dirname(resolve(file)), content);
}

async function readContent(file: string, stdin: Readable, source: string): Promise<unknown> {
  if (file === '-') return parseEither(await readAll(stdin), source);
  if (/\.[cm]?[jt]s$/.test(file)) {
    await orMissing(stat(file), source);
    const { loadModule } = await import('./load-module.js');
    return loadModule(file, source);
  }
  const text = await orMissing(readFile(file, 'utf8'), source);
  if (/\.json$/.test(file)) return parseDescription(text, source);
  // A file of nothing but comments describes the default.
  return (await (/\.ya?ml$/.test(file) ? parseYamlDescription : parseEither)(text, source)) ?? {};
}

/** Editors are told by this key what a file may contain; it says nothing about the cluster. */
function withoutSchema(content: unknown): unknown {
  if (!isObject(content)) return content;
  const { $schema: _, ...description } = content;
  return description;
}

/** Text without a name that tells its form. What is JSON is YAML too, but JSON is told more exactly what is wrong with it. */
async function parseEither(text: string, source: string): Promise<unknown> {
  if (!/^\uFEFF?\s*[{[]/.test(text)) return parseYamlDescription(text, source);
  try {
    return parseDescription(text, source);
  } catch (error) {
    return parseYamlDescription(text, source).catch(() => Promise.reject(error));
  }
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

async function orMissing<Value>(reading: Promise<Value>, file: string): Promise<Value> {
  try {
    return await reading;
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
