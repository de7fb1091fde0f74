#!/usr/bin/env node
// `npm run test:docker`: the tests that run on an engine of Docker, which is found as docker finds it. First the images that they run are
// built. Without an engine they are skipped, which is said. Then the example framework's tests run on a cluster in containers, as they are; what
// the driver cannot do is skipped, with the reason. Arguments are handed to vitest, and then it is the tests of Docker alone that run.
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { BY_ROLE, buildImages } from './docker-images.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = fileURLToPath(new URL('../node_modules/vitest/vitest.mjs', import.meta.url));

/** Why there is no engine; undefined when there is one. */
async function problem() {
  try {
    await promisify(execFile)('docker', ['version', '--format', '{{.Server.Version}}']);
    return undefined;
  } catch (error) {
    return (error.stderr || error.message).trim();
  }
}

/** @returns whether all passed */
function run(args, environment) {
  const child = spawn(process.execPath, [vitest, 'run', ...args], {
    ...{ cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } },
  });
  return new Promise((resolve) => child.on('exit', (code) => resolve(code === 0)));
}

/** As each of its tests has a cluster of its own, of some seven containers, there are few at once. */
function example() {
  console.log('\nThe example framework on a cluster in containers');
  console.log(
    'Skipped: master-failover.test.ts, as programs of minimesos, which stand in for those of Mesos, have no registry that masters hand on',
  );
  return run(['examples/search-framework', '--maxWorkers=2', '--exclude=**/master-failover.test.ts'], {
    MINIMESOS_TEST_DRIVERS: '1',
    MINIMESOS_DRIVER: 'docker',
    MINIMESOS_IMAGES: Object.entries(BY_ROLE)
      .map(([role, image]) => `${role}=${image}`)
      .join(','),
  });
}

const missing = await problem();
if (missing !== undefined) console.log(`Tests of Docker are skipped: ${missing}`);
else {
  for (const { image, state, reason } of await buildImages()) {
    if (state !== 'present') console.log(`${image}: ${reason ? `cannot be built, ${reason}` : state}`);
  }
  const given = process.argv.slice(2);
  const passed = [await run(['.docker.test.ts', ...given], { MINIMESOS_TEST_DOCKER: '1' })];
  if (given.length === 0) passed.push(await example());
  if (passed.includes(false)) process.exitCode = 1;
}
