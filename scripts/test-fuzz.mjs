#!/usr/bin/env node
// `npm run test:fuzz`: gives what takes what others send inputs made by chance, and prints what was found
// (docs/fuzzing.md). Arguments are names of doors; `--json` prints JSON, `--replay FILE` gives one input again, and
// `--findings FOLDER` keeps inputs there that something is wrong with. `--planted` tests the fuzzer itself.
// MINIMESOS_FUZZ_SECONDS and MINIMESOS_FUZZ_INPUTS tell how long, for all doors together, MINIMESOS_FUZZ_SEED repeats a run,
// and MINIMESOS_FUZZ_FOLDER names another folder with doors/, corpus/ and findings/.
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { countBranches } from './instrument.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const own = join(root, 'fuzz');
const folder = resolve(process.env.MINIMESOS_FUZZ_FOLDER ?? own);
/** What is counted: our code, and planted doors, which tell whether anything is found. */
const COUNTED = /\/(src|planted-doors)\/.*\.ts$/;

/** Within the project, so that packages are found. Each run has its own: others may run at the same time. */
async function buildFuzz(outdir) {
  const sources = (await readdir(join(folder, 'doors'))).filter((name) => name.endsWith('.ts')).sort();
  const { plugin, files, head } = countBranches(COUNTED);
  const doors = Object.fromEntries(sources.map((name) => [`doors/${basename(name, '.ts')}`, join(folder, 'doors', name)]));
  await build({
    absWorkingDir: root,
    entryPoints: { main: join(own, 'main.ts'), worker: join(own, 'engine/worker.ts'), ...doors },
    ...{ bundle: true, format: 'esm', platform: 'node', target: 'node20.19', packages: 'external', splitting: true },
    ...{ outdir, outExtension: { '.js': '.mjs' }, sourcemap: true, logLevel: 'warning' },
    ...{ plugins: [plugin], banner: { js: head } },
  });
  const filesPath = join(outdir, 'files.json');
  await writeFile(filesPath, JSON.stringify(files));
  return {
    ...{ workerPath: join(outdir, 'worker.mjs'), filesPath },
    doors: Object.fromEntries(Object.keys(doors).map((name) => [basename(name), join(outdir, `${name}.mjs`)])),
    ...{ corpusFolder: join(folder, 'corpus'), findingsFolder: join(folder, 'findings') },
  };
}

/** @returns the exit code */
function testWithPlanted(args) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const env = { ...process.env, MINIMESOS_TEST_FUZZ: '1' };
  return spawnSync(process.execPath, [vitest, 'run', 'test/fuzz.test.ts', ...args], { cwd: root, stdio: 'inherit', env }).status;
}

const [first, ...others] = process.argv.slice(2);
if (first === '--planted') process.exit(testWithPlanted(others) ?? 1);

const outdir = await mkdtemp(join(own, '.build-'));
try {
  const built = await buildFuzz(outdir);
  const { main } = await import(join(outdir, 'main.mjs'));
  process.exitCode = await main(built, process.argv.slice(2));
} finally {
  await rm(outdir, { recursive: true, force: true });
}
