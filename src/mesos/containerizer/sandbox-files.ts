import { appendFileSync, closeSync, constants, createWriteStream, openSync, type WriteStream } from 'node:fs';
import { Writable } from 'node:stream';

/**
 * A task may own its sandbox and put anything into the place of its output files: a symbolic link is not followed, and a pipe without a
 * reader keeps nobody waiting.
 */
const { O_WRONLY, O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK } = constants;
const FLAGS = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK;
const MODE = 0o644;

/** Adds to a file of a sandbox, where that is still one. */
export function appendInSandbox(path: string, text: string): void {
  const descriptor = openSync(path, FLAGS, MODE);
  try {
    appendFileSync(descriptor, text);
  } finally {
    closeSync(descriptor);
  }
}

/** Adds to a file of a sandbox as long as something comes; nowhere, where the file cannot be opened. */
export function streamInSandbox(path: string): WriteStream | Writable {
  try {
    return createWriteStream(path, { fd: openSync(path, FLAGS, MODE) });
  } catch {
    // The sandbox is gone, or its file is something else by now: nobody would read it.
    return new Writable({ write: (_chunk, _encoding, done) => done() });
  }
}
