import { TestRunner } from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    /** The random runs within the test, for those who report them. */
    properties?: { cases: number; seed: number }[];
  }
}

/**
 * How a random test runs: so many cases as usual, or MINIMESOS_PROPERTY_RUNS cases in a long search. The seed is another each
 * time unless MINIMESOS_PROPERTY_SEED gives it; fast-check prints it with what fails.
 * @param tests so many tests make up the property, such as one for each type: each of them has a part of the cases
 * @param samples so many cases are in each run
 */
export function propertyRuns(usual = 100, { tests = 1, samples = 1 } = {}): { numRuns: number; seed: number } {
  const wanted = given('MINIMESOS_PROPERTY_RUNS', (value) => value > 0);
  const numRuns = wanted === undefined ? usual : Math.ceil(wanted / tests / samples);
  const seed = given('MINIMESOS_PROPERTY_SEED', Number.isInteger) ?? Math.floor(Math.random() * 2 ** 31);
  const meta = TestRunner.getCurrentTest()?.meta;
  if (meta) meta.properties = [...(meta.properties ?? []), { cases: numRuns * samples, seed }];
  return { numRuns, seed };
}

function given(name: string, isValid: (value: number) => boolean): number | undefined {
  const text = process.env[name];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !isValid(value)) throw new Error(`${name} is '${text}', which is no such number.`);
  return value;
}
