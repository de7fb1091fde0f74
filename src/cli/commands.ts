import { MinimesosError } from '../errors.js';
import { suggest } from '../suggest.js';
import type { Command } from './context.js';

/** The commands. Each is loaded when it is called, so that none pays for the others. */
export const commands: Readonly<Record<string, { readonly summary: string; readonly load: () => Promise<Command> }>> = {
  up: { summary: 'starts a cluster and runs a command beside it', load: async () => (await import('./commands/up.js')).up },
  version: { summary: 'shows the version', load: async () => (await import('./commands/version.js')).version },
  help: { summary: 'shows this, or the help of a command', load: async () => (await import('./commands/help.js')).help },
};

/** @throws MinimesosError `UNKNOWN_COMMAND` */
export async function loadCommand(name: string): Promise<Command> {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command) return command.load();
  throw new MinimesosError('UNKNOWN_COMMAND', { command: name, suggestion: suggest(name, Object.keys(commands)) });
}
