// What the tests in other languages have in common: suites of programs that run against the server of this checkout, each
// reported in a line, and the counts in the last. Where a language is missing that is said, and nothing is tested; in CI that is a
// failure.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

const environment = {
  ...process.env,
  MINIMESOS_COMMAND: `"${process.execPath}" "${join(root, 'dist/cli.js')}"`,
  PYTHONDONTWRITEBYTECODE: '1',
};

/**
 * Each suite has a name, test(), which returns whether it passed, and perhaps whyNot(), which returns why it cannot be run here.
 * A problem keeps all of them from being run.
 */
export function testSuites(suites, problem) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { name, test, whyNot } of suites) {
    const started = performance.now();
    const missing = problem ?? whyNot?.();
    const result = missing ? (process.env.CI ? 'failed' : 'skipped') : test() ? 'passed' : 'failed';
    counts[result]++;
    const why = missing ? `: ${missing}` : ` (${((performance.now() - started) / 1000).toFixed(1)} s)`;
    console.log(`${result} ${name}${why}`);
  }
  console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  process.exitCode = counts.failed > 0 ? 1 : 0;
}

/** Runs a program that finds the server of this checkout; returns whether it succeeded. */
export function run(program, args, folder) {
  const { status, error } = spawnSync(program, args, { cwd: folder, env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.log(`${program}: ${error.message}`);
  return status === 0;
}

/** What a program prints, or undefined when it is not there or fails. */
export function printed(program, ...args) {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8' });
  return status === 0 ? stdout : undefined;
}
