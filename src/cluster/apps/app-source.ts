import { resolve } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { show } from '../../problem.js';
import { isObject } from '../check.js';

/** An app or group of Marathon, or where its JSON is. */
export type AppSource =
  | { readonly file: string }
  | { readonly url: string }
  | { readonly json: string }
  | Readonly<Record<string, unknown>>
  | string;

/** JSON of an app or group, as text or read, and where it came from. */
export interface ReadApp {
  readonly app: unknown;
  readonly source: string;
}

const EXPECTED = "a Marathon app, { file: 'app.json' }, { url: 'http://...' } or { json: '{...}' }";
const PLACES = ['file', 'url', 'json'];

/**
 * Reads what is to be installed.
 * @param from the object itself, or where it is; a text is a path or a URL
 * @param directory where relative paths begin
 * @throws MinimesosError `FILE_NOT_FOUND`, `FILE_NOT_READABLE`, `INVALID_ARGUMENT`
 */
export async function readAppSource(from: unknown, directory: string): Promise<ReadApp> {
  const [place, value] = placeOf(from);
  if (place === undefined) return { app: from, source: nameOf(from) };
  if (typeof value !== 'string' || (value === '' && place !== 'json')) {
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'What is to be installed', came: show(from), expected: EXPECTED });
  }
  if (place === 'json') return { app: value, source: 'The JSON' };
  const { isUrl, readText } = await import('../read-description.js');
  const file = isUrl(value) ? value : resolve(directory, value);
  return { app: await readText(file, value), source: value };
}

/** @throws MinimesosError `INVALID_ARGUMENT` */
function placeOf(from: unknown): [string, unknown] | [] {
  if (typeof from === 'string') return ['file', from];
  if (!isObject(from)) {
    throw new MinimesosError('INVALID_ARGUMENT', { argument: 'What is to be installed', came: show(from), expected: EXPECTED });
  }
  const [key, ...more] = Object.keys(from);
  return key !== undefined && more.length === 0 && PLACES.includes(key) ? [key, from[key]] : [];
}

const nameOf = (app: unknown): string =>
  isObject(app) && typeof app['id'] === 'string' && app['id'] !== '' ? app['id'] : 'What was given';
