import type { Paint, Style } from './colours.js';

/** A column of a table of `Row`s. */
export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => string;
  readonly style?: (row: Row) => Style | undefined;
  /** Numbers stand at the right of their column. */
  readonly align?: 'right';
  /** Whether it is the end of its texts that tells them apart, as with ids: then it is their beginning that is left out. */
  readonly keepEnd?: boolean;
  /** Whether it is cut only when cutting all others is not enough: addresses are of no use in part. */
  readonly whole?: boolean;
}

const GAP = '  ';
/** No column becomes narrower than this to make the table fit. */
const NARROWEST = 6;

/**
 * An aligned table with a line of titles. Columns without any text are left out. Where it is wider than `width`, the widest
 * columns give way, and what they leave out is marked by `…`.
 */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[], paint: Paint, width?: number): string {
  const filled = columns
    .map((column) => ({ column, cells: rows.map((row) => printable(column.cell(row))) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const natural = filled.map(({ column, cells }) => Math.max(...[column.title, ...cells].map(({ length }) => length)));
  const widths = fitted(
    natural,
    filled.map(({ column }) => column.whole === true),
    width,
  );
  const line = (texts: readonly string[]) => texts.join(GAP).trimEnd();
  const titles = filled.map(({ column }, index) => {
    const text = place(column.title, widths[index] ?? 0, column);
    return paint('bold', index === filled.length - 1 ? text.trimEnd() : text);
  });
  const lines = rows.map((row, rowIndex) =>
    line(
      filled.map(({ column, cells }, index) => {
        const text = cells[rowIndex] ?? '';
        const style = column.style?.(row);
        const placed = place(text, widths[index] ?? 0, column);
        return style ? placed.replace(/\S(.*\S)?/, (word) => paint(style, word)) : placed;
      }),
    ),
  );
  return [line(titles), ...lines].map((text) => `${text}\n`).join('');
}

/** Takes away from the widest columns until all of them fit; those that are to stay whole come last. */
function fitted(natural: readonly number[], whole: readonly boolean[], width = Number.POSITIVE_INFINITY): number[] {
  const widths = [...natural];
  const available = width - GAP.length * (widths.length - 1);
  const widest = (among: readonly number[]) =>
    among.reduce((best, index) => ((widths[index] ?? 0) > (widths[best] ?? 0) ? index : best), among[0] ?? 0);
  const indexes = widths.map((_, index) => index);
  for (const among of [indexes.filter((index) => !whole[index]), indexes]) {
    while (widths.reduce((sum, each) => sum + each, 0) > available) {
      const index = widest(among);
      const length = widths[index] ?? 0;
      if (among.length === 0 || length <= NARROWEST) break;
      widths[index] = length - 1;
    }
  }
  return widths;
}

function place<Row>(text: string, width: number, { align, keepEnd }: Column<Row>): string {
  const kept = text.length <= width ? text : keepEnd ? `…${text.slice(1 - width)}` : `${text.slice(0, width - 1)}…`;
  return align === 'right' ? kept.padStart(width) : kept.padEnd(width);
}

/** Names come from frameworks: what could break the line or command the terminal is not passed on. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be found
export const printable = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\ufffd');
