import * as v from 'valibot';
import { count, word } from './fields.js';

/** Whose offers are meant: those of which all of this is true. */
export const OfferFilter = v.strictObject({
  framework: v.optional(word('The id or the name of the framework that has them.')),
  agent: v.optional(word('The id of the agent they are on.')),
});

/** How many offers were taken back. */
export const RescindResult = v.object({ count: count('How many offers.') });

/** An executor, by its own id or by that of one of its tasks. */
export const ExecutorFilter = v.strictObject({
  framework: v.optional(word('The id or the name of its framework. Needed with `executor`.')),
  executor: v.optional(word('Its id.')),
  task: v.optional(word('The id of a task that it has.')),
  agent: v.optional(word('The id of its agent. Needed where several agents have one of this id.')),
});

/** Which of several tasks of one id is meant. */
export const TaskOwner = v.strictObject({
  framework: v.optional(word('The id or name of its framework. Needed where several have a task of that id.')),
});
