import type fc from 'fast-check';

/** So many runs of a random test, times MINIMESOS_PROPERTY_RUNS where that is set: for long searches of the same kind. */
export function propertyRuns(usual: number): fc.Parameters<unknown> {
  const factor = Number(process.env.MINIMESOS_PROPERTY_RUNS ?? 1);
  if (!(factor > 0)) throw new Error(`MINIMESOS_PROPERTY_RUNS is ${process.env.MINIMESOS_PROPERTY_RUNS}, not a positive number.`);
  return { numRuns: Math.ceil(usual * factor) };
}
