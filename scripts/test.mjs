#!/usr/bin/env node
// `npm test`: everything that has to hold before a change is done. Prints each step with its time and stops at the first
// that fails. Arguments are handed to vitest, so `npm test -- test/mesos` narrows the tests, not the checks.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = (script, ...args) => [process.execPath, [join(root, script), ...args]];
const tool = (name, ...args) => [join(root, 'node_modules/.bin', name), args];

/** Each lane runs its steps one after the other; the lanes run side by side. */
const lanes = [
  [
    ['build', ...node('scripts/build.mjs', '--types')],
    ['knip', ...tool('knip')],
  ],
  [
    ['biome', ...tool('biome', 'check', '--error-on-warnings', '--max-diagnostics=200', '.')],
    ['generated types', ...node('scripts/generate-types.mjs', '--check')],
    ['types and oxlint', ...tool('oxlint', '--type-aware', '--type-check', '--deny-warnings')],
  ],
];

const running = new Set();

function run(command, args, stdio) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio, shell: process.platform === 'win32' });
    let output = '';
    running.add(child);
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      running.delete(child);
      resolve({ succeeded: code === 0, output });
    });
  });
}

/** A check says nothing when it succeeds; when it fails, all it printed is shown. */
async function check([name, command, args]) {
  const started = performance.now();
  const { succeeded, output } = await run(command, args, ['ignore', 'pipe', 'pipe']);
  if (stopped) return;
  console.log(`${succeeded ? 'ok    ' : 'FAILED'}  ${name.padEnd(16)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  if (!succeeded) stop(output);
}

let stopped = false;
function stop(output) {
  stopped = true;
  process.exitCode = 1;
  console.log(output);
  for (const child of running) child.kill();
}

await prepare();
await Promise.all(
  lanes.map(async (steps) => {
    for (const step of steps) if (!stopped) await check(step);
  }),
);
if (!stopped) {
  const { succeeded } = await run(...tool('vitest', 'run', ...process.argv.slice(2)), 'inherit');
  if (!succeeded) process.exitCode = 1;
}
