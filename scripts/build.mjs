#!/usr/bin/env node
// Bundles src/ into dist/, one file per entry point plus the chunks they share. `--types` adds the declaration files and
// removes what earlier builds left behind.
import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMain } from './is-main.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** What users import. They share code, so whoever uses two of them loads it once. */
const shared = {
  index: 'src/index.ts',
  protocol: 'src/protocol.ts',
  vitest: 'src/testing/vitest.ts',
  jest: 'src/testing/jest.ts',
  'node-test': 'src/testing/node-test.ts',
  simulation: 'src/simulation.ts',
};
/** A program of its own: the more entry points share code, the more pieces it falls into, and each takes time to load. */
const program = { cli: 'src/cli/main.ts' };
/** Masters and agents as processes of their own, and what holds the containers of an agent. They start often, and together. */
const programs = {
  master: 'src/programs/master/main.ts',
  agent: 'src/programs/agent/main.ts',
  containers: 'src/programs/containers/main.ts',
  'docker-reaper': 'src/docker/reaper/main.ts',
};
/** What is called by name, from a shell. */
const EXECUTABLE = new Set(['cli.js', 'master.js', 'agent.js']);
/** A program of one file, which runs in containers. */
const standalone = { 'docker-proxy': 'src/docker/proxy/main.ts' };
/** What cannot be an ES module, and the supervisor, which starts in 10 ms less as what it is: each cluster starts one. */
const commonjs = { jest: 'src/testing/jest-commonjs.cts', supervisor: 'src/mesos/process/supervisor/main.ts' };

/** The entry points: source file by name of the file in dist/, both relative to the project. */
export const entries = () =>
  Object.fromEntries([
    ...Object.entries({ ...shared, ...program, ...programs, ...standalone }).map(([name, source]) => [`dist/${name}.js`, source]),
    ...Object.entries(commonjs).map(([name, source]) => [`dist/${name}.cjs`, source]),
  ]);

/** Writes the bundles. Every file is replaced in one step: a cluster that runs from dist/ never sees half a file. */
export async function buildJavaScript() {
  // Only here, because this module is also loaded while the dependencies are still to be installed.
  const { build } = await import('esbuild');
  const options = {
    absWorkingDir: root,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    outdir: dist,
    chunkNames: '[name]-[hash]',
    sourcemap: true,
    write: false,
    logLevel: 'warning',
  };
  const results = await Promise.all([
    build({ ...options, entryPoints: shared, splitting: true, packages: 'external' }),
    build({ ...options, entryPoints: program, splitting: true, packages: 'external', chunkNames: 'cli-[name]-[hash]' }),
    build({ ...options, entryPoints: programs, splitting: true, packages: 'external', chunkNames: 'programs-[name]-[hash]' }),
    build({ ...options, entryPoints: standalone }),
    build({ ...options, entryPoints: commonjs, format: 'cjs', outExtension: { '.js': '.cjs' } }),
  ]);
  await mkdir(dist, { recursive: true });
  const files = results.flatMap((result) => result.outputFiles);
  await Promise.all(files.map(replaceFile));
  return files.map((file) => basename(file.path));
}

async function replaceFile({ path, contents }) {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, contents);
  if (EXECUTABLE.has(basename(path))) await chmod(temporary, 0o755);
  await rename(temporary, path);
}

/** Writes the declaration files of everything the package exports. */
export async function buildTypes() {
  await rm(join(dist, 'types'), { recursive: true, force: true });
  const typescript = join(root, 'node_modules/typescript/bin/tsc');
  await promisify(execFile)(process.execPath, [typescript, '-p', 'tsconfig.build.json'], { cwd: root });
}

async function removeAllBut(written) {
  const keep = new Set([...written, 'types']);
  const stale = (await readdir(dist)).filter((name) => !keep.has(name));
  await Promise.all(stale.map((name) => rm(join(dist, name), { recursive: true })));
}

/** Vitest calls this once before all tests: they run the CLI and the supervisor from dist/. */
export async function setup() {
  await buildJavaScript();
}

if (isMain(import.meta.url)) {
  const started = performance.now();
  const withTypes = process.argv.includes('--types');
  try {
    const written = await buildJavaScript();
    if (withTypes) {
      await buildTypes();
      await removeAllBut(written);
    }
    const names = written.filter((name) => name.endsWith('.js')).sort();
    console.log(
      `Built ${names.join(', ')}${withTypes ? ' and types' : ''} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
  } catch (error) {
    // Esbuild has shown its own messages; those of tsc are in its output.
    console.error(error.stdout ?? error.message);
    process.exitCode = 1;
  }
}
