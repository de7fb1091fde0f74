/** The whole numbers that fit into as many bits, sign included. Of 64 bits the last digits of the largest are lost. */
const LIMITS = { 32: 2 ** 31, 64: 2 ** 63 } as const;

/**
 * The whole number in a text as Mesos reads numbers in parameters: decimal with or without a sign, or hexadecimal with
 * `0x`. Undefined when the text is none, or when the number does not fit into the bits.
 */
export function numify(text: string, bits: keyof typeof LIMITS): number | undefined {
  const match = /^([-+]?)(\d+)$/.exec(text) ?? /^(-?)(0x[0-9a-f]+)$/i.exec(text);
  if (!match) return undefined;
  const [, sign, digits] = match;
  const number = Number(digits) * (sign === '-' ? -1 : 1);
  const limit = LIMITS[bits];
  return number >= -limit && number < limit ? number : undefined;
}
