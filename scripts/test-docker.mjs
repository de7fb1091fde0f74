#!/usr/bin/env node
// `npm run test:docker`: the tests that run on an engine of Docker, which is found as docker finds it. First the images that they run are
// built. Without an engine they are skipped, which is said. Arguments are handed to vitest.
import { execFile, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildImages } from './docker-images.mjs';

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

const missing = await problem();
if (missing !== undefined) console.log(`Tests of Docker are skipped: ${missing}`);
else {
  for (const { image, state, reason } of await buildImages()) {
    if (state !== 'present') console.log(`${image}: ${reason ? `cannot be built, ${reason}` : state}`);
  }
  const child = spawn(process.execPath, [vitest, 'run', '.docker.test.ts', ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, MINIMESOS_TEST_DOCKER: '1' },
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
