// The command line as it was built, run to its end in a place.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const program = fileURLToPath(new URL('../dist/cli.js', import.meta.url));

/** Starts it; `ended` resolves with its exit code, or the signal that ended it, and all it has written. */
export function startCli(args, options = {}) {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise((resolve) => {
    child.once('close', (code, signal) => resolve({ code: code ?? signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs it to its end. */
export const cli = (args, options) => startCli(args, options).ended;

/** Runs it to its end, and fails when that is no success. */
export async function cliSucceeds(args, options) {
  const { code, stdout, stderr } = await cli(args, options);
  if (code !== 0) throw new Error(`minimesos ${args.join(' ')} ended with ${code}: ${stderr || stdout}`);
  return stdout;
}
