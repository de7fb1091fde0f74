/** The texts of signals in Mesos's messages (strsignal on Linux). */
const SIGNALS: Readonly<Record<string, NodeJS.Signals>> = {
  ...{
    Hangup: 'SIGHUP',
    Interrupt: 'SIGINT',
    Quit: 'SIGQUIT',
    'Illegal instruction': 'SIGILL',
    'Trace/breakpoint trap': 'SIGTRAP',
  },
  ...{ Aborted: 'SIGABRT', 'Bus error': 'SIGBUS', 'Floating point exception': 'SIGFPE', Killed: 'SIGKILL' },
  ...{ 'User defined signal 1': 'SIGUSR1', 'Segmentation fault': 'SIGSEGV', 'User defined signal 2': 'SIGUSR2' },
  ...{ 'Broken pipe': 'SIGPIPE', 'Alarm clock': 'SIGALRM', Terminated: 'SIGTERM', 'CPU time limit exceeded': 'SIGXCPU' },
  ...{ 'File size limit exceeded': 'SIGXFSZ', 'I/O possible': 'SIGIO', 'Power failure': 'SIGPWR', 'Bad system call': 'SIGSYS' },
};

/** How a command ended. */
export interface CommandEnd {
  readonly exitCode: number | undefined;
  /** Its name, or Mesos's text for one that has no common name. */
  readonly signal: string | undefined;
}

/** Mesos tells how a command ended only in the message of the last status of its task. */
export function readCommandEnd(message: string | undefined): CommandEnd {
  const exit = /^Command exited with status (\d+)/.exec(message ?? '');
  const signal = /^Command terminated with signal (.*?)(?: \(core dumped\))?$/.exec(message ?? '')?.[1];
  return { exitCode: exit ? Number(exit[1]) : undefined, signal: signal && (SIGNALS[signal] ?? signal) };
}
