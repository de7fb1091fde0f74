import { painter } from './colours.js';
import type { CliContext } from './context.js';
import { type Column, formatTable } from './table.js';
import { widthOf } from './text.js';

/** Writes a value for programs: in one line, for people who look at it in a terminal in several. */
export function writeJson({ stdout }: Pick<CliContext, 'stdout'>, value: unknown): void {
  stdout.write(`${JSON.stringify(value, undefined, stdout.isTTY ? 2 : undefined)}\n`);
}

/**
 * Writes what a command has found: a table that fits the terminal, or with `json` the values as they are.
 * @param none what is said, on stderr, when there is nothing to show
 */
export function writeList<Row>(
  context: Pick<CliContext, 'stdout' | 'stderr' | 'env'>,
  rows: readonly Row[],
  how: { readonly json: boolean | undefined; readonly columns: readonly Column<Row>[]; readonly none: string },
): void {
  const { stdout, stderr, env } = context;
  if (how.json) return writeJson(context, rows);
  if (rows.length === 0) return void stderr.write(`${how.none}\n`);
  stdout.write(formatTable(rows, how.columns, painter(stdout, env), widthOf(stdout)));
}
