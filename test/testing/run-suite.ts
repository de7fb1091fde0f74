import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export interface SuiteRun {
  readonly code: number;
  /** What it printed, without colours. */
  readonly output: string;
}

/** What the JSON reports of Vitest and Jest say of a test. */
export interface TestResult {
  readonly fullName: string;
  readonly status: string;
  readonly failureMessages: string[];
}

/**
 * Runs a program that is a test runner, with a temporary directory of its own; fails when any cluster has left anything
 * there.
 */
export async function runRunner(args: string[], folder: string): Promise<SuiteRun> {
  const temporary = mkdtempSync(join(tmpdir(), 'suite-'));
  // Of this run's own runner nothing is to be inherited.
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(VITEST|NODE_TEST|NODE_OPTIONS|TEST$|FORCE_COLOR)/.test(name),
  );
  const env = { ...Object.fromEntries(inherited), TMPDIR: temporary, NO_COLOR: '1' };
  try {
    const run = await new Promise<SuiteRun>((resolve) => {
      execFile(process.execPath, args, { cwd: folder, env, timeout: 150_000 }, (error, stdout, stderr) => {
        const code = typeof error?.code === 'number' ? error.code : error ? -1 : 0;
        resolve({ code, output: `${stdout}\n${stderr}` });
      });
    });
    expect(readdirSync(temporary).filter((name) => name.startsWith('minimesos'))).toEqual([]);
    return run;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

const suites = fileURLToPath(new URL('suites', import.meta.url));
const vitest = fileURLToPath(new URL('../../node_modules/vitest/vitest.mjs', import.meta.url));

/** Runs suites of `test/testing/suites` with Vitest; `tests` are there with the reporter `json`. */
export async function runVitest(...args: string[]): Promise<SuiteRun & { tests: TestResult[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'results-'));
  const results = join(folder, 'results.json');
  try {
    const run = await runRunner([vitest, 'run', '--root', suites, `--outputFile.json=${results}`, ...args], suites);
    const report = existsSync(results) ? (JSON.parse(readFileSync(results, 'utf8')) as Report) : { testResults: [] };
    return { ...run, tests: report.testResults.flatMap(({ assertionResults }) => assertionResults) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Report {
  readonly testResults: { readonly assertionResults: TestResult[] }[];
}
