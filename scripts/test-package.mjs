#!/usr/bin/env node
// Tests the package as its users get it: looks whether it resolves, packs it, installs it into folders of its own with the test runners of the examples
// from the registry, checks types, and runs the examples there. Prints how long tests take.
// Without a registry it says so and skips; in CI that is a failure.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'package-test-'));
/** What the examples leave in the temporary directory can be seen here. */
const temporary = join(folder, 'tmp');
const shell = process.platform === 'win32';

/** The examples, and how to have their runner write how long each test took. */
const EXAMPLES = [
  { name: 'vitest-scheduler', report: ['--reporter=default', '--reporter=json', '--outputFile.json=result.json'] },
  { name: 'jest-scheduler', report: ['--json', '--outputFile=result.json'] },
  { name: 'node-test-scheduler', report: [] },
  {
    name: 'search-framework',
    report: ['--reporter=default', '--reporter=json', '--outputFile.json=result.json'],
    // It has no manifest: in a checkout, it is part of this project and finds the package by its name.
    manifest: { name: 'search-framework', private: true, type: 'module', scripts: { test: 'vitest run' }, devDependencies: {} },
    uses: ['esbuild', 'node-zookeeper-client', 'vitest', 'yaml'],
  },
];

function hasRegistry() {
  return (
    spawnSync('npm', ['view', 'vitest', 'version', '--fetch-retries=0'], { stdio: 'ignore', timeout: 30_000, shell }).status === 0
  );
}

/** Packs a copy of the project: whoever runs from dist/ meanwhile is not disturbed. */
function pack() {
  const copy = join(folder, 'project');
  for (const part of readdirSync(root)) {
    if (['src', 'scripts', 'README.md', 'CHANGELOG.md', 'LICENSE', 'NOTICE'].includes(part) || /\.json$/.test(part)) {
      cpSync(join(root, part), join(copy, part), { recursive: true });
    }
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
  execFileSync(process.execPath, ['scripts/build.mjs', '--types'], { cwd: copy, stdio: 'inherit' });
  note('resolves as published, types included', run(copy, 'npm', ['run', '--silent', 'check:package']).succeeded, '');
  const options = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [{ filename, size }] = JSON.parse(execFileSync('npm', options, { cwd: copy, encoding: 'utf8', shell }));
  console.log(`Packed ${filename}: ${Math.round(size / 1024)} KB`);
  return join(folder, filename);
}

function prepareExample({ name, uses = [], manifest: given }, tarball) {
  const cwd = join(folder, name);
  cpSync(join(root, 'examples', name), cwd, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const manifest = given ?? JSON.parse(readFileSync(join(cwd, 'package.json'), 'utf8'));
  const { devDependencies, dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const own = { ...devDependencies, ...dependencies };
  const { typescript, '@types/node': node } = own;
  for (const used of uses) manifest.devDependencies[used] = own[used];
  if (given) writeFileSync(join(cwd, 'tsconfig.json'), JSON.stringify(ownTsconfig()));
  Object.assign(manifest.devDependencies, { minimesos: `file:${tarball}`, typescript, '@types/node': node });
  writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest, null, 2));
  execFileSync('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error'], { cwd, stdio: 'inherit', shell });
  return cwd;
}

/** The compiler options of this project, without what makes its own sources stand for the package. */
function ownTsconfig() {
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  const { paths: _, ...others } = compilerOptions;
  return { compilerOptions: others, include: ['src', 'test'] };
}

/** Other majors of Node that the package is for; each is a package of the registry with the program for this system. */
const OTHER_NODES = [22, 24];

/** Installs a major of Node and returns the folder with its program; undefined where the registry has none for this system. */
function installNode(major) {
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const name = `node-${system}-${process.arch}`;
  const cwd = join(folder, `node-${major}`);
  mkdirSync(cwd);
  const installed = spawnSync(
    'npm',
    ['install', '--no-audit', '--no-fund', '--loglevel=error', '--prefix', cwd, `${name}@${major}`],
    {
      stdio: 'inherit',
      shell,
    },
  );
  return installed.status === 0 ? join(cwd, 'node_modules', name, 'bin') : undefined;
}

/** @param nodeFolder Where the Node to run with lies, when it is not the one that runs this. */
function run(cwd, command, args, stdio = 'inherit', nodeFolder = undefined) {
  const started = performance.now();
  const { MINIMESOS_FREEZE_MESSAGES: _, ...environment } = process.env;
  const env = { ...environment, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  if (nodeFolder) env.PATH = `${nodeFolder}${delimiter}${env.PATH}`;
  const { status, stderr } = spawnSync(command, args, { cwd, env, stdio, shell, timeout: 300_000, encoding: 'utf8' });
  return { succeeded: status === 0, seconds: (performance.now() - started) / 1000, stderr };
}

/** Jest is not among the development dependencies, so what it does with tests that fail is seen here. */
function jestWithFailures(cwd) {
  cpSync(join(root, 'test/testing/suites/jest.suite.cjs'), join(cwd, 'failures.test.js'));
  const { stderr } = run(cwd, 'npx', ['jest', 'failures', '--json', '--outputFile=failures.json'], 'pipe');
  const { testResults } = JSON.parse(readFileSync(join(cwd, 'failures.json'), 'utf8'));
  const wrong = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .filter(({ title, status }) => status !== (title.startsWith('fails') ? 'failed' : 'passed'))
    .map(({ fullName, status }) => `${fullName}: ${status}`);
  const shown =
    /What happened on cluster .*LAUNCH of-the-test-that-fails/s.test(stderr) && !stderr.includes('LAUNCH of-another-test');
  const problems = [...wrong, ...(shown ? [] : ['the timeline is not printed as it should be'])];
  if (problems.length > 0) console.log(stderr);
  return problems;
}

/** Milliseconds of all tests together, hooks included, where the runner tells. */
function testTime(cwd) {
  try {
    const { testResults } = JSON.parse(readFileSync(join(cwd, 'result.json'), 'utf8'));
    const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
    return `, ${tests.length} tests: ${(tests.reduce((sum, { duration }) => sum + duration, 0) / 1000).toFixed(2)} s`;
  } catch {
    return '';
  }
}

/** What a test costs with a cluster of its own, and with one that is reset. */
const MEASURE = `
  import { MesosCluster } from 'minimesos';
  const description = { agents: 2, reaction: 'immediate' };
  const time = async (work) => {
    const started = performance.now();
    await work();
    return performance.now() - started;
  };
  const repeat = async (work) => {
    const times = [];
    for (let round = 0; round < 10; round++) times.push(await time(work));
    return times.sort((a, b) => a - b);
  };
  const show = (what, times) => console.log(\`\${what}: median \${times[5].toFixed(1)} ms, slowest \${times[9].toFixed(1)} ms\`);
  const run = async (cluster) => (await cluster.run('true')).state;
  show('Ten tests that run a task, a fresh cluster for each', await repeat(async () => {
    const cluster = await MesosCluster.start(description);
    await run(cluster);
    await cluster.destroy();
  }));
  const cluster = await MesosCluster.start(description);
  show('Ten tests that run a task, one cluster that is reset', await repeat(async () => {
    await run(cluster);
    await cluster.reset();
  }));
  show('The reset alone', await repeat(() => cluster.reset()));
  await cluster.destroy();
`;

/** The programs of the package, as they are called by name, and a cluster that runs its members by them. */
const PROGRAMS = `
  import { execFileSync } from 'node:child_process';
  import { MesosCluster } from 'minimesos';
  for (const name of ['minimesos', 'minimesos-master', 'minimesos-agent']) {
    console.log(name, execFileSync('npx', [name, '--version'], { encoding: 'utf8', shell: process.platform === 'win32' }).trim());
  }
  const cluster = await MesosCluster.start({ masters: [{ ownProcess: true }], agents: [{ ownProcess: true }] });
  const { state } = await cluster.run('true');
  await cluster.destroy();
  if (state !== 'TASK_FINISHED') throw new Error(state);
`;

const results = [];
const note = (name, succeeded, more) => {
  results.push(succeeded);
  console.log(`${succeeded ? 'ok    ' : 'FAILED'}  ${name}${more}`);
};

if (hasRegistry()) {
  try {
    mkdirSync(temporary);
    const tarball = pack();
    for (const example of EXAMPLES) {
      const { name, report } = example;
      const cwd = prepareExample(example, tarball);
      // Types first: each of these folders has one test runner, and the package is to be happy with that.
      const types = run(cwd, process.execPath, ['node_modules/typescript/bin/tsc', '-p', '.']);
      note(`${name}: types`, types.succeeded, '');
      const { succeeded, seconds } = run(cwd, 'npm', ['test', '--silent', ...(report.length > 0 ? ['--', ...report] : [])]);
      note(name, succeeded, `: ${seconds.toFixed(2)} s with the runner's own start${testTime(cwd)}`);
    }
    for (const major of OTHER_NODES) {
      const nodeFolder = installNode(major);
      for (const { name } of EXAMPLES) {
        if (!nodeFolder) {
          note(`${name} on Node ${major}`, !process.env.CI, ': skipped, as the registry has no such Node for this system');
          continue;
        }
        const cwd = join(folder, name);
        const { status, stdout } = spawnSync(join(nodeFolder, 'node'), ['--version'], { encoding: 'utf8' });
        const { succeeded, seconds } = run(cwd, 'npm', ['test', '--silent'], 'inherit', nodeFolder);
        note(`${name} on Node ${stdout.trim()}`, status === 0 && succeeded, `: ${seconds.toFixed(2)} s`);
      }
    }
    const problems = jestWithFailures(join(folder, 'jest-scheduler'));
    note('failures in Jest', problems.length === 0, problems.map((problem) => `\n        ${problem}`).join(''));
    note(
      'measured',
      run(join(folder, 'vitest-scheduler'), process.execPath, ['--input-type=module', '-e', MEASURE]).succeeded,
      '',
    );
    note(
      'programs',
      run(join(folder, 'vitest-scheduler'), process.execPath, ['--input-type=module', '-e', PROGRAMS]).succeeded,
      '',
    );
    const left = readdirSync(temporary).filter((name) => name.startsWith('minimesos'));
    note('nothing is left in the temporary directory', left.length === 0, left.length > 0 ? `, but ${left.join(', ')}` : '');
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  const failed = results.filter((succeeded) => !succeeded).length;
  console.log(`${results.length - failed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed > 0 ? 1 : 0;
} else {
  rmSync(folder, { recursive: true, force: true });
  console.log('skipped: the registry of npm packages cannot be reached, so that nothing can be installed beside the package');
  console.log('0 passed, 0 failed, 1 skipped');
  process.exitCode = process.env.CI ? 1 : 0;
}
