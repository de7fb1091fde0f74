import { type Command, defineCommand } from '../command.js';
export const diagnostics: Command = defineCommand({ name: 'diagnostics', about: '', options: {}, run: async () => 0 });
