import { formatProblem, type Problem } from '../problem.js';

/** An error of the catalogue. */
export interface Entry {
  /** When this error is thrown; for the documentation. */
  readonly when: string;
  /** What happened and what was tried, in whole sentences. */
  readonly happened: (details: never) => string;
  /** What the reader can do about it. */
  readonly remedy: string;
}

export const indented = (lines: readonly string[]) => lines.map((line) => `\n  ${line}`).join('');
export const problemLines = (problems: readonly Problem[]) => indented(problems.map(formatProblem));
export const lastLines = (log: readonly string[] | undefined) => (log?.length ? ` Its last log lines:${indented(log)}` : '');
/** What of a start that failed is left, when it was to be: a directory, or containers of this cluster. */
export const kept = (directory: string | undefined, containersOf?: string) =>
  (directory === undefined ? '' : ` What it had written is kept in ${directory}.`) +
  (containersOf === undefined
    ? ''
    : ` Its containers are kept, as docker ps --all --filter label=minimesos.cluster=${containersOf} shows.`);
export const nearest = (suggestion: string | undefined) => (suggestion === undefined ? '' : ` Did you mean ${suggestion}?`);
export const known = (names: readonly string[]) => (names.length === 0 ? 'There are none.' : `There are: ${names.join(', ')}.`);
