/** A regular expression that has to match as a whole, as Java's `matches` has it; undefined for one that cannot be read. */
export function compilePattern(text: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${text})$`, 's');
  } catch {
    return undefined;
  }
}
