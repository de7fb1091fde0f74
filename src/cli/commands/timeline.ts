import { type Command, defineCommand } from '../command.js';
export const timeline: Command = defineCommand({ name: 'timeline', about: '', options: {}, run: async () => 0 });
