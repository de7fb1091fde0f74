import { type Entry, nearest } from './entry.js';

/** What a file tells of a process of another version. */
export interface OtherState {
  readonly file: string;
  readonly version: string;
  readonly format: number;
  readonly pid: number;
  readonly current: string;
  readonly reads: number;
}

/** What goes wrong with files and commands that a user names. */
export const commandLineErrors = {
  FILE_NOT_FOUND: {
    when: 'A file that was named does not exist.',
    happened: ({ file }: { file: string }) => `There is no file ${file}.`,
    remedy: 'Check the path; a relative one starts at the working directory.',
  },
  FILE_NOT_READABLE: {
    when: 'A file that was named exists, but cannot be read.',
    happened: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be read: ${reason}.`,
    remedy: 'Check that it is a file and that you may read it.',
  },
  FILE_NOT_WRITABLE: {
    when: 'A file that was to be written cannot be.',
    happened: ({ file, reason }: { file: string; reason: string }) => `${file} cannot be written: ${reason}.`,
    remedy: 'Check that its directory exists and that you may write there.',
  },
  INVALID_FILE: {
    when: 'A file, or standard input, is not in the form it has to be in.',
    happened: (details: { file: string; line?: number | undefined; column?: number | undefined; reason: string }) =>
      `${details.file}${details.line === undefined ? '' : `:${details.line}:${details.column ?? 1}`}: ${details.reason}.`,
    remedy: 'Correct the file at the place named.',
  },
  FILE_EXISTS: {
    when: 'A file was to be written that exists already.',
    happened: ({ file }: { file: string }) => `${file} exists already, and was left as it is.`,
    remedy: 'Change that file, or remove it first; minimesos migrate --force writes over it.',
  },
  NOT_RUNNING: {
    when: 'A command needs the cluster of the working directory, and there is none, or none any more.',
    happened: ({ directory, reason }: { directory: string; reason?: string | undefined }) =>
      `No cluster is running for ${directory}${reason === undefined ? '' : `: ${reason}`}.`,
    remedy: 'Start one with minimesos up, or choose one of minimesos ps with --cluster.',
  },
  STATE_OF_OTHER_VERSION: {
    when: 'What is to be used was written by a version of minimesos whose files this version cannot read.',
    happened: ({ file, version, format, pid, current, reads }: OtherState) =>
      `The file ${file} was written by minimesos ${version} (process ${pid}) in format ${format}; this is minimesos ${current}, ` +
      `which reads format ${reads}.`,
    remedy: 'Use that version for its clusters (npx minimesos@VERSION), or destroy them with it: they still run.',
  },
  CLUSTER_DIFFERS: {
    when: 'A cluster was to be started that runs already, but was described differently.',
    happened: ({ cluster }: { cluster: string }) => `Cluster ${cluster} is running already, but was described differently.`,
    remedy: 'Destroy it first (minimesos destroy), or start another one beside it under another name (--name).',
  },
  UNKNOWN_COMMAND: {
    when: 'The command line names a command that minimesos does not have.',
    happened: ({ command, suggestion }: { command: string; suggestion?: string | undefined }) =>
      `minimesos has no command ${command}.${nearest(suggestion)}`,
    remedy: 'See minimesos --help.',
  },
  UNKNOWN_OPTION: {
    when: 'The command line has an option that the command does not have.',
    happened: ({ command, option, suggestion }: { command: string; option: string; suggestion?: string | undefined }) =>
      `${command} has no option ${option}.${nearest(suggestion)}`,
    remedy: 'See the options with --help; what follows -- belongs to the command that is run.',
  },
  INVALID_OPTION: {
    when: 'The value of an option on the command line is missing or wrong.',
    happened: ({ option, came, expected }: { option: string; came: string; expected: string }) =>
      `${option} expects ${expected}, but got ${came}.`,
    remedy: 'Correct the option; see --help.',
  },
} satisfies Record<string, Entry>;
