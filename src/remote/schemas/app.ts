import * as v from 'valibot';
import { count, described, duration, flag, text, word } from './fields.js';

/** An app that is installed. */
export const InstalledApp = v.object({
  id: text('`/group/app`.'),
  instances: count('How many it is to have.'),
  running: count('How many of them run.'),
  healthy: count('How many run, and are healthy if the app has health checks.'),
  ready: flag('Whether all instances run and are healthy, and nothing is being changed about it.'),
  reason: v.optional(text('Why it is not ready.')),
});

/** What is to be installed. */
export const InstallRequest = v.strictObject({
  app: described(
    v.union([v.string(), v.looseObject({})], 'an object of Marathon, or its JSON as text'),
    'An app or group of Marathon: an object, or its JSON as text. Tokens of minimesos are replaced.',
  ),
  group: v.optional(flag('Whether it is a group. Default: false.')),
  update: v.optional(flag('Whether one of that id which is there already is changed. Default: false, and that is an error.')),
  timeout: v.optional(duration('Until all instances run and are healthy. Default: `1mins`.')),
  source: v.optional(word('What errors call it, such as the name of its file. Default: its id, or what it is.')),
  directory: v.optional(word('What the token MINIMESOS_HOST_DIR stands for. Default: the working directory of the server.')),
});

/** What is to be removed. */
export const UninstallRequest = v.strictObject({
  id: word('Of an app or group.'),
  group: v.optional(flag('Whether it is a group. Default: false.')),
  timeout: v.optional(duration('Until nothing of it is left. Default: `1mins`.')),
});

/** What is gone. */
export const Uninstalled = v.object({ apps: described(v.array(v.string()), 'The ids of all apps that are gone.') });
