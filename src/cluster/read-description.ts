import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { connectionFailure } from '../drivers/connection-failure.js';
import type { ClusterDescription } from '../drivers/description.js';
import { MinimesosError } from '../errors.js';
import { isObject } from './check.js';
import { resolveDescription } from './description.js';
import { jsonFault } from './json-fault.js';
import type { MinimesosFile, Note } from './minimesos-file/minimesos-file.js';
import { parseYamlDescription } from './parse-yaml.js';
import { withPathsFrom } from './paths-from.js';

/** The names under which a description is looked for in a directory. */
const NAMES = ['yaml', 'yml', 'json', 'ts', 'mts', 'cts', 'js', 'mjs', 'cjs'].map((extension) => `minimesos.${extension}`);

/** The file of the original minimesos, which counts where there is no other. */
export const ORIGINAL = 'minimesosFile';

/** Whether a file is one of the original by its name, such as `minimesosFile-2` or `cluster.groovy`. */
function isOriginal(name: string): boolean {
  const at = name.lastIndexOf(ORIGINAL);
  return name.endsWith('.groovy') || (at >= 0 && !name.includes('.', at));
}

/** The files in a directory that look like the description of its cluster. There should be no more than one. */
export function findDescriptions(directory: string): string[] {
  const isThere = (name: string) => existsSync(join(directory, name));
  const found = NAMES.filter(isThere);
  return found.length === 0 && isThere(ORIGINAL) ? [ORIGINAL] : found;
}

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
 * @param tell called with what of a minimesosFile has no place in a description
 * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `INVALID_FILE` (with line and column), `NOT_YET_SUPPORTED`
 */
export async function readDescriptionFile(
  file: string,
  stdin: Readable = process.stdin,
  source = nameOf(file),
  tell: Tell = () => {},
): Promise<unknown> {
  const content = withoutSchema(await readContent(file, stdin, source, tell));
  return file === '-' || isUrl(file) ? content : withPathsFrom(dirname(resolve(file)), content);
}

/** Whether a description is to be fetched from elsewhere. */
export const isUrl = (file: string): boolean => /^https?:\/\//i.test(file);

type Tell = (notes: readonly Note[]) => void;

async function readContent(file: string, stdin: Readable, source: string, tell: Tell): Promise<unknown> {
  if (file === '-') return parseAny(await readAll(stdin), source, tell);
  if (/\.[cm]?[jt]s$/.test(file)) {
    await orMissing(stat(file), source);
    const { loadModule } = await import('./load-module.js');
    return loadModule(file, source);
  }
  const text = await readText(file, source);
  if (/\.json$/.test(file)) return parseDescription(text, source);
  if (isOriginal(basename(file))) return parseOriginal(text, source, tell);
  // A file of nothing but comments describes the default.
  return (await (/\.ya?ml$/.test(file) ? parseYamlDescription(text, source) : parseAny(text, source, tell))) ?? {};
}

/** Editors are told by this key what a file may contain; it says nothing about the cluster. */
function withoutSchema(content: unknown): unknown {
  if (!isObject(content)) return content;
  const { $schema: _, ...description } = content;
  return description;
}

/**
 * The content of a description in YAML, in JSON or in the form of the original minimesos, not yet checked.
 * @param source where it came from, for messages
 * @throws MinimesosError `INVALID_FILE` with line and column; of a minimesosFile `INVALID_DESCRIPTION`
 */
export async function parseAny(text: string, source: string, tell: Tell = () => {}): Promise<unknown> {
  return /\bminimesos\s*\{/.test(text) && (await import('./minimesos-file/minimesos-file.js')).isMinimesosFile(text)
    ? parseOriginal(text, source, tell)
    : parseEither(text, source);
}

/**
 * Reads a minimesosFile, with what of it has no place in a description.
 * @param file a path, or a URL
 * @param directory where a relative path begins
 * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `INVALID_DESCRIPTION`
 */
export async function readOriginal(file: string, directory: string): Promise<MinimesosFile> {
  const text = await readText(isUrl(file) ? file : resolve(directory, file), file);
  return (await import('./minimesos-file/minimesos-file.js')).readMinimesosFile(text, file);
}

async function parseOriginal(text: string, source: string, tell: Tell): Promise<unknown> {
  const { description, notes } = (await import('./minimesos-file/minimesos-file.js')).readMinimesosFile(text, source);
  tell(notes);
  return description;
}

/**
 * The text of a file, or at a URL.
 * @param source what messages call it
 * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`
 */
export const readText = (file: string, source: string): Promise<string> =>
  isUrl(file) ? fetchText(file, source) : orMissing(readFile(file, 'utf8'), source);

async function fetchText(url: string, source: string): Promise<string> {
  try {
    const answer = await fetch(url);
    if (answer.ok) return await answer.text();
    throw new Error(`it was answered ${answer.status}`);
  } catch (cause) {
    const reason = connectionFailure(((cause as Error).cause ?? cause) as Error);
    throw new MinimesosError('FILE_NOT_READABLE', { file: source, reason }, { cause });
  }
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
