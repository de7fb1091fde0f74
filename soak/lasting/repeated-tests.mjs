// `npm test` again and again, the last times with all cores busy with something else, and the very last also with everything stopped for moments, and single processes: a test that fails in
// one run and passes in another is flaky, and is told by name. TESTS narrows the tests, as arguments of `npm test` do; then the checks before the tests are left out.
// SUITE is another suite, `test:docker` for instance, which passes or fails as a whole; of one that fails the end of what it says is shown.
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stall } from '../stalls.mjs';

export const about = 'repetitions of npm test, the last ones under load and with stalls';
export const counts = { times: { bounded: 2, long: 10 }, loaded: { bounded: 1, long: 5 }, stalled: { bounded: 0, long: 3 } };
export const onlyLong = true;

const root = fileURLToPath(new URL('../..', import.meta.url));
const TESTS = (process.env.TESTS ?? '').split(' ').filter(Boolean);
const { SUITE } = process.env;
const report = join(process.cwd(), 'report.json');

/** Ends with the process that has started it. */
const BUSY =
  'const parent = process.ppid; setInterval(() => { if (process.ppid !== parent) process.exit(); const end = Date.now() + 90; while (Date.now() < end); }, 100)';

/** One run, with stalls where there is a seed for them; resolves with the state of each test by name, and whether all of it succeeded. */
async function run(stallSeed) {
  const vitest = ['--reporter=dot', '--reporter=json', `--outputFile=${report}`];
  const tests =
    TESTS.length === 0 ? ['scripts/test.mjs', ...vitest] : ['node_modules/vitest/vitest.mjs', 'run', ...TESTS, ...vitest];
  const [program, ...args] = SUITE ? ['npm', 'run', SUITE] : [process.execPath, ...tests];
  // The place of this figure is not for what is tested: tests have places of their own, which may not be too deep.
  const { TMPDIR: _, MINIMESOS_HOME: __, ...env } = process.env;
  const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const stalls = stallSeed === undefined ? undefined : stall(child.pid, stallSeed);
  let output = '';
  child.stdout.on('data', (chunk) => (output = (output + chunk).slice(-20_000)));
  child.stderr.on('data', (chunk) => (output = (output + chunk).slice(-20_000)));
  const code = await new Promise((resolve) => child.once('close', resolve));
  const states = new Map();
  if (stalls) {
    const { left, ...stopped } = await stalls.end();
    console.error(`stopped ${stopped.stalls} times, and ${stopped.stallsOfOne} times one process`);
    for (const command of left) states.set(`nothing is left of the run, but ${command}`, 'failed');
  }
  if (SUITE) {
    states.set(`npm run ${SUITE}`, code === 0 ? 'passed' : 'failed');
    if (code !== 0) console.error(output);
    return states;
  }
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    for (const { name, status, assertionResults, message } of testResults) {
      const file = relative(root, name);
      if (status === 'failed' && assertionResults.every((test) => test.status !== 'failed')) {
        states.set(file, 'failed');
        console.error(`${file}\n${message}\n`);
      }
      for (const test of assertionResults) {
        states.set(`${file} > ${test.fullName}`, test.status);
        for (const message of test.failureMessages ?? []) console.error(`${file} > ${test.fullName}\n${message}\n`);
      }
    }
  } catch {
    console.log(output);
  }
  rmSync(report, { force: true });
  if (code !== 0 && ![...states.values()].includes('failed')) states.set('the run as a whole', 'failed');
  return states;
}

export async function measure({ times, loaded: withLoad, stalled: withStalls, seed, progress }) {
  const passed = new Map();
  const failed = new Map();
  let tests = 0;
  const seconds = [];
  for (let time = 0; time < times; time++) {
    const loaded = time >= times - withLoad;
    const stalled = time >= times - withStalls;
    progress(`run ${time + 1} of ${times}${loaded ? ', under load' : ''}${stalled ? ', with stalls' : ''}`);
    const load = loaded ? Array.from({ length: availableParallelism() }, () => spawn(process.execPath, ['-e', BUSY])) : [];
    const begun = performance.now();
    for (const [name, state] of await run(stalled ? seed + time : undefined)) {
      if (state === 'passed') passed.set(name, (passed.get(name) ?? 0) + 1);
      if (state === 'failed') failed.set(name, [...(failed.get(name) ?? []), time + 1]);
    }
    seconds.push((performance.now() - begun) / 1000);
    console.error(`run ${time + 1}: ${seconds.at(-1).toFixed(0)} s, ${[...failed.keys()].length} tests have failed so far`);
    for (const child of load) child.kill('SIGKILL');
    tests = Math.max(tests, passed.size);
  }
  return [
    { figure: 'runs', value: times },
    { figure: 'of those with all cores busy', value: withLoad },
    { figure: 'of those stopped for moments', value: withStalls },
    { figure: 'a run, longest', value: Math.max(...seconds), unit: 's' },
    { figure: 'tests that passed', value: tests, least: 1 },
    ...[...failed].map(([name, runs]) => ({
      figure: `${passed.has(name) ? 'flaky' : 'failed'}: ${name}`,
      value: `failed in ${runs.length} of ${times}, run ${runs.join(', ')}`,
      right: false,
    })),
    { figure: 'flaky tests', value: [...failed.keys()].filter((name) => passed.has(name)).length, most: 0 },
  ];
}
