import type { OfferFilters } from '../wire/messages.js';

/** Numbers nearer to zero than this, but not zero, are subnormal. */
const LEAST_NORMAL = 2 ** -1022;

/** What is wrong with the filters of one role in a FrameworkInfo, in Mesos's words. */
export function validateOfferFilters({ min_allocatable_resources: least }: OfferFilters): string | undefined {
  for (const { quantities = {} } of least?.quantities ?? []) {
    const entries = Object.entries(quantities);
    if (entries.length === 0) return 'Resource quantities must contain at least one quantity';
    for (const [name, { value }] of entries) {
      const problem = validateScalar(value);
      if (problem) return `Invalid resource quantity for '${name}': ${problem}`;
    }
  }
  return undefined;
}

function validateScalar(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN not supported';
  if (!Number.isFinite(value)) return 'Infinite values not supported';
  if (value !== 0 && Math.abs(value) < LEAST_NORMAL) return 'Subnormal values not supported';
  return value < 0 ? 'Negative values not supported' : undefined;
}
