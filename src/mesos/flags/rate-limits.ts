import { contentOf, readJson } from './flag-file.js';
import { document, type FlagType, FlagValueError } from './flag-types.js';

/** How fast messages are taken. */
export interface MessageRate {
  readonly qps: number;
  /** How many may wait; without limit where undefined. */
  readonly capacity: number | undefined;
}

/** Mesos's `RateLimits`. */
export interface RateLimits {
  /** By principal; undefined for those whose messages are not limited. */
  readonly principals: ReadonlyMap<string, MessageRate | undefined>;
  /** That of all other frameworks together. */
  readonly others: MessageRate | undefined;
  /** As it was given. */
  readonly text: string;
}

/** Mesos's flag `rate_limits`: a path, or what would be in the file. */
export const rateLimits: FlagType<RateLimits> = document(
  'rate limits such as {"limits": [{"principal": "P", "qps": 10, "capacity": 100}], "aggregate_default_qps": 50}',
  (text) => {
    const { limits = [], aggregate_default_qps, aggregate_default_capacity } = readObject(readJson(contentOf(text)), 'it');
    if (!Array.isArray(limits)) throw new FlagValueError('"limits" is no list');
    const principals = new Map<string, MessageRate | undefined>();
    for (const [index, limit] of limits.entries()) {
      const { principal, qps, capacity } = readObject(limit, `limits[${index}]`);
      if (typeof principal !== 'string') throw new FlagValueError(`limits[${index}] has no text "principal"`);
      if (principals.has(principal)) throw new FlagValueError(`there are two limits of ${principal}`);
      principals.set(principal, readRate(qps, capacity, `limits[${index}]`));
    }
    return { principals, others: readRate(aggregate_default_qps, aggregate_default_capacity, 'aggregate_default'), text };
  },
  ({ text }) => text,
);

function readObject(value: unknown, where: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new FlagValueError(`${where} is no object`);
  return value as Record<string, unknown>;
}

function readRate(qps: unknown, capacity: unknown, where: string): MessageRate | undefined {
  if (capacity !== undefined && !(Number.isSafeInteger(capacity) && (capacity as number) >= 0)) {
    throw new FlagValueError(`the capacity of ${where} is no whole number from 0 on`);
  }
  if (qps === undefined) return undefined;
  if (typeof qps !== 'number' || qps <= 0) throw new FlagValueError(`the qps of ${where} is no number above 0`);
  return { qps, capacity: capacity as number | undefined };
}
