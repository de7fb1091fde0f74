/**
 * Finds fewer items that fail as all of them do (Zeller's delta debugging): takes out parts of the list, at first halves, at
 * last single items, as long as what is left fails.
 * @param most so many lists may be tried
 */
export async function reduce<Item>(
  items: readonly Item[],
  fails: (items: readonly Item[]) => Promise<boolean>,
  most: number,
): Promise<readonly Item[]> {
  let kept = items;
  let parts = 2;
  for (let tried = 0; kept.length > 0; ) {
    const size = Math.ceil(kept.length / parts);
    let found = false;
    for (let start = 0; start < kept.length && !found; start += size) {
      if (tried++ >= most) return kept;
      const rest = [...kept.slice(0, start), ...kept.slice(start + size)];
      if (!(await fails(rest))) continue;
      kept = rest;
      found = true;
    }
    if (found) parts = Math.max(parts - 1, 2);
    else if (size <= 1) return kept;
    else parts = Math.min(parts * 2, kept.length);
  }
  return kept;
}
