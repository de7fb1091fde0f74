import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, closeSync, constants, fchownSync, fstatSync, openSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MARKER_VARIABLE, markerValue } from './marker.js';
import { makePipes } from './pipes.js';
import type { ExitStatus, Launch, OutputName } from './protocol.js';
import { Streams } from './streams.js';

/** What a launch leads to: `onFailed` alone, or `onStarted` and later `onExit`; of attached commands also output. */
export interface LaunchOutcome {
  /** @param streams Those of an attached command. */
  onStarted(pid: number, streams: Streams | undefined): void;
  onOutput(name: OutputName, data: Buffer): void;
  /** Nobody has the outputs open any more. */
  onClosed(): void;
  onExit(status: ExitStatus): void;
  onFailed(message: string, code: string | undefined): void;
}

/** Starts a command in a session and process group of its own. */
export function launch(options: Launch, marker: string, outcome: LaunchOutcome): void {
  const opened = new Set<number>();
  try {
    const [stdout, stderr] = [options.stdout, options.stderr].map((path) => {
      const descriptor = openOutput(path, options.user);
      opened.add(descriptor);
      return descriptor;
    }) as [number, number];
    const pipes = options.attached ? makePipes(options.cwd) : undefined;
    for (const descriptor of [...(pipes?.theirs ?? []), ...(pipes?.ours ?? [])]) opened.add(descriptor);
    const child = spawn(options.file, options.arguments, {
      argv0: options.argv0 ?? options.file,
      cwd: options.cwd,
      env: { ...options.environment, [MARKER_VARIABLE]: markerValue(marker) },
      ...options.user,
      detached: true,
      stdio: pipes ? [...pipes.theirs] : ['ignore', stdout, stderr],
    });
    let streams: Streams | undefined;
    if (pipes && child.pid !== undefined) {
      streams = new Streams(pipes.ours, { stdout, stderr }, outcome);
      for (const descriptor of [...pipes.ours, stdout, stderr]) opened.delete(descriptor);
    }
    observe(child, options, outcome, streams);
  } catch (error) {
    outcome.onFailed(...explain(error as NodeJS.ErrnoException, options));
  } finally {
    for (const descriptor of opened) closeSync(descriptor);
  }
}

function observe(child: ChildProcess, options: Launch, outcome: LaunchOutcome, streams: Streams | undefined): void {
  // Node reports the common failures by an event, the others by throwing.
  child.on('error', (error) => {
    if (child.pid === undefined) outcome.onFailed(...explain(error, options));
  });
  if (child.pid === undefined) return;
  outcome.onStarted(child.pid, streams);
  // Node cannot tell a death by a real-time signal, for which it has no name, from exit code 0.
  child.once('exit', (code, signal) => outcome.onExit(signal === null ? { code: code ?? 0 } : { signal }));
}

/**
 * A task may own the directory and put anything at this path before its next command starts: a symbolic link is not
 * followed, and a pipe without a reader does not block the supervisor.
 */
function openOutput(path: string, user: Launch['user']): number {
  const flags = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const descriptor = openSync(path, flags, 0o644);
  if (user && process.getuid?.() === 0) {
    try {
      const status = fstatSync(descriptor);
      if (status.isFile() && (status.uid !== user.uid || status.gid !== user.gid)) fchownSync(descriptor, user.uid, user.gid);
    } catch (error) {
      closeSync(descriptor);
      throw error;
    }
  }
  return descriptor;
}

/** The system's error names the file to run even when the working directory or the interpreter is to blame. */
function explain(error: NodeJS.ErrnoException, options: Launch): [message: string, code: string | undefined] {
  let reason = error.message;
  try {
    reason = cause(error, options);
  } catch {
    // What is to blame may not be looked at: the system's own words must do.
  }
  return [`Cannot run ${options.file}: ${reason}`, error.code];
}

function cause(error: NodeJS.ErrnoException, options: Launch): string {
  const { file, cwd, user } = options;
  if (!error.syscall?.startsWith('spawn')) return error.message;
  const directory = statSync(cwd, { throwIfNoEntry: false });
  if (!directory) return `the working directory ${cwd} does not exist`;
  if (!directory.isDirectory()) return `the working directory ${cwd} is not a directory`;
  if (error.code === 'EPERM' && user) return `this process may not start processes as user ${user.uid}, group ${user.gid}`;
  const path = findFile(file, cwd, options.environment['PATH']);
  if (error.code === 'ENOENT') {
    return path ? `the interpreter named in the first line of ${path} does not exist` : 'there is no such file';
  }
  if (error.code === 'EACCES') {
    if (path && statSync(path).isDirectory()) return `${path} is a directory`;
    return path && !isExecutable(path)
      ? `${path} is not executable`
      : `permission denied (file ${file}, working directory ${cwd})`;
  }
  return error.message;
}

function findFile(file: string, cwd: string, path = '/bin:/usr/bin'): string | undefined {
  const candidates = file.includes('/')
    ? [join(file.startsWith('/') ? '' : cwd, file)]
    : path.split(delimiter).map((directory) => join(directory, file));
  return candidates.find((candidate) => statSync(candidate, { throwIfNoEntry: false }) !== undefined);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
