import { MinimesosError } from '../errors.js';
import { parseDuration } from '../mesos/flags/duration.js';
import { show } from '../problem.js';
import { suggest } from '../suggest.js';

/** The value of an option is not what it has to be. */
export const invalidOption = (option: string, expected: string, came: string | undefined) =>
  new MinimesosError('INVALID_OPTION', { option, expected, came: came === undefined ? 'nothing' : show(came) });

/**
 * The value of an option that is a whole number.
 * @throws MinimesosError `INVALID_OPTION`
 */
export function readWholeNumber(option: string, text: string, least: number, most: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw invalidOption(option, `a whole number from ${least} to ${most}`, text);
}

/** What the value of an option that is a length of time has to be, for messages. */
export const DURATION = 'a duration such as 30secs, or milliseconds';

/**
 * The value of an option that is a length of time, in milliseconds.
 * @throws MinimesosError `INVALID_OPTION`
 */
export function readDuration(option: string, text: string): number {
  const milliseconds = /^\d+$/.test(text) ? Number(text) : parseDuration(text);
  if (milliseconds !== undefined && milliseconds >= 0) return milliseconds;
  throw invalidOption(option, DURATION, text);
}

/**
 * The value of an option that is one of a few words, whatever the case of its letters.
 * @throws MinimesosError `INVALID_OPTION` with the nearest one
 */
export function readChoice<Choice extends string>(option: string, text: string, choices: readonly Choice[]): Choice {
  const chosen = choices.find((choice) => choice.toLowerCase() === text.toLowerCase());
  if (chosen !== undefined) return chosen;
  const nearest = suggest(text, choices);
  throw invalidOption(option, `one of ${choices.join(', ')}${nearest === undefined ? '' : ` (${nearest}, perhaps)`}`, text);
}

/**
 * The values of an option that are each `NAME=VALUE`.
 * @throws MinimesosError `INVALID_OPTION`
 */
export function readAssignments(option: string, texts: readonly string[]): Record<string, string> {
  const entries = texts.map((text): [string, string] => {
    const sign = text.indexOf('=');
    if (sign < 1) throw invalidOption(option, 'NAME=VALUE', text);
    return [text.slice(0, sign), text.slice(sign + 1)];
  });
  return Object.fromEntries(entries);
}

/** What the value of an option that is a credential has to be, for messages. */
export const CREDENTIAL = 'a principal and its secret with a colon between them';

/**
 * The value of an option that is `PRINCIPAL:SECRET`.
 * @throws MinimesosError `INVALID_OPTION`, which does not tell the secret
 */
export function readCredential(option: string, text: string): { principal: string; secret: string } {
  const colon = text.indexOf(':');
  if (colon > 0) return { principal: text.slice(0, colon), secret: text.slice(colon + 1) };
  throw new MinimesosError('INVALID_OPTION', { option, expected: CREDENTIAL, came: 'something else' });
}
