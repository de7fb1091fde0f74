import { validateScalarValue } from '../resources/validate.js';
import type { OfferFilters } from '../wire/messages.js';

/** What is wrong with the filters of one role in a FrameworkInfo, in Mesos's words. */
export function validateOfferFilters({ min_allocatable_resources: least }: OfferFilters): string | undefined {
  for (const { quantities = {} } of least?.quantities ?? []) {
    const entries = Object.entries(quantities);
    if (entries.length === 0) return 'Resource quantities must contain at least one quantity';
    for (const [name, { value }] of entries) {
      const problem = validateScalarValue(value);
      if (problem) return `Invalid resource quantity for '${name}': ${problem}`;
    }
  }
  return undefined;
}
