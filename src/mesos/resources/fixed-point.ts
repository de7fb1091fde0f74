/**
 * Mesos counts scalars in thousandths, so that sums of decimal fractions stay exact. Halves are rounded away from zero.
 */
export function toMilli(value: number): number {
  return Math.sign(value) * Math.round(Math.abs(value) * 1000);
}

export function fromMilli(milli: number): number {
  return milli / 1000;
}

/** Significant digits that Mesos prints of a scalar. */
const PRINTED_DIGITS = 15;

/** A scalar as Mesos prints it: rounded to thousandths, without superfluous zeros, exponential from 1e15 on. */
export function formatScalar(value: number): string {
  const rounded = fromMilli(toMilli(value));
  if (Number.isFinite(rounded) && Math.abs(rounded) >= 10 ** PRINTED_DIGITS) {
    const [digits, exponent] = rounded.toExponential(PRINTED_DIGITS - 1).split('e');
    return `${Number(digits)}e${exponent}`;
  }
  return String(Number(rounded.toPrecision(PRINTED_DIGITS)));
}
