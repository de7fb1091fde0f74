import { readFileSync } from 'node:fs';
import { agentFlags } from '../mesos/flags/agent-flags.js';
import { findFlag, flagName, type GivenFlags } from '../mesos/flags/flags.js';
import { masterFlags } from '../mesos/flags/master-flags.js';
import { MARKER_VARIABLE } from '../mesos/process/supervisor/marker.js';
import { text } from './listen.js';

// What masters and agents that are programs have in common, whoever made these.

const KEPT_LINES = 10;

/** Flags as a command line of Mesos has them. */
export const argumentsOf = (flags: GivenFlags): string[] =>
  Object.entries(flags).map(([key, value]) => {
    const name = flagName(key);
    return name.startsWith('no-') ? `--${name}` : `--${name}=${text(value) ?? ''}`;
  });

/** Flags for a program of this machine. Everybody there can read its arguments, so what may hold a secret is in its environment. */
export function commandLineOf(flags: GivenFlags): { arguments: string[]; environment: Record<string, string> } {
  const [open, secret] = [false, true].map((wanted) => Object.entries(flags).filter((each) => isSecret(...each) === wanted));
  const variables = (secret ?? []).map(([key, value]) => [`MESOS_${flagName(key).toUpperCase()}`, text(value) ?? '']);
  return { arguments: argumentsOf(Object.fromEntries(open ?? [])), environment: Object.fromEntries(variables) };
}

const URL_WITH_USER = /:\/\/[^/]*@/;

function isSecret(key: string, value: GivenFlags[string]): boolean {
  const tables = [agentFlags, masterFlags];
  const secret = tables.some((table) => findFlag(table, flagName(key))?.definition.type.secret === true);
  return secret || (typeof value === 'string' && URL_WITH_USER.test(value));
}

/** The flags that `argumentsOf` has made a command line of. */
export const flagsOf = (words: readonly string[]): GivenFlags =>
  Object.fromEntries(
    words.flatMap((word) => {
      const [, name, value = 'true'] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
      return name === undefined ? [] : [[name, value]];
    }),
  );

/**
 * The environment of this process without what is for it alone, or for programs of Mesos elsewhere.
 * @param others what else begins the names of variables that are left out
 */
export function programEnvironment(...others: readonly string[]): Record<string, string> {
  const left = ['MESOS_', 'LIBPROCESS_', ...others];
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value === undefined || name === MARKER_VARIABLE || left.some((start) => name.startsWith(start)) ? [] : [[name, value]],
    ),
  );
}

/** The end of a log; nothing where it cannot be read. */
export function lastLinesOf(log: string): string[] {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-KEPT_LINES);
  } catch {
    return [];
  }
}
