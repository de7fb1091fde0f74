import { ParseError } from '../../wire/parse-error.js';

/**
 * The parameters in a query or a form, read as libprocess reads them: `&` and `;` separate, `+` is a blank, and of a name
 * that comes several times the last counts.
 * @throws ParseError for a `%` that two hexadecimal digits do not follow
 */
export function parseQuery(text: string): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const pair of text.split(/[&;]/)) {
    if (pair === '') continue;
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? [];
    parameters.set(decode(name), decode(value));
  }
  return parameters;
}

/**
 * The parameters in a request's form.
 * @throws ParseError whose message is the body of Mesos's 400 answer
 */
export function parseForm(body: Buffer): URLSearchParams {
  try {
    return parseQuery(body.toString());
  } catch (error) {
    throw error instanceof ParseError ? new ParseError(`Unable to decode query string: ${error.message}`) : error;
  }
}

function decode(text: string): string {
  const malformed = /%(?![0-9a-f]{2})/i.exec(text);
  if (malformed) {
    const found = text.slice(malformed.index, malformed.index + '%XX'.length);
    throw new ParseError(`Malformed % escape in '${text}': '${found}'`);
  }
  const bytes = Buffer.from(text.replaceAll('+', ' '))
    .toString('latin1')
    .replace(/%(..)/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}
