import * as v from 'valibot';
import { described, duration, flag, number, recordOf, text, word } from './fields.js';
import { Resource } from './mesos.js';

/** Resources in one of Mesos's forms. */
export const Resources = described(
  v.union([v.string(), v.array(Resource)], 'resources such as "cpus:1;mem:128", or a list of Resource objects'),
  "In Mesos's text form, such as `cpus:1;mem:128`, or JSON form.",
);

const Uri = v.looseObject({
  value: v.string(),
  executable: v.optional(v.boolean()),
  extract: v.optional(v.boolean()),
  cache: v.optional(v.boolean()),
  output_file: v.optional(v.string()),
});

/** A command to be run as a task. */
export const RunRequest = v.strictObject({
  command: described(
    v.union([v.string(), v.array(v.string())], 'text for a shell, or a list of a program and its arguments'),
    'Text for a shell, or a program and its arguments.',
  ),
  resources: v.optional(Resources),
  name: v.optional(word('The name of the task. Default: `run`.')),
  user: v.optional(word('The user it runs as. Default: that of the server.')),
  credential: v.optional(
    described(
      v.strictObject({ principal: v.string(), secret: v.string() }),
      'As whom it is run, where the master asks frameworks who they are, or has ACLs. Default: as minimesos itself, which ' +
        'may do everything.',
    ),
  ),
  environment: v.optional(recordOf(v.string(), 'Environment variables of the command.')),
  uris: v.optional(
    described(
      v.array(v.union([v.string(), Uri], "an address, or one of Mesos's URI objects")),
      "What the fetcher puts into the sandbox first: addresses, or Mesos's URI objects.",
    ),
  ),
  agent: v.optional(word('The agent it has to run on: id, number or URL. Default: any.')),
  timeout: v.optional(duration('For all of it. Default: `1mins`.')),
  throwOnFailure: v.optional(flag('Whether another end than TASK_FINISHED is an error, `RUN_FAILED`. Default: false.')),
});

/** How a command has ended. */
export const RunResult = v.object({
  taskId: v.string(),
  agentId: v.string(),
  agentUrl: v.string(),
  state: text('The state the task ended in; `TASK_FINISHED` when all is well.'),
  message: v.optional(text("Mesos's words about the end.")),
  reason: v.optional(text("Mesos's reason for the end.")),
  exitCode: v.optional(number('With what the command exited; missing when it did not exit by itself.')),
  signal: v.optional(text('What ended the command, such as `SIGKILL`.')),
  stdout: v.string(),
  stderr: v.string(),
  timings: described(
    v.object({
      subscribed: v.number(),
      offered: v.number(),
      running: v.optional(v.number()),
      ended: v.number(),
      total: v.number(),
    }),
    'When what happened, in milliseconds since the request.',
  ),
});
