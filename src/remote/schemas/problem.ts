import * as v from 'valibot';
import { count, recordOf, text } from './fields.js';

const Problem = v.object({
  code: text('`UNKNOWN_KEY`, `INVALID_VALUE` or `NOT_YET_SUPPORTED`.'),
  path: text('Where, such as `agents[1].resources`; empty for the whole.'),
  message: text('The problem in words, without the path.'),
  came: v.optional(text('What was given, shortened.')),
  expected: v.optional(text('What would be right.')),
  suggestion: v.optional(text('The nearest valid name.')),
});

/** The answer to a request that was refused or failed; RFC 9457. */
export const ProblemDocument = v.object({
  type: text('Where errors of this code are described, relative to the server.'),
  title: text('When errors of this code occur.'),
  status: count('The status of the answer.'),
  detail: text('What happened, and what was tried.'),
  code: text('The kind of error, for programs.'),
  remedy: text('What to do about it.'),
  problems: v.optional(v.pipe(v.array(Problem), v.description('All that is wrong with what was sent.'))),
  details: v.optional(recordOf(v.unknown(), 'The particulars, by names that depend on the code.')),
});
