import * as v from 'valibot';
import { TIMELINE_KINDS } from '../../timeline/entry.js';
import { count, described, number, recordOf, text } from './fields.js';

/** One thing that happened on a cluster. */
export const TimelineEntry = v.object({
  sequence: count('Counts from 1, and goes on after a reset.', 1),
  at: number('Milliseconds since 1970.'),
  kind: v.picklist(TIMELINE_KINDS),
  source: text('Where it happened, or who did it.'),
  target: v.optional(text('Whom it was for.')),
  what: text('Such as `ACCEPT`, `OFFERS`, `TASK_RUNNING`.'),
  api: v.optional(described(v.picklist(['scheduler', 'executor', 'operator']), 'Of calls and events: the API they belong to.')),
  framework: v.optional(text('The id of the framework it is about.')),
  task: v.optional(text('The id of the task it is about.')),
  agent: v.optional(text('The id of the agent it is about.')),
  details: v.optional(recordOf(v.unknown(), 'A few more facts.')),
});

/** Which entries are wanted: those for which all of this is true. */
export const TimelineQuery = v.strictObject({
  kinds: v.optional(described(v.array(v.picklist(TIMELINE_KINDS)), 'Only these kinds, with commas between them.')),
  framework: v.optional(text('Only what is about the framework with this id.')),
  task: v.optional(text('Only what is about the task with this id.')),
  agent: v.optional(text('Only what is about the agent with this id.')),
  since: v.optional(count('Only what came after the entry with this sequence.')),
  text: v.optional(text('Only what has this text in its line.')),
});
