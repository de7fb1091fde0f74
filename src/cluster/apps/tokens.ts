import { MinimesosError } from '../../errors.js';
import { suggest } from '../../suggest.js';

/** `${MINIMESOS_MASTER}`, and `{{MINIMESOS_MASTER}}` of older releases of the original. Whatever else has that form is left to shells. */
const TOKEN = /\$\{(MINIMESOS_\w*)\}|\{\{\s*(MINIMESOS_\w*)\s*\}\}/gi;

/**
 * Puts values in the place of tokens, within JSON.
 * @param source where the text came from, for messages
 * @throws MinimesosError `UNKNOWN_TOKEN` with all that stand for nothing
 */
export function replaceTokens(text: string, values: Readonly<Record<string, string>>, source: string): string {
  const known = Object.keys(values);
  const unknown = new Set<string>();
  const replaced = text.replace(TOKEN, (all, current: string | undefined, former: string | undefined) => {
    const token = current ?? former ?? '';
    const value = Object.hasOwn(values, token) ? values[token] : undefined;
    if (value === undefined) unknown.add(token);
    return value === undefined ? all : JSON.stringify(value).slice(1, -1);
  });
  if (unknown.size === 0) return replaced;
  const tokens = [...unknown].map((token) => ({ token, suggestion: suggest(token, known) }));
  throw new MinimesosError('UNKNOWN_TOKEN', { source, tokens, known });
}
