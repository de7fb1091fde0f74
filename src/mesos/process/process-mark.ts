import { readProcess } from './supervisor/process-table.js';

/** A process, told from a later one with the same pid. */
export interface ProcessMark {
  readonly pid: number;
  /** When it started, in clock ticks since the machine started; 0 where that is unknown. */
  readonly startedAt: number;
}

/** Whether this process is still there, and not another one with its pid. */
export function lives({ pid, startedAt }: ProcessMark): boolean {
  return isAlive(pid) && (startedAt === 0 || startTime(pid) === startedAt || startTime(pid) === 0);
}

/** When a process started, in clock ticks since the machine started; 0 where that is unknown. */
export const startTime = (pid: number): number => readProcess(pid)?.startedAt ?? 0;

/** Whether there is a process with this pid. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') return readProcess(pid) !== undefined;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
