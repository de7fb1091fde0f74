import type { CheckInfo, CheckStatusInfo, TaskInfo, TaskStatus } from '../wire/messages.js';

/** What is reported of a check as long as it has no result. */
export function emptyCheckStatus({ type }: CheckInfo): CheckStatusInfo {
  switch (type) {
    case 'COMMAND':
      return { type, command: {} };
    case 'HTTP':
      return { type, http: {} };
    case 'TCP':
      return { type, tcp: {} };
    default:
      return {};
  }
}

/** What every status of a task with a check carries unless a result is known. */
export const checkStatusOf = ({ check }: TaskInfo): Pick<TaskStatus, 'check_status'> =>
  check ? { check_status: emptyCheckStatus(check) } : {};

/** The one number or truth that a result of a check consists of; undefined when it has none. */
export const checkOutcome = ({ command, http, tcp }: CheckStatusInfo): number | boolean | undefined =>
  command?.exit_code ?? http?.status_code ?? tcp?.succeeded;
