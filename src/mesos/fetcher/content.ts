import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Bytes that are produced only while somebody takes them. */
export type Bytes = AsyncIterable<Uint8Array>;

/** What a URI stands for. */
export interface Content {
  bytes: Bytes;
  /** Permission bits of the file it goes to. */
  mode: number;
}

/** User and group a container runs as. */
export interface User {
  uid: number;
  gid: number;
}

/** True when this process can and must act for another user: only root can hand files over. */
export function actsFor(user: User | undefined): user is User {
  return user !== undefined && process.getuid?.() === 0;
}

const STDERR_KEPT = 1000;

/**
 * What a program writes to its standard output, without a shell in between.
 * @param input File descriptor of its standard input; none when absent.
 * @param user Run as this user, when given.
 * @throws Error when it cannot be started or does not exit with 0; the message has the end of its standard error.
 */
export async function* outputOf(
  program: string,
  programArguments: readonly string[],
  { input, user }: { input?: number; user?: User } = {},
): AsyncGenerator<Uint8Array> {
  // Not the environment of this process: what runs as another user may be read by it, `/proc/self/environ` by `cat` itself.
  const env = { PATH: process.env['PATH'] ?? '/usr/bin:/bin' };
  const child = spawn(program, programArguments, { stdio: [input ?? 'ignore', 'pipe', 'pipe'], cwd: '/', env, ...user });
  let complaint = '';
  child.stderr?.setEncoding('utf8').on('data', (data: string) => {
    complaint = (complaint + data).slice(-STDERR_KEPT);
  });
  const exited = new Promise<string | undefined>((resolve) => {
    child.on('error', (error) => resolve(`cannot run '${program}': ${error.message}`));
    child.on('close', (code, signal) =>
      resolve(code === 0 ? undefined : `'${program}' failed (${signal ?? `status ${code}`}): ${complaint.trim()}`),
    );
  });
  try {
    // There is none where no more files can be opened, which is the failure then.
    if (child.stdout) yield* child.stdout as AsyncIterable<Buffer>;
    const failure = await exited;
    if (failure !== undefined) throw new Error(failure);
  } finally {
    child.kill();
    await exited;
  }
}

/** The bytes of a file; it is opened when the first are taken. */
export async function* bytesOf(path: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(path) as AsyncIterable<Buffer>;
}

/**
 * The bytes and mode of a local file. It is read with the permissions of the user, if this process can: otherwise a task
 * of a user could have files fetched which that user may not read.
 * @throws Error when there is no such regular file. A file that may not be read fails when its bytes are taken.
 */
export async function localContent(path: string, user: User | undefined): Promise<Content> {
  const status = await stat(path);
  // Devices and pipes might never end.
  if (!status.isFile()) throw new Error(`'${path}' is not a regular file`);
  const bytes = actsFor(user) && user.uid !== 0 ? outputOf('cat', ['--', path], { user }) : bytesOf(path);
  return { bytes, mode: status.mode & 0o755 };
}
