import { type Command, defineCommand } from '../command.js';
export const doctor: Command = defineCommand({ name: 'doctor', about: '', options: {}, run: async () => 0 });
