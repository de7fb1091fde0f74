import { type Command, defineCommand } from '../command.js';
export const destroy: Command = defineCommand({ name: 'destroy', about: '', options: {}, run: async () => 0 });
