import { spawn } from 'node:child_process';
import { MinimesosError } from '../errors.js';
import { Supervisor } from '../mesos/process/supervisor/client.js';
import { exitCodeOfSignal } from './exit-codes.js';
import type { EndingSignals } from './signals.js';

export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a terminal sends Ctrl-C to the command by itself. */
  readonly terminal: boolean;
  /** Whether what it writes goes to standard error, because standard output is for something else. Default: no. */
  readonly quiet?: boolean | undefined;
}

/** A command that runs. */
export interface RunningCommand {
  /** Resolves with its exit code, or 128 and the number of the signal that ended it. */
  readonly ended: Promise<number>;
  kill(signal: NodeJS.Signals): void;
}

/**
 * Runs a command on the streams of this process and resolves with its exit code, or 128 and the number of the signal that
 * ended it. A first signal is handed on to the command, so that it can end as it likes; a second one kills it.
 * @throws MinimesosError `COMMAND_NOT_FOUND`, `COMMAND_NOT_STARTED`
 */
export function runChild(command: ChildCommand, signals: EndingSignals): Promise<number> {
  const { ended, kill } = startChild(command);
  let received = 0;
  signals.listen((signal) => {
    if (++received > 1) kill('SIGKILL');
    // Twice the same Ctrl-C would be taken for a second, impatient one.
    else if (!(command.terminal && signal === 'SIGINT')) kill(signal);
  });
  return ended;
}

/**
 * Starts a command on the streams of this process, which it does not outlive, however this process ends. Its end rejects as {@link runChild} does when it cannot be started.
 */
export function startChild({ program, args, env, quiet = false }: ChildCommand): RunningCommand {
  const supervisor = Supervisor.acquire();
  const guard = supervisor.guard();
  const child = spawn(program, args, {
    stdio: ['inherit', quiet ? 2 : 'inherit', 'inherit'],
    env: { ...env, ...guard.environment },
  });
  if (child.pid !== undefined) guard.started(child.pid);
  const status = new Promise<number>((resolve, reject) => {
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(program, env, error)));
    child.once('exit', (code, signal) => resolve(signal ? exitCodeOfSignal(signal) : (code ?? 1)));
  });
  const ended = async () => {
    try {
      return await status;
    } finally {
      guard.release();
      await supervisor.release();
    }
  };
  return { ended: ended(), kill: (signal) => void child.kill(signal) };
}

function notStarted(program: string, env: ChildCommand['env'], error: NodeJS.ErrnoException): MinimesosError {
  if (error.code === 'ENOENT') {
    const path = program.includes('/') ? undefined : env['PATH'];
    return new MinimesosError('COMMAND_NOT_FOUND', { command: program, path }, { cause: error });
  }
  const reason = error.code === 'EACCES' ? 'permission denied' : error.message;
  return new MinimesosError('COMMAND_NOT_STARTED', { command: program, reason }, { cause: error });
}
