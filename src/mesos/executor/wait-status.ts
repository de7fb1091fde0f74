/**
 * How a process ended, as one number, in the form that wait(2) has it and that Mesos hands on: exit code × 256, or the
 * number of the signal that ended it (+ 128 when a core was dumped).
 */
export const exitedWith = (code: number): number => (code & 0xff) << 8;

/** What strsignal(3) says on Linux; indexed by the signal's number. */
const SIGNAL_TEXTS = [
  ...['', 'Hangup', 'Interrupt', 'Quit', 'Illegal instruction', 'Trace/breakpoint trap', 'Aborted', 'Bus error'],
  ...['Floating point exception', 'Killed', 'User defined signal 1', 'Segmentation fault', 'User defined signal 2'],
  ...['Broken pipe', 'Alarm clock', 'Terminated', 'Stack fault', 'Child exited', 'Continued', 'Stopped (signal)', 'Stopped'],
  ...['Stopped (tty input)', 'Stopped (tty output)', 'Urgent I/O condition', 'CPU time limit exceeded'],
  ...['File size limit exceeded', 'Virtual timer expired', 'Profiling timer expired', 'Window changed', 'I/O possible'],
  ...['Power failure', 'Bad system call'],
];

/** Whether the process exited by itself with code 0. */
export const isSuccess = (status: number): boolean => status === 0;

/** `exited with status 1` or `terminated with signal Killed`, as Mesos words it. */
export function describeWaitStatus(status: number): string {
  const signal = status & 0x7f;
  if (signal === 0) return `exited with status ${(status >> 8) & 0xff}`;
  const text = SIGNAL_TEXTS[signal] || `Unknown signal ${signal}`;
  return `terminated with signal ${text}${status & 0x80 ? ' (core dumped)' : ''}`;
}
