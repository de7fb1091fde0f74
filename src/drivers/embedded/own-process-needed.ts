import { MinimesosError } from '../../errors.js';

/** Something was asked of a master or agent that only one that is a process of its own can do. */
export const ownProcessNeeded = (member: string, operation: string): MinimesosError =>
  new MinimesosError('OWN_PROCESS_NEEDED', { member, operation });
