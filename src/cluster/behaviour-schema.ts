import { DURATION_FORM } from '../mesos/flags/duration.js';

const duration = { anyOf: [{ type: 'number', minimum: 0 }, { type: 'string' }] };
const span = { anyOf: [...duration.anyOf, { type: 'array', minItems: 2, maxItems: 2, items: duration }] };
const spanOf = (what: string) => ({
  ...span,
  description: `${what}: milliseconds, ${DURATION_FORM}, or the least and the most of them.`,
});
const pattern = (what: string) => ({
  type: 'string',
  minLength: 1,
  description: `${what} of the tasks that are meant; * stands for any text.`,
});
const moments = (what: string, more: Readonly<Record<string, object>>, required: readonly string[]) => ({
  type: 'array',
  description: what,
  items: { type: 'object', properties: { after: duration, ...more }, required, additionalProperties: false },
});

/** The JSON Schema of how simulated tasks behave. */
export const behaviourSchema = {
  type: 'object',
  properties: {
    task: pattern('The ids'),
    name: pattern('The names'),
    framework: pattern('The names of the frameworks'),
    command: pattern('The commands'),
    probability: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 1,
      description: 'How many of the tasks that match: chance decides. Default: all.',
    },
    startsAfter: spanOf('From the launch to TASK_RUNNING'),
    launchFailure: { type: 'string', minLength: 1, description: 'Why the task cannot be started.' },
    runsFor: spanOf('From the start to the end'),
    exits: {
      description: 'The exit code, or the name of the signal, with which it ends by itself. Default: 0.',
      anyOf: [
        { type: 'integer', minimum: 0, maximum: 255 },
        { type: 'string', pattern: '^SIG' },
      ],
    },
    stopsAfter: { ...spanOf('From SIGTERM to the end, or never'), anyOf: [{ const: 'never' }, ...span.anyOf] },
    health: moments('How checks find it, from when on.', { healthy: { type: 'boolean' } }, ['after', 'healthy']),
    says: moments(
      'Updates it sends while it runs, and when.',
      { message: { type: 'string', minLength: 1 }, data: { type: 'string' } },
      ['after'],
    ),
  },
  additionalProperties: false,
} as const;
