import * as v from 'valibot';
import { LONGEST_MOVE_MS } from '../../cluster/clock.js';
import { described, duration, number } from './fields.js';

/** The time of a cluster. */
export const ClockInfo = v.object({
  now: described(v.nullable(v.number()), 'Milliseconds since 1970; null when nothing happened until then.'),
});

/** By how much to move time. */
export const AdvanceRequest = v.strictObject({ by: duration('How much time is to pass: 3650 days at most.', LONGEST_MOVE_MS) });

/** Up to when to move time. */
export const StepRequest = v.strictObject({
  latest: v.optional(
    number('Milliseconds since 1970: time is not moved beyond it. 3650 days from now at most. Default: a day from now.'),
  ),
});
