#!/usr/bin/env node
// `npm run test:security`: what docs/security.md promises, from outside, on real clusters; prints its figures. Arguments are handed to
// vitest. The suite needs Linux, and root and `ip` of iproute2 for a network of its own; what cannot be done here is skipped and said.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

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

const started = performance.now();
const child = spawn(process.execPath, [vitest, 'run', 'test/security/', ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, MINIMESOS_TEST_SECURITY: '1', MINIMESOS_FIGURES: figures },
});
child.on('exit', (code) => {
  console.log('');
  try {
    process.stdout.write(readFileSync(figures, 'utf8'));
  } catch {
    console.log('No figures: no test came so far.');
  }
  const audited = audit();
  console.log(`test:security took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = audited ? (code ?? 1) : 1;
});
