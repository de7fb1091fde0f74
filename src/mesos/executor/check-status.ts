import type { TaskInfo, TaskStatus } from '../wire/messages.js';

/** What every status of a task with a check carries: the result of the check, empty as long as there is none. */
export function checkStatus({ check }: TaskInfo): Pick<TaskStatus, 'check_status'> {
  switch (check?.type) {
    case 'COMMAND':
      return { check_status: { type: 'COMMAND', command: {} } };
    case 'HTTP':
      return { check_status: { type: 'HTTP', http: {} } };
    case 'TCP':
      return { check_status: { type: 'TCP', tcp: {} } };
    default:
      return {};
  }
}
