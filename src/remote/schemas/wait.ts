import * as v from 'valibot';
import { count, described, duration, text, word } from './fields.js';
import { Framework, Task } from './mesos.js';
import { Resources } from './run.js';

const States = v.union([v.string(), v.array(v.string())], 'a state of tasks such as TASK_RUNNING, or a list of them');

/** What is waited for: one of framework, tasks and agent. */
export const WaitRequest = v.strictObject({
  framework: v.optional(word('The name or id of a framework that is to be registered and active.')),
  tasks: v.optional(
    described(
      v.strictObject({
        framework: v.optional(word('The name or id of their framework. Default: any.')),
        state: v.optional(described(States, 'The state they are to be in, or several. Default: any.')),
        count: v.optional(count('Exactly so many; 0 waits until there is none.')),
        atLeast: v.optional(count('So many, or more. Default: 1.', 1)),
        resources: v.optional(Resources),
      }),
      'A number of tasks.',
    ),
  ),
  agent: v.optional(
    described(
      v.strictObject({
        agent: v.optional(word('The id, number or URL of the agent. Default: any.')),
        state: v.optional(
          described(v.picklist(['active', 'inactive', 'gone']), 'What the master is to take it for. Default: `active`.'),
        ),
      }),
      'An agent.',
    ),
  ),
  timeoutMs: v.optional(duration('How long to wait at most. Default: `10secs`.')),
  description: v.optional(text('What is waited for in words, for the error: the subject of a sentence.')),
});

/** What was waited for, as it was found. */
export const WaitResult = v.object({
  framework: v.optional(Framework),
  tasks: v.optional(v.array(Task)),
  agent: v.optional(described(v.nullable(v.looseObject({ id: v.string() })), 'As `/state` has it; null for one that is gone.')),
});
