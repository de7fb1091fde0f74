import type { Value } from '../wire/messages.js';

/** Ranges of whole numbers, both ends included. "Coalesced" ones are sorted and neither overlap nor touch. */
export type Ranges = readonly Value.Range[];

/** The same numbers as coalesced ranges; ranges that end before they begin are left out. */
export function coalesce(ranges: Ranges): Ranges {
  const sorted = ranges.filter(({ begin, end }) => begin <= end).sort((a, b) => a.begin - b.begin);
  const result: Value.Range[] = [];
  for (const { begin, end } of sorted) {
    const last = result.at(-1);
    if (last && begin <= last.end + 1) result[result.length - 1] = { begin: last.begin, end: Math.max(last.end, end) };
    else result.push({ begin, end });
  }
  return result;
}

/** What is in `ranges` and not in `taken`; both coalesced. */
export function subtractRanges(ranges: Ranges, taken: Ranges): Ranges {
  let result: Ranges = ranges;
  for (const { begin, end } of taken) {
    result = result.flatMap((range) => {
      if (range.end < begin || range.begin > end) return [range];
      return [
        { begin: range.begin, end: begin - 1 },
        { begin: end + 1, end: range.end },
      ].filter((rest) => rest.begin <= rest.end);
    });
  }
  return result;
}

/** Whether every number of `part` is in `ranges`; both coalesced. */
export function containsRanges(ranges: Ranges, part: Ranges): boolean {
  return part.every(({ begin, end }) => ranges.some((range) => range.begin <= begin && end <= range.end));
}

/** How many numbers coalesced ranges hold. */
export function countRanges(ranges: Ranges): number {
  return ranges.reduce((count, { begin, end }) => count + end - begin + 1, 0);
}

/** Ranges as Mesos prints them: `[31000-31006, 31010-31010]`. */
export function formatRanges(ranges: Ranges): string {
  return `[${ranges.map(({ begin, end }) => `${begin}-${end}`).join(', ')}]`;
}
