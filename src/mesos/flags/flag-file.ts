import { readFileSync } from 'node:fs';
import { FlagValueError } from './flag-types.js';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file on this machine',
  EACCES: 'permission denied',
  EISDIR: 'it is a directory',
};

/** The path that the value of a flag names, `/path` or `file:///path` as Mesos takes it; undefined for what names none. */
export function pathIn(text: string): string | undefined {
  const path = text.startsWith('file://') ? text.slice('file://'.length) : text;
  return path.startsWith('/') ? path : undefined;
}

/**
 * The content of the file that the value of a flag names, or the value itself when it names none.
 * @param told what stands for the path in messages, where what looks like one may be a secret
 * @throws FlagValueError when the file cannot be read
 */
export function contentOf(text: string, told?: string): string {
  const path = pathIn(text);
  if (path === undefined) return text;
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw new FlagValueError(`${told ?? path} cannot be read: ${REASONS[code] ?? (told === undefined ? message : code)}`);
  }
}

/**
 * Reads JSON that holds an object or a list.
 * @throws FlagValueError
 */
export function readJson(text: string): object {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    // Without the piece of the text that Node shows: there may be a secret in it.
    throw new FlagValueError(`it is not JSON: ${(error as Error).message.replace(/, (\.\.\.)?".*$/s, '')}`);
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new FlagValueError('it is neither an object nor a list');
}
