import type { CommandInfo } from '../wire/messages.js';

/** Environment variables have to have what their type says. */
export function validateCommand(command: CommandInfo | undefined): string | undefined {
  for (const { name, type = 'VALUE', value, secret } of command?.environment?.variables ?? []) {
    if (type === 'VALUE' && value === undefined) return `Environment variable '${name}' of type 'VALUE' must have a value set`;
    if (type === 'SECRET' && secret === undefined)
      return `Environment variable '${name}' of type 'SECRET' must have a secret set`;
    if (type === 'UNKNOWN') return `Environment variable '${name}' of type 'UNKNOWN' is not allowed`;
  }
  return undefined;
}
