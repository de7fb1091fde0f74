/**
 * The shortest input that is found for which `fails` still holds: parts are left out, large ones first, then what is left becomes
 * plain characters.
 * @param attempts how many inputs may be tried
 */
export async function minimised(
  input: Uint8Array,
  fails: (input: Uint8Array) => Promise<boolean>,
  attempts: number,
): Promise<Uint8Array> {
  let best = input;
  let left = attempts;
  const improves = async (candidate: Uint8Array) => {
    if (left-- <= 0 || !(await fails(candidate))) return false;
    best = candidate;
    return true;
  };
  for (let size = best.length >> 1; size > 0 && left > 0; size = size === 1 ? 0 : (size + 1) >> 1) {
    for (let at = 0; at < best.length && left > 0; ) {
      if (!(await improves(Buffer.concat([best.subarray(0, at), best.subarray(at + size)])))) at += size;
    }
  }
  const plain = 'a'.charCodeAt(0);
  for (let at = 0; at < best.length && left > 0; at++) {
    if (best[at] === plain) continue;
    const candidate = new Uint8Array(best);
    candidate[at] = plain;
    await improves(candidate);
  }
  return best;
}
