import type { CommandInfo } from '../../wire/messages.js';

/** A command in the form in which processes are started. */
export interface CommandLine {
  file: string;
  argv0: string;
  /** Without argv[0]. */
  arguments: string[];
}

/**
 * What CommandInfo means: a line for the shell, or, with `shell` false, a file and its arguments, of which the first is
 * argv[0]. A command without a value runs nothing and fails.
 */
export function commandLine({ shell = true, value = '', arguments: list = [] }: CommandInfo): CommandLine {
  if (shell) return { file: '/bin/sh', argv0: 'sh', arguments: ['-c', value] };
  const [argv0 = value, ...rest] = list;
  return { file: value, argv0, arguments: rest };
}
