import { type Command, defineCommand } from '../command.js';
export const init: Command = defineCommand({ name: 'init', about: '', options: {}, run: async () => 0 });
