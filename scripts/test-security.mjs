#!/usr/bin/env node
// `npm run test:security`: what docs/security.md promises, from outside, on real clusters; prints its figures. Arguments are handed to
// vitest. The suite needs Linux, root and `ip` of iproute2 for a network of its own, and an engine of Docker; what cannot be done here is skipped and said.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkExpressions } from './check-expressions.mjs';
import { buildImages } from './docker-images.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'test-security-'));
const figures = join(folder, 'figures');

/** Known weaknesses of what is installed with the package. A registry that does not answer such questions is no weakness. */
function audit() {
  const { status, stdout, stderr } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, npm_config_audit: 'true' },
  });
  let found;
  try {
    found = JSON.parse(stdout).metadata?.vulnerabilities;
  } catch {
    // It said why on stderr.
  }
  if (found) {
    console.log(`Dependencies with known weaknesses: ${found.total} (npm audit --omit=dev)`);
    return status === 0;
  }
  const reason = /npm (?:warn|error) audit (.*)/.exec(stderr)?.[1] ?? 'it says nothing';
  console.log(`Dependencies with known weaknesses: skipped, as the registry does not answer npm audit here (${reason})`);
  return true;
}

/** Whether there is an engine of Docker with the images that a cluster in containers needs; says why not. */
async function hasDocker() {
  const { error, status, stderr } = spawnSync('docker', ['version', '--format', '{{.Server.Version}}'], {
    encoding: 'utf8',
    timeout: 60_000,
  });
  const reason = status === 0 ? undefined : (error?.message ?? stderr.trim());
  const lacking = reason === undefined ? (await buildImages()).filter(({ state }) => state === 'impossible') : [];
  const why = reason ?? lacking.map(({ image, reason }) => `${image}: ${reason}`).join('; ');
  if (why !== '') console.log(`Clusters in containers: skipped (${why})`);
  return why === '';
}

const started = performance.now();
const docker = await hasDocker();
const child = spawn(process.execPath, [vitest, 'run', 'test/security/', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: {
    ...process.env,
    MINIMESOS_TEST_SECURITY: '1',
    MINIMESOS_FIGURES: figures,
    ...(docker && { MINIMESOS_TEST_DOCKER: '1' }),
  },
});
child.on('exit', (code) => {
  console.log('');
  try {
    process.stdout.write(readFileSync(figures, 'utf8'));
  } catch {
    console.log('No figures: no test came so far.');
  }
  // Both are told of, whatever comes of the first.
  const clean = [audit(), checkExpressions()].every(Boolean);
  console.log(`test:security took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = clean ? (code ?? 1) : 1;
});
