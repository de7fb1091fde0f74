/** Mesos's units of time, largest first, in nanoseconds. Nanoseconds keep the arithmetic in whole numbers. */
const UNITS: readonly (readonly [name: string, nanoseconds: number])[] = [
  ['weeks', 7 * 24 * 3600e9],
  ['days', 24 * 3600e9],
  ['hrs', 3600e9],
  ['mins', 60e9],
  ['secs', 1e9],
  ['ms', 1e6],
  ['us', 1e3],
  ['ns', 1],
];

const NANOSECONDS_PER_MS = 1e6;

/** The digits a C++ double is printed with, as Mesos prints durations that are no whole number of a unit. */
const SIGNIFICANT_DIGITS = 15;

/** What a duration looks like, for messages. */
export const DURATION_FORM = 'a duration such as 500ms, 10secs, 5mins, 2hrs, 1days or 1weeks';

/** Milliseconds of a duration in Mesos's text form, such as `10secs` or `1.5mins`; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  const match = /^\s*([-+]?(?:\d+(?:\.\d*)?|\.\d+))\s*([a-z]+)\s*$/.exec(text);
  const unit = UNITS.find(([name]) => name === match?.[2]);
  if (!match || !unit) return undefined;
  return Math.round(Number(match[1]) * unit[1]) / NANOSECONDS_PER_MS;
}

/** Milliseconds of a text as {@link parseDuration}, but as strict as Mesos: of what is none, what Mesos says of it. */
export function readDuration(text: string): number | string {
  const [, amount = '', unit = ''] = /^([\d.]*)(.*)$/s.exec(text) ?? [];
  if (unit === '') return `Invalid duration '${text}'`;
  if (!/^(\d+(?:\.\d*)?|\.\d+)$/.test(amount)) return `Failed to convert '${amount}' to number`;
  const milliseconds = UNITS.some(([name]) => name === unit) ? parseDuration(text) : undefined;
  if (milliseconds === undefined) return unknownUnit(unit);
  if (milliseconds * NANOSECONDS_PER_MS < 2 ** 63) return milliseconds;
  return "Argument out of the range that a Duration can represent due to int64_t's size limit";
}

function unknownUnit(unit: string): string {
  const names = UNITS.map(([name]) => `'${name}'`).reverse();
  return `Unknown duration unit '${unit}'; supported units are ${names.slice(0, -1).join(', ')}, and ${names.at(-1)}`;
}

/**
 * Milliseconds in Mesos's text form. Mesos takes the largest unit that is not larger than the duration, if the duration
 * is a whole number of it (`1mins`) or else of the next smaller one (`90secs`), and otherwise writes a fraction.
 */
export function formatDuration(milliseconds: number): string {
  const total = Math.round(milliseconds * NANOSECONDS_PER_MS);
  const size = Math.abs(total);
  const last = UNITS.length - 1;
  const found = UNITS.findIndex(([, nanoseconds]) => size >= nanoseconds);
  const bucket = found < 0 ? last : found;
  for (const [name, nanoseconds] of UNITS.slice(bucket, bucket + 2)) {
    if (total % nanoseconds === 0) return `${total / nanoseconds}${name}`;
  }
  const [name, nanoseconds] = UNITS[bucket] ?? ['ns', 1];
  return `${Number((total / nanoseconds).toPrecision(SIGNIFICANT_DIGITS))}${name}`;
}
