import type { CommandInfo } from '../wire/messages.js';

/**
 * What tasks get of the environment of this process; the rest of it is the owner's own affair, and may well hold secrets.
 * Real agents hand their own PATH on likewise.
 */
const INHERITED = ['PATH', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'JAVA_HOME'] as const;

const FALLBACK_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** What every task and executor finds in its environment, before anything else is added. */
export function baseEnvironment(owner: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const environment: Record<string, string> = { PATH: FALLBACK_PATH };
  for (const name of INHERITED) {
    const value = owner[name];
    if (value !== undefined) environment[name] = value;
  }
  return environment;
}

/** The variables that a command asks for. Secrets, which need a secret resolver, are left out. */
export function commandEnvironment(command: CommandInfo | undefined): Record<string, string> {
  const environment: Record<string, string> = {};
  for (const { name, type, value } of command?.environment?.variables ?? []) {
    if (type !== 'SECRET' && value !== undefined) environment[name] = value;
  }
  return environment;
}
