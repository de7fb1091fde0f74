#!/usr/bin/env node
// Bundles src/ into dist/, one file per entry point plus the chunks they share. `--types` adds the declaration files and
// removes what earlier builds left behind.
import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { isMain } from './is-main.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const dist = join(root, 'dist');

/** While the project grows its entry points one by one, a missing one is left out instead of being an error. */
const TOLERATE_MISSING_ENTRIES = true;

/** What users import and run. They share code, so whoever uses two of them loads it once. */
const shared = { index: 'src/index.ts', protocol: 'src/protocol.ts', cli: 'src/cli/main.ts' };
/** The supervisor is a program of its own: one file, so that its process starts fast and stays small. */
const standalone = { supervisor: 'src/mesos/process/supervisor/main.ts' };

/** The entry points that exist: source file by name of the file in dist/, both relative to the project. */
export const entries = () =>
  Object.fromEntries(Object.entries(existing({ ...shared, ...standalone })).map(([name, source]) => [`dist/${name}.js`, source]));

const existing = (wanted) =>
  Object.fromEntries(Object.entries(wanted).filter(([, source]) => !TOLERATE_MISSING_ENTRIES || existsSync(join(root, source))));

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
    build({ ...options, entryPoints: existing(shared), splitting: true, packages: 'external' }),
    build({ ...options, entryPoints: existing(standalone) }),
  ]);
  await mkdir(dist, { recursive: true });
  const files = results.flatMap((result) => result.outputFiles);
  await Promise.all(files.map(replaceFile));
  return files.map((file) => basename(file.path));
}

async function replaceFile({ path, contents }) {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, contents);
  if (basename(path) === 'cli.js') await chmod(temporary, 0o755);
  await rename(temporary, path);
}

/** Writes the declaration files of everything the package exports. */
export async function buildTypes() {
  if (Object.keys(existing(shared)).length === 0) return;
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
  for (const source of Object.values({ ...shared, ...standalone })) {
    if (!Object.values(entries()).includes(source)) console.log(`Left out, because there is no such file yet: ${source}`);
  }
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
