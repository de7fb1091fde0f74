import { ParseError } from './parse-error.js';

const OUTSIDE = /[^A-Za-z0-9+/]/;

/**
 * The same bytes in canonical base64, so that equal bytes are equal texts. Like Mesos's decoder it skips white space, stops
 * at the first `=` and does not ask for padding; any other character is a {@link ParseError} `Invalid character '!'`.
 */
export function canonicalBase64(text: string): string {
  const end = text.search(OUTSIDE);
  if (end < 0 && text.length % 4 === 0) return text;
  const [digits = ''] = text.split('=', 1);
  const bare = digits.replace(/[ \t\n\v\f\r]/g, '');
  const invalid = OUTSIDE.exec(bare);
  if (invalid) throw new ParseError(`Invalid character '${String.fromCodePoint(bare.codePointAt(invalid.index) ?? 0)}'`);
  return Buffer.from(bare, 'base64').toString('base64');
}
