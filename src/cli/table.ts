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
  const widths = fitted(natural, width);
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

/** Takes away from the widest columns until all of them fit. */
function fitted(natural: readonly number[], width = Number.POSITIVE_INFINITY): number[] {
  const widths = [...natural];
  const available = width - GAP.length * (widths.length - 1);
  while (widths.reduce((sum, each) => sum + each, 0) > available) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    widths[widths.indexOf(widest)] = widest - 1;
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
