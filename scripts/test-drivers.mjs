#!/usr/bin/env node
// `npm run test:drivers`: the behaviours that all drivers share, on those that `npm test` leaves out; and the tests of the example framework,
// as they are, on clusters of each driver: embedded in the process of the test, in a process of its own, of programs under the names of
// Mesos's (or Apache Mesos's own, where MINIMESOS_MESOS_HOME says that they are there), and one that is there already. What a driver cannot
// do is skipped, with the reason.
// Arguments are handed to vitest.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const given = process.argv.slice(2);

/** @returns whether all passed */
function run(title, environment, ...args) {
  console.log(`\n${title}`);
  const child = spawn(join(root, 'node_modules/.bin/vitest'), ['run', ...args, ...given], {
    ...{ cwd: root, stdio: 'inherit', shell: process.platform === 'win32' },
    env: { ...process.env, MINIMESOS_TEST_DRIVERS: '1', ...environment },
  });
  return new Promise((resolve) => child.on('close', (code) => resolve(code === 0)));
}

const test = (name, environment, ...args) =>
  run(`The example framework on ${name}`, environment, 'examples/search-framework', ...args);

/** A folder with the programs of minimesos under the names of those of Mesos. */
function standIns() {
  const home = mkdtempSync(join(tmpdir(), 'mesos-home-'));
  mkdirSync(join(home, 'sbin'));
  for (const role of ['master', 'agent']) {
    const script = `#!/bin/sh\nexec '${process.execPath}' '${join(root, 'dist', `${role}.js`)}' "$@"\n`;
    writeFileSync(join(home, 'sbin', `mesos-${role}`), script, { mode: 0o755 });
  }
  return home;
}

async function native() {
  if (process.env.MINIMESOS_MESOS_HOME) return test('Apache Mesos', { MINIMESOS_DRIVER: 'native' });
  console.log('\nSkipped: MINIMESOS_MESOS_HOME does not say where Apache Mesos is; programs of minimesos stand in for it');
  console.log('Skipped: master-failover.test.ts, as these programs have no registry that masters hand on');
  const home = standIns();
  try {
    return await test(
      'programs under the names of those of Mesos',
      { MINIMESOS_DRIVER: 'native', MINIMESOS_MESOS_HOME: home },
      '--exclude=**/master-failover.test.ts',
    );
  } finally {
    rmSync(home, { recursive: true });
  }
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

const passed = [
  await run('What all drivers share', {}, '.drivers.test.ts'),
  await test('a cluster in the process of the test', {}),
  await test('a cluster in a process of its own', { SEARCH_HOST: 'process' }),
  await native(),
  await attached(),
];
if (passed.includes(false)) process.exitCode = 1;
