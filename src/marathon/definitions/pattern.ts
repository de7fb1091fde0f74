import { RegexError } from '../../mesos/regex/parser.js';
import { compileRegex, type Regex } from '../../mesos/regex/program.js';

/** Any that there is room for: Marathon has no limit. */
const ANY_MEMORY = 0;

/**
 * A regular expression that has to match as a whole, as Java's `matches` has it. What can be done with it takes time linear in the
 * text, which Java does not promise: so there is no look-around in it, and no reference back.
 * @returns in words, what is wrong with one that cannot be read
 */
export function compilePattern(text: string): Regex | { readonly problem: string } {
  try {
    return compileRegex(text, ANY_MEMORY);
  } catch (error) {
    if (error instanceof RegexError) return { problem: error.message };
    throw error;
  }
}
