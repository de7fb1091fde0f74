#!/usr/bin/env node
// `npm run test:drivers`: the tests of the example framework, as they are, on clusters of other drivers than the embedded one in the
// process of the test: in a process of its own, and one that is there already. What a driver cannot do is skipped, with the reason.
// Arguments are handed to vitest.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);

/** @returns whether all passed */
function test(name, environment, ...args) {
  console.log(`\nThe example framework on ${name}`);
  const vitest = join(root, 'node_modules/.bin/vitest');
  const child = spawn(vitest, ['run', 'examples/search-framework', ...args, ...given], {
    ...{ cwd: root, stdio: 'inherit', env: { ...process.env, ...environment }, shell: process.platform === 'win32' },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
}

async function attached() {
  const { MesosCluster } = await import('../dist/index.js');
  const cluster = await MesosCluster.start({ agents: 3, host: 'process' });
  try {
    // One after the other: they share it.
    return await test('a cluster that is there already', { MINIMESOS_ATTACH: cluster.leader.url }, '--no-file-parallelism');
  } finally {
    await cluster.destroy();
  }
}

const passed = [await test('a cluster in a process of its own', { SEARCH_HOST: 'process' }), await attached()];
if (passed.includes(false)) process.exitCode = 1;
