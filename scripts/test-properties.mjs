#!/usr/bin/env node
// `npm run test:properties`: the random tests again, with 10,000 cases for every property instead of the few that `npm test`
// has time for. Prints each property with its number of cases and its seed. Arguments are handed to vitest.
// MINIMESOS_PROPERTY_RUNS asks for another number of cases, MINIMESOS_PROPERTY_SEED for a seed.
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const RUNS = '10000';
/** For one property: they share a machine with each other. */
const TIMEOUT_MS = 15 * 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const files = readdirSync(join(root, 'test'), { recursive: true })
  .filter((path) => path.endsWith('.test.ts') && readFileSync(join(root, 'test', path), 'utf8').includes('propertyRuns('))
  .map((path) => join('test', path));

const given = process.argv.slice(2);
const selected = given.some((argument) => !argument.startsWith('-')) ? given : [...files, ...given];
const child = spawn(
  join(root, 'node_modules/.bin/vitest'),
  [
    ...['run', `--testTimeout=${TIMEOUT_MS}`, '--maxWorkers=100%'],
    ...['--reporter=default', '--reporter=./scripts/property-lines.mjs', ...selected],
  ],
  {
    cwd: root,
    env: { ...process.env, MINIMESOS_PROPERTY_RUNS: process.env.MINIMESOS_PROPERTY_RUNS ?? RUNS },
    stdio: 'inherit',
    shell: process.platform === 'win32',
  },
);
child.on('close', (code) => (process.exitCode = code ?? 1));
