import type { Resource } from '../wire/messages.js';

/** The names of all resources that are mentioned in a text or list that can be read, those of which there is none included. */
export function namesIn(given: string | readonly Resource[]): string[] {
  if (typeof given !== 'string') return given.map(({ name }) => name);
  if (given.trimStart().startsWith('[')) return namesIn(JSON.parse(given) as Resource[]);
  return given.split(';').map((item) => (item.split(/[:(]/, 1)[0] ?? '').trim());
}
