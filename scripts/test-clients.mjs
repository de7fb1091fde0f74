#!/usr/bin/env node
// Runs frameworks and tools that others have written, in other languages, unmodified and installed by name from their
// registries. node scripts/test-clients.mjs [FOLDER...]     default: every folder of test-clients/ that has a client.mjs
// What a client needs and this machine has not is said, and the client skipped; in CI a skip is a failure.
//
// A client.mjs exports: name; needs, commands that succeed where it can run; install({ folder, source, execute }), which
// puts it into a folder; and runs, each with a name, the description of its cluster and
// run({ cluster, folder, source, execute, watch, expectTasks }), which throws when something is wrong. Runs with alone: true
// get no cluster. Runs with chaos: true get underChaos(command) in its place; they take a minute each, and go on side by side
// after all others. A run may have needs of its own. A client that is optional needs what few machines have: it is skipped in CI,
// too, and says why.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'test-clients');
const RUN_DEADLINE_MS = 120_000;
const INSTALL_DEADLINE_MS = 900_000;
const OUTPUT_SHOWN = 4000;

const cli = join(root, 'dist/cli.js');
/** How much goes wrong around clients; MINIMESOS_CHAOS_SEED gives the seed, which is another each time otherwise. */
const { MINIMESOS_CHAOS_SEED: chaosSeed } = process.env;
const CHAOS = ['--for', '60secs', '--agents', '3', ...(chaosSeed ? ['--seed', chaosSeed] : [])];
const counts = { passed: 0, failed: 0, skipped: 0 };
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/**
 * Starts a program; what it prints is kept. It is given the input, if there is any, which does not end. A program that asks for
 * something prints a line that begins with «please »; it goes on when it gets a line, which it does once `please` has resolved.
 */
function start(file, args, { input, please, ...options } = {}) {
  const hasInput = input !== undefined || please !== undefined;
  const child = spawn(file, args, { ...options, stdio: [hasInput ? 'pipe' : 'ignore', 'pipe', 'pipe'] });
  // A program that ends without reading its input is judged by other things.
  if (hasInput) child.stdin.on('error', () => {}).write(input ?? '');
  const program = { child, output: '', stdout: '', onOutput: () => {} };
  child.stdout.setEncoding('utf8').on('data', (text) => {
    program.stdout += text;
  });
  if (please) answerRequests(program, please);
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      program.output += text;
      program.onOutput();
    });
  }
  program.ended = new Promise((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  return program;
}

function answerRequests(program, please) {
  const { stdin, stdout } = program.child;
  createInterface({ input: stdout }).on('line', async (line) => {
    if (!line.startsWith('please ')) return;
    await please(line.slice('please '.length)).then(
      () => stdin.write('done\n'),
      (error) => {
        program.output += `\n${line}: ${error.message}\n`;
        program.child.kill('SIGKILL');
      },
    );
  });
}

/** Resolves with what a program printed; rejects when it ends otherwise than expected, or not in time. */
const executor =
  (deadlineMs) =>
  async (file, args, { exitCodes = [0], ...options } = {}) => {
    const program = start(file, args, options);
    const timer = setTimeout(() => program.child.kill('SIGKILL'), deadlineMs);
    const end = await program.ended;
    clearTimeout(timer);
    if (exitCodes.includes(end)) return program;
    const how = end === 'SIGKILL' ? `did not end within ${deadlineMs / 1000} s` : `ended with ${end}`;
    throw new Error(`${file} ${args.join(' ')} ${how}:\n${program.output.slice(-OUTPUT_SHOWN)}`);
  };

/** A program that runs on while a test looks at what it prints. All of them are ended after the run. */
function watcher(programs) {
  return (file, args) => {
    const program = start(file, args);
    programs.push(program);
    const printed = (text, what) =>
      new Promise((resolve, reject) => {
        const fail = (how) =>
          reject(new Error(`${file} ${how} without ${what} (${text}):\n${program.output.slice(-OUTPUT_SHOWN)}`));
        const timer = setTimeout(() => fail('ran for 20 s'), 20_000);
        const look = () => {
          if (!program.output.includes(text)) return;
          clearTimeout(timer);
          resolve();
        };
        program.onOutput = look;
        program.ended.then((end) => fail(`ended with ${end}`));
        look();
      });
    return { printed };
  };
}

/** The tasks the cluster has seen must be so many, all in this state: a client that says it succeeded is not believed. */
const tasksOf = (cluster) => async (count, state) => {
  const tasks = await cluster.tasks();
  const wrong = tasks.filter((task) => task.state !== state);
  if (tasks.length === count && wrong.length === 0) return tasks;
  const seen = tasks.map((task) => `${task.name} ${task.state}`).join(', ') || 'no task';
  throw new Error(`the cluster should have ${count} tasks in ${state}, and has ${seen}`);
};

/** What is installed is right as long as the files that say what to install are the same. */
function digestOf(source) {
  const files = readdirSync(source, { recursive: true })
    .map((name) => join(source, name))
    .filter((path) => statSync(path).isFile());
  return files
    .sort()
    .reduce((hash, path) => hash.update(path).update(readFileSync(path)), createHash('sha256'))
    .digest('hex');
}

async function install(client, folder, source) {
  const marker = join(folder, 'installed');
  const digest = digestOf(source);
  if (existsSync(marker) && readFileSync(marker, 'utf8') === digest) return;
  const started = performance.now();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await client.install({ folder, source, execute: executor(INSTALL_DEADLINE_MS) });
  writeFileSync(marker, digest);
  console.log(`installed ${client.name} (${seconds(started)})`);
}

async function perform(client, run, folder, source) {
  const started = performance.now();
  const { MesosCluster, formatTimeline } = await import('minimesos');
  const programs = [];
  let cluster;
  try {
    if (!run.alone) cluster = await MesosCluster.start(run.description);
  } catch (error) {
    // Such as a port that the client knows and somebody else has.
    counts.failed++;
    console.log(`FAILED ${client.name}: ${run.name}: there is no cluster: ${error.message}`);
    return;
  }
  const context = { cluster, folder, source, execute: executor(RUN_DEADLINE_MS), watch: watcher(programs) };
  try {
    await run.run({ ...context, expectTasks: cluster && tasksOf(cluster) });
    counts.passed++;
    console.log(`ok ${client.name}: ${run.name} (${seconds(started)})`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED ${client.name}: ${run.name} (${seconds(started)})\n${error.message}`);
    if (cluster) console.log(`What happened on the cluster:\n${formatTimeline(cluster.timeline(), { width: 160 })}`);
  } finally {
    for (const { child } of programs) child.kill('SIGKILL');
    await cluster?.destroy();
  }
}

/** A program that goes on until it is stopped, while much goes wrong around it: a shell's words, as it reads its environment. */
async function performUnderChaos(client, run, folder, source) {
  const started = performance.now();
  const execute = executor(RUN_DEADLINE_MS);
  const underChaos = (command) => execute(process.execPath, [cli, 'chaos', ...CHAOS, '--', 'sh', '-c', `exec ${command}`]);
  try {
    await run.run({ folder, source, underChaos });
    counts.passed++;
    console.log(`ok ${client.name}: ${run.name} (${seconds(started)})`);
  } catch (error) {
    counts.failed++;
    console.log(`FAILED ${client.name}: ${run.name} (${seconds(started)})\n${error.message}`);
  }
}

const missing = ({ needs = [] }) => needs.find(([file, ...args]) => spawnSync(file, args, { stdio: 'ignore' }).status !== 0);

const available = readdirSync(sources).filter((name) => existsSync(join(sources, name, 'client.mjs')));
const chosen = process.argv.length > 2 ? process.argv.slice(2) : available;
const unknown = chosen.filter((name) => !available.includes(name));
if (unknown.length > 0) {
  console.error(`There is no client ${unknown.join(', ')}. There are: ${available.join(', ')}`);
  process.exit(2);
}
const underChaos = [];
for (const name of chosen) {
  const source = join(sources, name);
  const folder = join(root, 'node_modules/.cache/minimesos/clients', name);
  const { default: client } = await import(join(source, 'client.mjs'));
  const lacking = missing(client);
  if (lacking) {
    const why = client.optional ?? `«${lacking.join(' ')}» does not succeed on this machine`;
    console.log(`skipped ${client.name}: ${why}`);
    counts[process.env.CI && !client.optional ? 'failed' : 'skipped'] += client.runs.length;
    continue;
  }
  try {
    await install(client, folder, source);
  } catch (error) {
    console.log(`FAILED to install ${client.name}: ${error.message}`);
    counts.failed += client.runs.length;
    continue;
  }
  for (const run of client.runs) {
    const lacking = missing(run);
    if (lacking) {
      console.log(`skipped ${client.name}: ${run.name}: «${lacking.join(' ')}» does not succeed on this machine`);
      counts[process.env.CI ? 'failed' : 'skipped']++;
    } else if (run.chaos) underChaos.push(() => performUnderChaos(client, run, folder, source));
    else await perform(client, run, folder, source);
  }
}
await Promise.all(underChaos.map((perform) => perform()));
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 ? 1 : 0;
