import type { Problem } from '../problem.js';
import { type Entry, problemLines } from './entry.js';

/** What goes wrong with `minimesos-master` and `minimesos-agent`. */
export const programErrors = {
  INVALID_FLAGS: {
    when: 'Flags were given to minimesos-master or minimesos-agent that do not exist, or impossible values. All problems are listed.',
    happened: ({ program, problems }: { program: string; problems: readonly Problem[] }) =>
      `${program} cannot be run with these flags:${problemLines(problems)}`,
    remedy: 'Correct the flags named, on the command line or in MESOS_ variables; nothing was started.',
  },
  NOT_WITH_OWN_PROCESS: {
    when: 'Time was to be moved, or something to go wrong, on a cluster some of whose masters or agents are processes of their own.',
    happened: ({ cluster, operation }: { cluster: string; operation: string }) =>
      `${operation} was asked of cluster ${cluster}, some of whose masters or agents are processes of their own: nobody moves their ` +
      'time, or gets between their messages.',
    remedy:
      'Leave out ownProcess for this, or use what processes have: kill(), pause(), resume(), restart(). docs/programs.md tells more.',
  },
  OWN_PROCESS_NEEDED: {
    when: 'A master or agent was to stand still that is no process of its own.',
    happened: ({ member, operation }: { member: string; operation: string }) =>
      `${operation} was asked of the master or agent at ${member}, which is no process of its own.`,
    remedy: 'Give it ownProcess: true in the description, or hold up its messages with cluster.faults.',
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
