/** Mesos's units of size, smallest first; each is 1024 of the one before. */
const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

const STEP = 1024;

/** What a size looks like, for messages. */
export const BYTES_FORM = 'a whole number of bytes with its unit, such as 512KB, 32MB or 2GB';

/** Bytes of a size in Mesos's text form, such as `32MB`; undefined when it is none. Mesos refuses fractions here. */
export function parseBytes(text: string): number | undefined {
  const match = /^\s*(\d+)\s*([KMGT]?B)\s*$/.exec(text);
  if (!match) return undefined;
  const bytes = Number(match[1]) * STEP ** UNITS.indexOf(match[2] as (typeof UNITS)[number]);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** Bytes in Mesos's text form: in the largest unit of which they are a whole number. */
export function formatBytes(bytes: number): string {
  let amount = bytes;
  let unit = 0;
  while (amount > 0 && amount % STEP === 0 && unit < UNITS.length - 1) {
    amount /= STEP;
    unit++;
  }
  return `${amount}${UNITS[unit]}`;
}
