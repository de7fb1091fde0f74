import { BYTES_FORM, formatBytes, parseBytes } from './bytes.js';
import { DURATION_FORM, formatDuration, parseDuration } from './duration.js';

/** How the values of a flag are written and what they mean. */
export interface FlagType<Value> {
  /** What a value looks like, for messages. */
  readonly expected: string;
  /** The value of a text; undefined when it is none. */
  parse(text: string): Value | undefined;
  /** The text that `/flags` shows. */
  format(value: Value): string;
  /** What is wrong with a text that has no value, where there is more to say than what is expected. */
  explain?(text: string): string | undefined;
  /** Whether a value, unless it is a path, may have a secret in it that messages must not tell. */
  readonly secret?: boolean;
  /** Whether a value may also be given as a JSON object or list instead of its text. */
  readonly structured?: boolean;
  /** The only values, where there are few. */
  readonly choices?: readonly string[];
}

/** Any text. */
export const text: FlagType<string> = { expected: 'text', parse: (value) => value, format: (value) => value };

/** A JSON document, or whatever else Mesos takes in its place (a path); kept as text. */
export const json: FlagType<string> = { ...text, expected: 'JSON', structured: true };

/** Yes or no. */
export const boolean: FlagType<boolean> = {
  expected: 'true or false',
  parse: (value) => ({ true: true, 1: true, false: false, 0: false })[value],
  format: String,
  choices: ['true', 'false'],
};

/** A whole number. */
export const integer: FlagType<number> = {
  expected: 'a whole number',
  parse: (value) => (/^-?\d+$/.test(value) && Number.isSafeInteger(Number(value)) ? Number(value) : undefined),
  format: String,
};

/** A number, with a fraction or without. */
export const number: FlagType<number> = {
  expected: 'a number',
  parse: (value) => (/^-?(\d+(?:\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(value) ? Number(value) : undefined),
  format: String,
};

/** A length of time; its value is in milliseconds. */
export const duration: FlagType<number> = { expected: DURATION_FORM, parse: parseDuration, format: formatDuration };

/** A size; its value is in bytes. */
export const bytes: FlagType<number> = { expected: BYTES_FORM, parse: parseBytes, format: formatBytes };

/** A part of a whole, from `0%` to `100%`; kept as text. */
export const percentage: FlagType<string> = {
  ...text,
  expected: 'a percentage from 0% to 100%',
  parse: (value) => {
    const parsed = value.endsWith('%') ? number.parse(value.slice(0, -1)) : undefined;
    return parsed !== undefined && parsed >= 0 && parsed <= 100 ? value : undefined;
  },
};

/** So many in such a time, as in `1/10mins`. */
export const rate: FlagType<{ readonly permits: number; readonly periodMs: number }> = {
  expected: 'a rate such as 1/10mins',
  parse: (value) => {
    const [permits, period, ...rest] = value.split('/');
    const parsed = { permits: integer.parse(permits ?? '') ?? 0, periodMs: parseDuration(period ?? '') ?? 0 };
    return parsed.permits > 0 && parsed.periodMs > 0 && rest.length === 0 ? parsed : undefined;
  },
  format: ({ permits, periodMs }) => `${permits}/${formatDuration(periodMs)}`,
};

/** One of a few words. */
export function oneOf<Word extends string>(...words: Word[]): FlagType<Word> {
  return {
    expected: words.length === 1 ? `${words[0]}` : `one of ${words.join(', ')}`,
    parse: (value) => words.find((word) => word === value),
    format: String,
    choices: words,
  };
}

/** Text of a certain form. */
export function matching(pattern: RegExp, expected: string): FlagType<string> {
  return { ...text, expected, parse: (value) => (pattern.test(value) ? value : undefined) };
}

/** The numbers of a type from `least` to `most`, both given as text and included. */
export function within(type: FlagType<number>, least: string, most?: string): FlagType<number> {
  const low = type.parse(least) ?? Number.NEGATIVE_INFINITY;
  const high = (most === undefined ? undefined : type.parse(most)) ?? Number.POSITIVE_INFINITY;
  return {
    ...type,
    expected: `${type.expected}, ${most === undefined ? `at least ${least}` : `from ${least} to ${most}`}`,
    parse: (value) => {
      const parsed = type.parse(value);
      return parsed !== undefined && parsed >= low && parsed <= high ? parsed : undefined;
    },
  };
}

/** What is wrong with the value of a flag, in words that end a sentence. */
export class FlagValueError extends Error {
  override readonly name = 'FlagValueError';
}

/**
 * Values with much that can be wrong with them, such as documents and files.
 * @param read throws a {@link FlagValueError} that says what
 */
export function document<Value>(
  expected: string,
  read: (text: string) => Value,
  format: (value: Value) => string,
): FlagType<Value> {
  const attempt = (text: string): { value?: Value; problem?: string } => {
    try {
      return { value: read(text) };
    } catch (error) {
      if (error instanceof FlagValueError) return { problem: error.message };
      throw error;
    }
  };
  return {
    ...{ expected, format, structured: true },
    parse: (text) => attempt(text).value,
    explain: (text) => attempt(text).problem,
  };
}
