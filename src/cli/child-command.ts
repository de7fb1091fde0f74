import { spawn } from 'node:child_process';
import { MinimesosError } from '../errors.js';
import { exitCodeOfSignal } from './exit-codes.js';
import type { EndingSignals } from './signals.js';

export interface ChildCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a terminal sends Ctrl-C to the command by itself. */
  readonly terminal: boolean;
}

/**
 * Runs a command on the streams of this process and resolves with its exit code, or 128 and the number of the signal that
 * ended it. A first signal is handed on to the command, so that it can end as it likes; a second one kills it.
 * @throws MinimesosError `COMMAND_NOT_FOUND`, `COMMAND_NOT_STARTED`
 */
export function runChild({ program, args, env, terminal }: ChildCommand, signals: EndingSignals): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'inherit', env });
    let received = 0;
    signals.listen((signal) => {
      if (++received > 1) child.kill('SIGKILL');
      // Twice the same Ctrl-C would be taken for a second, impatient one.
      else if (!(terminal && signal === 'SIGINT')) child.kill(signal);
    });
    child.once('error', (error: NodeJS.ErrnoException) => reject(notStarted(program, env, error)));
    child.once('exit', (code, signal) => resolve(signal ? exitCodeOfSignal(signal) : (code ?? 1)));
  });
}

function notStarted(program: string, env: ChildCommand['env'], error: NodeJS.ErrnoException): MinimesosError {
  if (error.code === 'ENOENT') {
    const path = program.includes('/') ? undefined : env['PATH'];
    return new MinimesosError('COMMAND_NOT_FOUND', { command: program, path }, { cause: error });
  }
  const reason = error.code === 'EACCES' ? 'permission denied' : error.message;
  return new MinimesosError('COMMAND_NOT_STARTED', { command: program, reason }, { cause: error });
}
