import { StringDecoder } from 'node:string_decoder';

/**
 * What an owner and its supervisor say to each other: one JSON document a line, requests on the supervisor's standard
 * input, replies on its standard output. Both ends are always of the same build, so nothing is validated.
 */
export type Request =
  | LaunchRequest
  | InputRequest
  | SignalRequest
  | KillRequest
  | ExpectDirectoryRequest
  | AddDirectoryRequest
  | RemoveDirectoryRequest
  | GuardRequest
  | UnguardRequest;
export type Reply =
  | ReadyReply
  | StartedReply
  | OutputReply
  | InputTakenReply
  | ClosedReply
  | ExitedReply
  | FailedReply
  | KilledReply;

/** How a command ended. */
export type ExitStatus = { code: number } | { signal: NodeJS.Signals | number; coreDumped?: boolean };

/** What to run, and how. */
export interface Launch {
  /** A path, or a name that is looked up in the `PATH` of `environment`. */
  file: string;
  arguments: string[];
  /** `argv[0]`, when it differs from `file`. */
  argv0?: string;
  /** The working directory, absolute. */
  cwd: string;
  /** The whole environment: nothing is inherited. */
  environment: Record<string, string>;
  /** Default: the user the owner runs as. Supplementary groups are dropped. */
  user?: { uid: number; gid: number };
  /** Files appended to; created with mode 0644 and handed to `user`, when that is given. */
  stdout: string;
  stderr: string;
  /** Whether the owner gives the command its input and is handed its output, which goes to the files as well. */
  attached?: boolean;
}

/** The outputs of a command. */
export type OutputName = 'stdout' | 'stderr';

export interface LaunchRequest extends Launch {
  type: 'launch';
  id: number;
  marker: string;
}

/** Input for an attached command. The next piece is sent when this one was taken. */
export interface InputRequest {
  type: 'input';
  id: number;
  /** In base64; empty at the end of the input. */
  data: string;
}

/** Sends a signal to all processes of a command. */
export interface SignalRequest {
  type: 'signal';
  marker: string;
  signal: NodeJS.Signals;
}

/** Kills whatever lies at or below a marker, by every means. */
export interface KillRequest {
  type: 'kill';
  request: number;
  marker: string;
}

/** A directory of the owner's, identified well enough that nothing else is ever deleted in its place. */
export interface ClaimedDirectory {
  /** As the owner calls it. */
  path: string;
  /** The same place without symbolic links, as the kernel reports it. */
  realPath: string;
  device: number;
  inode: number;
  /** When it was made, in milliseconds: numbers of inodes are given anew. */
  bornMs: number;
}

/** A directory that the owner is about to make at a path of its own, and may die over; `add_directory` follows. */
export interface ExpectDirectoryRequest {
  type: 'expect_directory';
  path: string;
}

export interface AddDirectoryRequest {
  type: 'add_directory';
  directory: ClaimedDirectory;
}

export interface RemoveDirectoryRequest {
  type: 'remove_directory';
  path: string;
}

/** A process that the owner starts itself, and that is not to outlive it: before it starts, and once more when its pid is known. */
export interface GuardRequest {
  type: 'guard';
  marker: string;
  pid?: number | undefined;
}

export interface UnguardRequest {
  type: 'unguard';
  marker: string;
}

export interface ReadyReply {
  type: 'ready';
}

export interface StartedReply {
  type: 'started';
  id: number;
  pid: number;
}

/** Output of an attached command. */
export interface OutputReply {
  type: 'output';
  id: number;
  name: OutputName;
  /** In base64. */
  data: string;
}

/** An attached command has taken the last piece of input. */
export interface InputTakenReply {
  type: 'input_taken';
  id: number;
  /** Why it could not be had rid of, if so. */
  error?: string;
}

/** Nobody has the outputs of an attached command open any more. It may come before the exit or after it. */
export interface ClosedReply {
  type: 'closed';
  id: number;
}

export interface ExitedReply {
  type: 'exited';
  id: number;
  status: ExitStatus;
}

export interface FailedReply {
  type: 'failed';
  id: number;
  message: string;
  /** The system's name of the error, such as `ENOENT`, when there is one. */
  code?: string;
}

export interface KilledReply {
  type: 'killed';
  request: number;
  /** Processes that could not be killed. */
  survivors: number[];
}

/** Collects messages and hands them to `write` as one text per flush, since each write costs a system call. */
export class MessageWriter<Message> {
  #text = '';

  constructor(readonly write: (text: string) => void) {}

  /** Whether something waits for a flush. */
  get pending(): boolean {
    return this.#text !== '';
  }

  add(message: Message): void {
    this.#text += `${JSON.stringify(message)}\n`;
  }

  flush(): void {
    if (this.#text === '') return;
    const text = this.#text;
    this.#text = '';
    this.write(text);
  }
}

/** Cuts the bytes that arrive into messages. */
export class MessageReader<Message> {
  readonly #decoder = new StringDecoder('utf8');
  #incomplete = '';

  /** The messages that this chunk completes. */
  read(chunk: Buffer): Message[] {
    const lines = (this.#incomplete + this.#decoder.write(chunk)).split('\n');
    this.#incomplete = lines.pop() ?? '';
    return lines.map((line) => JSON.parse(line) as Message);
  }
}
