#!/usr/bin/env node
// `npm run test:hosts`: the tests that put agents on hosts of their own, which are network namespaces. They need root, and `ip` of
// iproute2; without, they are skipped, which is said. Arguments are handed to vitest.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));
const child = spawn(process.execPath, [vitest, 'run', '.hosts.test.ts', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MINIMESOS_TEST_HOSTS: '1' },
});
child.on('exit', (code) => {
  process.exitCode = code ?? 1;
});
