import * as v from 'valibot';
import { count, duration } from './fields.js';
import { trafficEntries } from './traffic.js';

/** What is to come. */
export const ExpectRequest = v.strictObject({
  ...trafficEntries,
  since: v.optional(
    count('Only what came after the entry of the timeline with this sequence. Default: all since the start or the last reset.'),
  ),
  times: v.optional(count('How often it has to come; the last one is the answer. Default: once.', 1)),
  timeout: v.optional(duration('How long to wait for it. Default: `10secs`.')),
});

/** What must not come. */
export const ExpectNoneRequest = v.strictObject({
  ...trafficEntries,
  since: v.optional(
    count('Only what came after the entry of the timeline with this sequence. Default: only what comes from now on.'),
  ),
  within: v.optional(duration('How long to watch. Default: `1secs`.')),
});
