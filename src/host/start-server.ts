import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, fstatSync, ftruncateSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs';
import type { Readable } from 'node:stream';
import { MinimesosError } from '../errors.js';
import { formatDuration } from '../mesos/flags/duration.js';
import { Clock } from '../mesos/process/clock.js';
import { entryPoint } from '../mesos/process/entry-point.js';
import { KEEP } from './keep.js';
import { runtimeDirectory } from './runtime-directory.js';
import { logFile, type ServerRecord, startingLogFile } from './server-file.js';

/** How to start a host process. */
export interface StartServerOptions {
  /**
   * `owner`: it ends, with all its clusters, when this process ends or calls `end`. `none`: it outlives this process and its
   * terminal once it has been handed over, until somebody shuts it down.
   */
  readonly boundTo: 'owner' | 'none';
  /** More arguments for `minimesos serve`. Default: none. */
  readonly arguments?: readonly string[];
  /** Milliseconds until it has to be ready. Default: 30 seconds. */
  readonly timeoutMs?: number;
}

/** A host process that was started here and is ready. */
export interface StartedServer extends Omit<ServerRecord, 'clusters'> {
  /** Resolves when it has ended, with how it ended in words; for one that outlives this process, as long as that is here. */
  readonly ended: Promise<string>;
  /** The last lines it wrote of what went wrong. */
  lastLogLines(): string[];
  /** Lets go of one that is bound to its owner: it ends when nobody else uses its clusters. */
  letGo(): void;
  /** One that is bound to nobody goes on from now on when this process ends; resolves when it has been told so. */
  handOver(): Promise<void>;
  /** Ends one that is bound to its owner, and resolves when it has ended; after this many milliseconds it is killed. */
  end(timeoutMs: number): Promise<void>;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const SHOWN_LOG_BYTES = 4096;
const SHOWN_LOG_LINES = 20;

/** Options for the Node of this process (inspectors, loaders, coverage, channels to its parent) are not for another one. */
const NOT_INHERITED = [
  'NODE_OPTIONS',
  'NODE_V8_COVERAGE',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_UNIQUE_ID',
];

/**
 * Starts `minimesos serve` in a process and a session of its own, and resolves when it takes requests.
 * @throws MinimesosError `HOST_START_FAILED` with its last log lines; nothing of it is left then. `HOME_UNUSABLE`
 */
export async function startServer(options: StartServerOptions): Promise<StartedServer> {
  const { boundTo, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const log = new LogFile();
  let child: ChildProcess;
  try {
    // Also one that is to outlive this process: until it is handed over nobody else knows of it.
    const program = [entryPoint('cli.js'), 'serve', '--json', '--lease-stdin', ...(options.arguments ?? [])];
    child = spawn(process.execPath, program, {
      detached: true,
      env: environment(),
      // A file takes what is written even while this process is busy with something else, or gone.
      stdio: ['pipe', 'pipe', log.descriptor],
    });
  } catch (error) {
    log.close();
    throw new MinimesosError('HOST_START_FAILED', { reason: (error as Error).message }, { cause: error });
  }
  child.stdin?.on('error', () => {}); // It has ended, which `exit` tells.
  const ended = endOf(child);
  const clock = new Clock();
  try {
    const record = await Promise.race([
      child.stdout ? readiness(child.stdout) : new Promise<never>(() => {}), // Where no more files can be opened, there is none.
      ended.then((how) => Promise.reject(new Error(how))),
      clock.sleep(timeoutMs).then(() => Promise.reject(new Error(`it was not ready within ${formatDuration(timeoutMs)}`))),
    ]);
    if (boundTo === 'owner') log.unlink();
    else log.keepAs(logFile(record.pid));
    unreference(child);
    return {
      ...record,
      ended,
      lastLogLines: () => log.lastLines(),
      letGo: () => void child.stdin?.end(),
      handOver: () => new Promise((resolve) => child.stdin?.end(`${KEEP}\n`, () => resolve())),
      end: (wait) => end(child, ended, wait),
    };
  } catch (error) {
    child.kill('SIGKILL');
    if (child.pid !== undefined) await ended;
    const reason = error instanceof Error ? error.message : String(error);
    throw new MinimesosError('HOST_START_FAILED', { reason, log: log.lastLines() }, { cause: error });
  } finally {
    clock.stop();
    if (boundTo === 'owner') void ended.then(() => log.close());
    else log.close();
  }
}

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !NOT_INHERITED.includes(name));
  return { ...Object.fromEntries(inherited), MINIMESOS_HOME: runtimeDirectory() };
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ? `it was killed by ${signal}` : `it ended with exit code ${code}`));
  });
}

/** What it says of itself in its first line of output. */
function readiness(output: Readable): Promise<Omit<ServerRecord, 'clusters'>> {
  return new Promise((resolve, reject) => {
    let text = '';
    output.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0) return;
      try {
        resolve(JSON.parse(text.slice(0, end)) as ServerRecord);
      } catch (error) {
        reject(new Error(`its first line of output was ${text.slice(0, end)}`, { cause: error }));
      }
    });
  });
}

/** It does not keep the event loop of this process alive. */
function unreference(child: ChildProcess): void {
  child.stdout?.destroy();
  (child.stdin as { unref?: () => void } | null)?.unref?.();
  child.unref();
}

async function end(child: ChildProcess, ended: Promise<string>, timeoutMs: number): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.ref();
  child.stdin?.end();
  const clock = new Clock();
  clock.delay(timeoutMs, () => child.kill('SIGKILL'));
  await ended;
  clock.stop();
}

/** The file that a host process writes its errors to. */
class LogFile {
  readonly descriptor: number;
  #path: string;
  /** What they were when it was closed. */
  #lastLines: string[] | undefined;

  constructor() {
    this.#path = startingLogFile();
    let descriptor: number | undefined;
    try {
      descriptor = openSync(this.#path, 'ax+', 0o600);
      // A host process on a full disk could not even tell that this is why it ends.
      writeSync(descriptor, '\n');
      ftruncateSync(descriptor);
      this.descriptor = descriptor;
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      this.unlink();
      throw new MinimesosError(
        'HOME_UNUSABLE',
        { directory: runtimeDirectory(), reason: (error as Error).message },
        { cause: error },
      );
    }
  }

  /** Keeps it for whoever wants to read it later. */
  keepAs(path: string): void {
    renameSync(this.#path, path);
    this.#path = '';
  }

  /** Takes its name away: it is gone when nobody has it open any more. */
  unlink(): void {
    if (this.#path) rmSync(this.#path, { force: true });
    this.#path = '';
  }

  lastLines(): string[] {
    if (this.#lastLines) return this.#lastLines;
    const { size } = fstatSync(this.descriptor);
    const buffer = Buffer.alloc(Math.min(size, SHOWN_LOG_BYTES));
    readSync(this.descriptor, buffer, 0, buffer.length, size - buffer.length);
    const lines = buffer.toString('utf8').trim().split('\n');
    return lines[0] === '' ? [] : lines.slice(-SHOWN_LOG_LINES);
  }

  close(): void {
    if (this.#lastLines) return;
    this.#lastLines = this.lastLines();
    this.unlink();
    closeSync(this.descriptor);
  }
}
