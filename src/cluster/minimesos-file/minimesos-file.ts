import { isMinimesosError, MinimesosError } from '../../errors.js';
import type { Problem } from '../../problem.js';
import { resolveDescription } from '../description.js';
import { readBlocks } from './blocks.js';
import { checkBlock, FILE_FORM, placeOf } from './forms.js';
import type { Note } from './notes.js';
import { type Translation, translate } from './translate.js';

export type { Note } from './notes.js';

/** What a minimesosFile of the original minimesos says. */
export interface MinimesosFile {
  /** The description that it stands for. */
  readonly description: Readonly<Record<string, unknown>>;
  /** What of it has no place there. */
  readonly notes: readonly Note[];
}

/**
 * Whether a text looks like a minimesosFile: its first word is the name of the block that is around all.
 */
export const isMinimesosFile = (text: string): boolean =>
  // A comment ends at its first end, and nowhere else: with several ways to read many of them, that takes years.
  /^\uFEFF?(#![^\n]*\n)?(\s|\/\/[^\n]*\n|\/\*(?:[^*]|\*(?!\/))*\*\/)*minimesos\s*\{/.test(text);

/**
 * Reads a minimesosFile, the Groovy of the original minimesos, of which it knows blocks and properties; nothing is executed.
 * @param source where it came from, for messages
 * @throws MinimesosError `INVALID_DESCRIPTION` with all that is wrong, each with its line and column
 */
export function readMinimesosFile(text: string, source: string): MinimesosFile {
  const { root, faults } = readBlocks(text);
  const problems: Problem[] = faults.map(({ at, reason }) => ({ code: 'INVALID_VALUE', path: placeOf(at), message: reason }));
  const checked = checkBlock(root, FILE_FORM, problems);
  if (!root.blocks.some(({ name }) => name === 'minimesos') && problems.length === 0) {
    problems.push({ code: 'INVALID_VALUE', path: placeOf(root.at), message: 'the block minimesos { ... } is not there' });
  }
  refuse(problems, source);
  const translation = translate(checked);
  refuse(problemsOf(translation), source);
  return translation;
}

function refuse(problems: readonly Problem[], source: string): void {
  if (problems.length > 0) throw new MinimesosError('INVALID_DESCRIPTION', { source, problems: inOrder(problems) });
}

/** What is found wrong only where the whole is seen: its place is that of the block that it came from. */
function problemsOf({ description, places }: Translation): Problem[] {
  try {
    resolveDescription(description);
    return [];
  } catch (error) {
    if (!isMinimesosError(error, 'INVALID_DESCRIPTION', 'NOT_YET_SUPPORTED')) throw error;
    return error.details.problems.map((problem) => {
      const [, place] = Object.entries(places).find(([path]) => problem.path.startsWith(path)) ?? [];
      return place ? { ...problem, path: `${placeOf(place)}, as ${problem.path}` } : problem;
    });
  }
}

const inOrder = (problems: readonly Problem[]): Problem[] => {
  const place = ({ path }: Problem) => /line (\d+), column (\d+)/.exec(path)?.slice(1).map(Number) ?? [0, 0];
  return [...problems].sort((one, other) => {
    const [[line = 0, column = 0], [otherLine = 0, otherColumn = 0]] = [place(one), place(other)];
    return line - otherLine || column - otherColumn;
  });
};
