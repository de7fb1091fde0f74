import * as v from 'valibot';
import { ACTIONS } from '../../mesos/process/traffic.js';
import { described, word } from './fields.js';

const oneOrMore = (what: string) => described(v.union([v.string(), v.array(v.string())], 'text, or a list of texts'), what);

/** Which traffic is meant, as the keys of an object: that for which all of this is true. */
export const trafficEntries = {
  message: v.optional(
    oneOrMore('Names of messages between masters, agents and executors, such as `StatusUpdateMessage`; `*`: all.'),
  ),
  call: v.optional(oneOrMore('Types of calls, such as `ACCEPT`; `*`: all.')),
  event: v.optional(oneOrMore('Types of events on the streams of schedulers and executors, such as `OFFERS`; `*`: all.')),
  action: v.optional(oneOrMore(`What agents and executors do for containers: ${ACTIONS.join(', ')}; \`*\`: all.`)),
  api: v.optional(described(v.picklist(['scheduler', 'executor', 'operator']), 'The API of the calls and events.')),
  from: v.optional(oneOrMore('Who sends: `master`, `agent`, `scheduler`, `executor`, `operator`, or an id.')),
  to: v.optional(oneOrMore('Who is to get it, as with `from`.')),
  framework: v.optional(word('The id or the name of the framework it is about.')),
  agent: v.optional(word('The id of the agent it is about, or that sends or receives it.')),
  task: v.optional(word('The id of the task it is about.')),
  state: v.optional(oneOrMore('The state that it tells of a task, such as `TASK_RUNNING`.')),
};
