import * as v from 'valibot';
import { FAULT_EFFECTS, type FaultEffect } from '../../faults/fault-rule.js';
import { TIMELINE_KINDS } from '../../timeline/entry.js';
import { count, described, duration, number, recordOf, text } from './fields.js';
import { trafficEntries } from './traffic.js';

/** What goes wrong with which traffic: that for which all of this is true. */
export const FaultRule = v.strictObject({
  effect: described(
    v.picklist(Object.keys(FAULT_EFFECTS) as FaultEffect[]),
    'What happens: `drop`, it never arrives; `delay`, it arrives later; `hold`, it waits until it is released; `duplicate`, it ' +
      'arrives twice; `reset`, the connection is reset; `lose-answer`, a call is carried out, and its connection reset in ' +
      'place of the answer; `answer`, a call is not carried out, and answered with `status`; `fail`, an action is not done, and ' +
      'fails with `error`.',
  ),
  ...trafficEntries,
  delay: v.optional(duration('With the effect `delay`: how much later it arrives.')),
  status: v.optional(count('With the effect `answer`: the status, from 300 to 599. Default: 503.')),
  location: v.optional(text('With the effect `answer`: the header `Location`, which 301, 302, 303, 307 and 308 need.')),
  error: v.optional(text('With the effect `fail`: what is said of it. Default: as with the usual cause.')),
  times: v.optional(count('How often it happens. Default: without end.', 1)),
  probability: v.optional(number('How likely it is each time, from above 0 to 1. Default: 1.')),
});

/** Something that a fault holds: what the timeline will say of it. */
const HeldTraffic = v.object({
  at: number('Since when: milliseconds since 1970.'),
  kind: v.picklist(TIMELINE_KINDS),
  source: text('Who sends it.'),
  target: v.optional(text('Whom it is for.')),
  what: text('Such as `ACCEPT`, `OFFERS`, `StatusUpdateMessage`.'),
  api: v.optional(v.picklist(['scheduler', 'executor', 'operator'])),
  framework: v.optional(text('The id of the framework it is about.')),
  task: v.optional(text('The id of the task it is about.')),
  agent: v.optional(text('The id of the agent it is about.')),
  details: v.optional(recordOf(v.unknown(), 'A few more facts.')),
});

/** A fault that is in force. */
export const FaultInfo = v.object({
  id: count('Counts from 1; never used twice by a cluster.', 1),
  rule: FaultRule,
  count: count('How often it has had an effect.'),
  held: described(v.array(HeldTraffic), 'What it holds, oldest first.'),
});

/** How much of what is held to let pass. */
export const ReleaseRequest = v.strictObject({ count: v.optional(count('How many, oldest first. Default: all.', 1)) });
