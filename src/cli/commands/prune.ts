import { type Command, defineCommand } from '../command.js';
export const prune: Command = defineCommand({ name: 'prune', about: '', options: {}, run: async () => 0 });
