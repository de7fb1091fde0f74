import { oneOf, text } from '../mesos/flags/flag-types.js';
import { type FlagTable, flag, optional } from '../mesos/flags/flags.js';

/** What programs of minimesos can be told besides what Mesos's can. */
export const ownFlags = {
  log_format: flag(oneOf('glog', 'json'), 'glog', 'How log lines are written: as those of Mesos, or as JSON. Not of Mesos.'),
  mesos_version: flag(
    oneOf('1.11.0', '1.12.0', '1.11', '1.12'),
    '1.11.0',
    'As which Mesos the program presents itself. Not of Mesos.',
  ),
  http_names: flag(
    text,
    '',
    'Further names by which clients may ask, with commas between them; one that begins with a dot stands for all below it. Not of Mesos.',
  ),
  reaction: flag(oneOf('mesos', 'immediate'), 'mesos', 'Whether waits that only gather work are left out. Not of Mesos.'),
} as const satisfies FlagTable;

/** What a master can be told besides. */
export const ownMasterFlags = {
  ...ownFlags,
  registry_file: optional(text, 'The file of the registry, for masters of one machine that share it. Not of Mesos.'),
} as const satisfies FlagTable;

type MesosVersion = '1.11.0' | '1.12.0';

/** A version in full. */
export const fullVersion = (version: string): MesosVersion => (version.startsWith('1.12') ? '1.12.0' : '1.11.0');

/** The flags that Mesos has, too: what `/flags` shows. */
export const withoutOwn = (texts: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([name]) => !Object.hasOwn(ownMasterFlags, name)));
