import type { Problem } from '../problem.js';
import { type Entry, problemLines } from './entry.js';

/** What goes wrong with `minimesos-master` and `minimesos-agent`. */
export const programErrors = {
  INVALID_FLAGS: {
    when: 'minimesos-master or minimesos-agent was given flags that do not exist, or impossible values. All problems are listed.',
    happened: ({ program, problems }: { program: string; problems: readonly Problem[] }) =>
      `${program} cannot be run with these flags:${problemLines(problems)}`,
    remedy: 'Correct the flags named, on the command line or in MESOS_ variables; nothing was started.',
  },
  WORK_DIRECTORY_UNUSABLE: {
    when: 'The work directory of minimesos-master or minimesos-agent can neither be made nor written to.',
    happened: ({ owner, path, reason }: { owner: string; path: string; reason: string }) =>
      `${owner} cannot use the work directory ${path}: ${reason}.`,
    remedy: 'Choose another one with --work_dir, or let this user write there.',
  },
  WORK_DIRECTORY_TAKEN: {
    when: 'A minimesos-master or minimesos-agent was started on the work directory of another one that runs.',
    happened: ({ owner, path, holder }: { owner: string; path: string; holder: number }) =>
      `${owner} cannot use the work directory ${path}: ${holder === 0 ? 'another process' : `process ${holder}`} uses it.`,
    remedy: 'Stop that one first, or choose another directory with --work_dir: each master and agent has one of its own.',
  },
} as const satisfies Readonly<Record<string, Entry>>;
