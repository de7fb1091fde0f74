import type { Output } from './context.js';

/** Breaks a text into lines that are no wider than `width`, all but the first after `indent` spaces. A word is never broken. */
export function wrap(text: string, width: number, indent = 0): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line !== '' && longer.length > width - indent) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`);
}

/** How wide the terminal is; undefined for what is none, and for one that says 0, as those do that nobody has given a size. */
export const widthOf = ({ isTTY, columns }: Output): number | undefined => (isTTY && columns ? columns : undefined);

/** A text as a terminal shows it best: its lines broken between words, where the terminal would break them anywhere. */
export function fitTerminal(text: string, output: Output): string {
  const columns = widthOf(output);
  if (columns === undefined) return text;
  const fitted = text.split('\n').map((line) => {
    const [indent = ''] = /^ */.exec(line) ?? [];
    return line.length <= columns ? line : indent + wrap(line.trim(), columns, indent.length);
  });
  return fitted.join('\n');
}

/** A number with its noun: `1 agent`, `2 agents`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const UNITS = [
  ['s', 1],
  ['min', 60],
  ['h', 3600],
  ['d', 86_400],
] as const;

/** How long something has lasted, in one round number: `40 s`, `3 min`. */
export function roughly(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds / 1000);
  const [unit, length] = UNITS.findLast(([, length]) => seconds >= length * 2) ?? UNITS[0];
  return `${Math.floor(seconds / length)} ${unit}`;
}

/** Amounts by name in one line: `cpus:2 mem:1024 ports:[31000-31099]`. What there is nothing of is left out. */
export const amounts = (values: Readonly<Record<string, string | number>> = {}): string =>
  Object.entries(values)
    .filter(([, value]) => value !== 0)
    .map(([name, value]) => `${name}:${value}`)
    .join(' ');
