import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';

const NAMES = ['stdin', 'stdout', 'stderr'] as const;

/** The descriptors of three pipes, each in the order of standard input, output and error. */
export interface Pipes {
  /** For a command. */
  readonly theirs: readonly [number, number, number];
  /** For whoever is at the other end. */
  readonly ours: readonly [number, number, number];
}

/**
 * Makes the pipes of a command. Those that Node makes are sockets, on which `/dev/stdin` and `/dev/stderr` cannot be opened;
 * shell scripts do that. So these are named pipes, which have lost their names when this returns.
 * @param directory Where they have their names until then.
 */
export function makePipes(directory: string): Pipes {
  const folder = mkdtempSync(join(directory, '.pipes-'));
  const opened: number[] = [];
  const open = (name: (typeof NAMES)[number], flags: number) => {
    const descriptor = openSync(join(folder, name), flags);
    opened.push(descriptor);
    return descriptor;
  };
  try {
    // The command may run as another user.
    execFileSync('mkfifo', ['-m', '666', ...NAMES.map((name) => join(folder, name))], { stdio: ['ignore', 'ignore', 'ignore'] });
    const { O_RDONLY, O_WRONLY, O_NONBLOCK } = constants;
    // Opening the one end waits for the other, unless it is to be read without waiting.
    const placeholder = openSync(join(folder, 'stdin'), O_RDONLY | O_NONBLOCK);
    const input = open('stdin', O_WRONLY);
    const theirInput = open('stdin', O_RDONLY);
    closeSync(placeholder);
    const [output, error] = [open('stdout', O_RDONLY | O_NONBLOCK), open('stderr', O_RDONLY | O_NONBLOCK)];
    return { ours: [input, output, error], theirs: [theirInput, open('stdout', O_WRONLY), open('stderr', O_WRONLY)] };
  } catch (error) {
    for (const descriptor of opened) closeSync(descriptor);
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
