import { readFileSync } from 'node:fs';
import { agentFlags } from '../mesos/flags/agent-flags.js';
import { pathIn } from '../mesos/flags/flag-file.js';
import { findFlag, flagName, type GivenFlags } from '../mesos/flags/flags.js';
import { masterFlags } from '../mesos/flags/master-flags.js';
import { MARKER_VARIABLE } from '../mesos/process/supervisor/marker.js';
import { text } from './listen.js';

// What masters and agents that are programs have in common, whoever made these.

const KEPT_LINES = 10;

/** Flags as a command line of Mesos has them. */
const argumentsOf = (flags: GivenFlags): string[] =>
  Object.entries(flags).map(([key, value]) => {
    const name = flagName(key);
    return name.startsWith('no-') ? `--${name}` : `--${name}=${text(value) ?? ''}`;
  });

/** Flags for a program of this machine. Everybody there can read its arguments, so what may hold a secret is in its environment. */
export function commandLineOf(flags: GivenFlags): { arguments: string[]; environment: Record<string, string> } {
  const { open, secret } = apart(flags);
  const variables = secret.map(([key, value]) => [`MESOS_${flagName(key).toUpperCase()}`, text(value) ?? '']);
  return { arguments: argumentsOf(open), environment: Object.fromEntries(variables) };
}

/**
 * Flags for a program in a container, whose arguments everybody on the machine of the engine can read as well. What may hold a secret is in
 * files, which the container is to have: Mesos takes credentials and keys from files only, and the rest from files too.
 * @param directory where they are in the container
 */
export function commandLineWithFiles(
  flags: GivenFlags,
  directory: string,
): { arguments: string[]; secrets: Record<string, string> } {
  const { open, secret } = apart(flags);
  const files = secret.map(([key, value]) => ({ key, path: `${directory}/${flagName(key)}`, content: fileOf(value) }));
  return {
    arguments: argumentsOf({ ...open, ...Object.fromEntries(files.map(({ key, path }) => [key, `file://${path}`])) }),
    secrets: Object.fromEntries(files.map(({ path, content }) => [path, content])),
  };
}

function apart(flags: GivenFlags) {
  const entries = Object.entries(flags);
  return {
    open: Object.fromEntries(entries.filter((each) => !isSecret(...each))),
    secret: entries.filter((each) => isSecret(...each)),
  };
}

/** A list can only be one of credentials, which Mesos has as a member. */
function fileOf(value: GivenFlags[string]): string {
  const content = text(value) ?? '';
  return content.trimStart().startsWith('[') ? `{"credentials":${content}}` : content;
}

const URL_WITH_USER = /:\/\/[^/]*@/;

function isSecret(key: string, value: GivenFlags[string]): boolean {
  if (typeof value === 'string' && pathIn(value) !== undefined) return false;
  const tables = [agentFlags, masterFlags];
  const secret = tables.some((table) => findFlag(table, flagName(key))?.definition.type.secret === true);
  return secret || (typeof value === 'string' && URL_WITH_USER.test(value));
}

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

/** How a program has ended, in words, with the last ones of its own. */
export const endOf = (end: string | undefined, lines: readonly string[]): string =>
  `it ${end ?? 'has ended'}${lines.length === 0 ? '' : `, and logged last: ${lines.at(-1)}`}`;

/** The end of a log; nothing where it cannot be read. */
export function lastLinesOf(log: string): string[] {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-KEPT_LINES);
  } catch {
    return [];
  }
}
