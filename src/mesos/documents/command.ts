import type { CommandInfo } from '../wire/messages.js';

/**
 * A command as the v0 endpoints of masters and agents show it. Mesos shows `shell` only where it was given; that it was, can be
 * told here of what is not the default.
 */
export function commandDocument({ shell, value, arguments: argv, environment, uris }: CommandInfo) {
  return {
    ...{ shell: shell === false ? false : undefined, value, argv: argv ?? [], environment },
    uris: (uris ?? []).map(({ value, executable }) => ({ value, executable: executable ?? false })),
  };
}
