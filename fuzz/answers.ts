import { isMinimesosError } from '../src/errors.js';
import { HeaderError } from '../src/mesos/wire/content-type.js';
import { ParseError } from '../src/mesos/wire/parse-error.js';

/** Whether an error is one of our catalogue, or of the codecs, the words of which are Mesos's. */
export const isAnswer = (error: unknown): boolean =>
  isMinimesosError(error) || error instanceof ParseError || error instanceof HeaderError;

/** The same where a part tells by a plain Error, in words, what is wrong; a TypeError, or one of the system, is none of those. */
export const isAnswerInWords = (error: unknown): boolean =>
  isAnswer(error) || (error instanceof Error && Object.getPrototypeOf(error) === Error.prototype && !('code' in error));

/** Carries out each of several things with the same input; an answer of one does not keep the next from its turn. */
export function each(actions: readonly (() => unknown)[], answers: (error: unknown) => boolean = isAnswer): void {
  for (const action of actions) {
    try {
      action();
    } catch (error) {
      if (!answers(error)) throw error;
    }
  }
}

export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
