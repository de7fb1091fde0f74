/**
 * The candidate that was most likely meant by `word`, or undefined when none is near. Case, `-` and `_` do not count, so
 * that `offerTimeout` finds `offer_timeout`; otherwise one slip of the keyboard is forgiven per three letters.
 */
export function suggest(word: string, candidates: Iterable<string>): string | undefined {
  const plain = normalize(word);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(plain.length / 3)) + 1;
  for (const candidate of candidates) {
    const other = normalize(candidate);
    // The distance is at least the difference in length: no need to measure what cannot win.
    if (Math.abs(other.length - plain.length) >= bestDistance) continue;
    const distance = editDistance(plain, other);
    if (distance < bestDistance && distance < Math.max(plain.length, other.length)) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const normalize = (word: string) => word.toLowerCase().replace(/[-_]/g, '');

/**
 * How many letters have to be put in, left out, exchanged, or swapped with their neighbour to turn one word into the
 * other (Damerau-Levenshtein, optimal string alignment).
 */
export function editDistance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let distance = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + (same ? 0 : 1));
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) distance = Math.min(distance, at(beforeLast, column - 2) + 1);
      current.push(distance);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, to.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Number.POSITIVE_INFINITY;
