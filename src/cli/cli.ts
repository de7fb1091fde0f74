import { tellFewFiles } from '../cluster/few-files.js';
import { isMinimesosError, MinimesosError } from '../errors.js';
import { suggest } from '../suggest.js';
import { findCommand } from './commands.js';
import type { CliContext } from './context.js';
import { EXIT, exitCodeOf, exitCodeOfSignal } from './exit-codes.js';
import { fitTerminal, widthOf } from './text.js';

/** Options that stand in the place of a command. */
const GLOBAL: Readonly<Record<string, string>> = { '--help': 'help', '-h': 'help', '--version': 'version' };

/** Runs the command line and resolves with the exit code. Never rejects: what goes wrong is told on stderr. */
export async function runCli(context: CliContext): Promise<number> {
  try {
    const [first, ...rest] = context.argv;
    if (first === undefined) {
      const { overview } = await import('./commands/help.js');
      context.stderr.write(overview(widthOf(context.stderr)));
      return EXIT.usage;
    }
    if (first.startsWith('-') && !Object.hasOwn(GLOBAL, first)) {
      const suggestion = suggest(first, Object.keys(GLOBAL));
      throw new MinimesosError('UNKNOWN_OPTION', { command: 'minimesos', option: first, suggestion });
    }
    const { entry, args } = findCommand([GLOBAL[first] ?? first, ...rest]);
    return await (await entry.load()).run(context, args);
  } catch (thrown) {
    // Also where a part of minimesos could not be loaded.
    const error = tellFewFiles(thrown, `minimesos ${context.argv[0] ?? ''}`.trim()) ?? thrown;
    // Whoever read the output has seen enough, as `head` does.
    if ((error as NodeJS.ErrnoException | undefined)?.code === 'EPIPE') return exitCodeOfSignal('SIGPIPE');
    const json = wantsJson(context.argv);
    const text = describeError(error, json);
    context.stderr.write(`${json ? text : fitTerminal(text, context.stderr)}\n`);
    return exitCodeOf(error);
  }
}

/** Whether errors are to be JSON; asked of arguments that may be what the error is about. */
function wantsJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? argv.length : end).includes('--json');
}

function describeError(error: unknown, json: boolean): string {
  if (isMinimesosError(error)) return json ? JSON.stringify(error) : `minimesos: ${error.message}`;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const message = `A defect of minimesos; please report it. ${text}`;
  return json ? JSON.stringify({ code: 'DEFECT', message }) : `minimesos: ${message}`;
}
