const show = (value) => {
  if (typeof value !== 'number') return String(value);
  if (Number.isInteger(value)) return value.toLocaleString('en');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 1 ? 1 : 3);
};

/** Whether a row is as it should be: within its limits, or as `right` says. */
export const isMet = ({ value, most, least, right = true }) => right && !(value > most || value < least) && !Number.isNaN(value);

/** Rows as lines whose columns stand below each other. */
export function table(rows) {
  const cells = rows.map((row) => {
    const unit = row.unit ? ` ${row.unit}` : '';
    const limit = row.most !== undefined ? `<= ${show(row.most)}` : row.least !== undefined ? `>= ${show(row.least)}` : '';
    return [
      row.figure,
      `${show(row.value)}${unit}`,
      limit,
      limit || row.right !== undefined ? (isMet(row) ? 'met' : 'BROKEN') : '',
    ];
  });
  const width = (column) => Math.max(...cells.map((line) => line[column].length));
  const widths = [width(0), width(1), width(2)];
  return cells
    .map(([figure, value, limit, verdict]) =>
      `  ${figure.padEnd(widths[0])}  ${value.padStart(widths[1])}  ${limit.padStart(widths[2])}  ${verdict}`.trimEnd(),
    )
    .join('\n');
}
