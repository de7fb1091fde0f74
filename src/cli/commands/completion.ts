import { type Command, defineCommand } from '../command.js';
export const completion: Command = defineCommand({ name: 'completion', about: '', options: {}, run: async () => 0 });
