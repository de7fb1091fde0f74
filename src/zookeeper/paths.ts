import { Refusal } from './error-codes.js';

/** Characters that no path has: control characters, surrogates and the private use area, specials. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVALID = /[\u0000-\u001f\u007f-\u009f\ud800-\uf8ff\ufff0-\uffff]/;

/** What ZooKeeper creates itself, and nobody may delete. */
export const RESERVED_PATHS: readonly string[] = ['/', '/zookeeper', '/zookeeper/quota', '/zookeeper/config'];

export function isValidPath(path: string): boolean {
  if (path === '/') return true;
  if (!path.startsWith('/') || INVALID.test(path)) return false;
  return path
    .slice(1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..');
}

export function requireValidPath(path: string): void {
  if (!isValidPath(path)) throw new Refusal('BAD_ARGUMENTS');
}

/** The path of the parent, of a path of which only that much is known: that it has one. */
export function parentOf(path: string): string {
  const lastSlash = path.lastIndexOf('/');
  if (lastSlash < 0 || path.includes('\0')) throw new Refusal('BAD_ARGUMENTS');
  return lastSlash === 0 ? '/' : path.slice(0, lastSlash);
}

/** The path of a child of this name. */
export const childOf = (path: string, name: string): string => (path === '/' ? `/${name}` : `${path}/${name}`);

export const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
