import * as v from 'valibot';
import type { Schema } from '../route.js';

/** A schema with a sentence for the documentation. */
export const described = <Each extends Schema>(schema: Each, text: string) => v.pipe(schema, v.description(text));

/** Text. */
export const text = (what: string) => described(v.string(), what);

/** Text that is not empty. */
export const word = (what: string) => v.pipe(v.string(), v.minLength(1, 'text that is not empty'), v.description(what));

/** A number. */
export const number = (what: string) => described(v.number(), what);

/** A whole number that is not below `least`. */
export const count = (what: string, least = 0) =>
  v.pipe(v.number(), v.integer('a whole number'), v.minValue(least, `${least} or more`), v.description(what));

/** True or false. */
export const flag = (what: string) => described(v.boolean(), what);

/** Milliseconds, no more than `most`, or one of Mesos's durations. */
export const duration = (what: string, most = Number.MAX_VALUE) =>
  described(
    v.union(
      [v.pipe(v.number(), v.minValue(0), v.maxValue(most)), v.string()],
      'milliseconds, or a duration of Mesos such as 30secs',
    ),
    `${what} Milliseconds, or a duration of Mesos such as \`30secs\`.`,
  );

/** Values by names. */
export const recordOf = <Value extends Schema>(value: Value, what: string) => described(v.record(v.string(), value), what);
