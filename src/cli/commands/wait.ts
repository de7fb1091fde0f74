import { type Command, defineCommand } from '../command.js';
export const wait: Command = defineCommand({ name: 'wait', about: '', options: {}, run: async () => 0 });
