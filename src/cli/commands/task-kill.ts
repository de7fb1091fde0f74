import type { Command } from '../command.js';
import { onTask } from '../on-task.js';

/** `minimesos task kill TASK` */
export const taskKill: Command = onTask('kill', 'was asked to end', {
  name: 'task kill',
  about: 'Kills a task, as if its framework had asked for it.',
});
