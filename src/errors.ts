import { inspect } from 'node:util';
import { type ErrorCode, type ErrorDetails, errorCatalogue } from './error-catalogue.js';

export type { ErrorCode, ErrorDetails } from './error-catalogue.js';
export type { Problem } from './problem.js';

/** Registered for the whole Node process, so that two bundled copies of this file know each other's errors. */
const BRAND = Symbol.for('minimesos.error');

/**
 * An error that minimesos throws on purpose. The message says what happened, what was tried and what to do; `code` and
 * `details` say the same to programs. The codes are listed in `docs/errors.md`.
 */
export class MinimesosError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'MinimesosError';
  readonly code: Code;
  /** The particulars, by names that depend on the code; plain data. */
  readonly details: ErrorDetails<Code>;
  /** What to do about it. */
  readonly remedy: string;

  constructor(code: Code, details: ErrorDetails<Code>, options: { cause?: unknown } = {}) {
    const { happened, remedy } = errorCatalogue[code];
    const text = (happened as (details: ErrorDetails<Code>) => string)(details);
    super(`${text}${text.includes('\n') ? '\n' : ' '}${remedy}`, options);
    this.code = code;
    this.details = details;
    this.remedy = remedy;
    Object.defineProperty(this, BRAND, { value: true });
  }

  /** The form in which programs get the error (`--json`, remote API). */
  toJSON(): { code: Code; message: string; remedy: string; details: ErrorDetails<Code>; cause?: unknown } {
    const { code, message, remedy, details } = this;
    return { code, message, remedy, details, ...(this.cause !== undefined && { cause: causeToJson(this.cause) }) };
  }
}

function causeToJson(cause: unknown): unknown {
  if (isMinimesosError(cause)) return cause.toJSON();
  if (typeof cause !== 'object' || cause === null) return String(cause);
  // Runners of tests put objects of no class in the place of errors.
  const { name, message } = cause as Partial<Error>;
  return typeof message === 'string' ? { name, message } : inspect(cause);
}

/** The errors of these codes, as a union whose `details` follow the `code`. */
export type AnyMinimesosError<Code extends ErrorCode = ErrorCode> = { [Each in Code]: MinimesosError<Each> }[Code];

/** Whether this is an error of minimesos (of one of these codes, when any are given), also one of another copy of the package. */
export function isMinimesosError<Code extends ErrorCode = ErrorCode>(
  error: unknown,
  ...codes: Code[]
): error is AnyMinimesosError<Code> {
  if (typeof error !== 'object' || error === null || !(BRAND in error)) return false;
  return codes.length === 0 || codes.includes((error as unknown as MinimesosError<Code>).code);
}

/**
 * Something that comes with a later version.
 * @param what what was asked for, such as `driver docker`
 * @param message what it comes with, or what works in its place
 */
export function notYetSupported(what: string, message: string): MinimesosError<'NOT_YET_SUPPORTED'> {
  return new MinimesosError('NOT_YET_SUPPORTED', {
    source: 'This call',
    problems: [{ code: 'NOT_YET_SUPPORTED', path: what, message }],
  });
}
