#!/usr/bin/env node
// `npm run test:soak`: what a cluster leaves behind, how it bears the death of those around it, and what it does under load. Each figure is
// measured in a process and a place of its own, of which nothing may be left. Prints them beside their limits, with the seed, and
// fails when a limit is broken.
//   --long            the counts of docs/reliability.md in place of those for a few minutes
//   --only NAME       this figure alone; may be given again
//   --count KEY=N     another count, as --list shows them
//   --seed N          chance as in a run before
//   --list, --json
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { figures } from './figures.mjs';
import { Place } from './place.mjs';
import { isMet, table } from './table.mjs';
import { until } from './until.mjs';

const { values: options } = parseArgs({
  options: {
    long: { type: 'boolean', default: Boolean(process.env.MINIMESOS_SOAK_LONG) },
    only: { type: 'string', multiple: true },
    count: { type: 'string', multiple: true, default: [] },
    seed: { type: 'string', default: process.env.MINIMESOS_SOAK_SEED },
    list: { type: 'boolean' },
    json: { type: 'boolean' },
  },
});
const script = fileURLToPath(new URL('./measure.mjs', import.meta.url));
const seed = Number(options.seed ?? randomInt(2 ** 31));
const given = Object.fromEntries(options.count.map((text) => text.split('=')).map(([key, value]) => [key, Number(value)]));
/** Who asks for other counts knows how long they take. */
const LONGEST_MS = options.long || options.count.length > 0 ? 12 * 60 * 60_000 : 10 * 60_000;
/** What ends after its owner, such as the supervisor of tasks, has so long. */
const GONE_MS = 5000;
const form = options.long ? 'long' : 'bounded';

/** Runs a figure; what it has left is part of its rows. */
async function run(name, counts) {
  const place = new Place();
  const started = performance.now();
  const child = fork(script, [name, JSON.stringify({ ...counts, seed })], {
    ...{ execArgv: ['--expose-gc'], env: place.environment, cwd: place.work, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
  });
  running = { child, place };
  const timer = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  const answer = { rows: [] };
  child.on('message', (message) => {
    if (message.progress) progress(`${name}: ${message.progress}`);
    else Object.assign(answer, message);
  });
  const [code, signal] = await new Promise((resolve) => child.once('exit', (...how) => resolve(how)));
  clearTimeout(timer);
  if (answer.rows.length === 0 && !answer.error) answer.error = `It ended with ${signal ?? code}.`;
  await until(() => place.traces().length === 0, GONE_MS);
  const left = place.traces();
  place.remove();
  running = undefined;
  progress('');
  const seconds = (performance.now() - started) / 1000;
  const rows = [...answer.rows, { figure: 'left in the end', value: left.length, most: 0 }];
  return { name, seconds, rows, left, error: answer.error };
}

let running;
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(name, () => {
    running?.child.kill('SIGKILL');
    running?.place.remove();
    process.exit(1);
  });
}

function progress(text) {
  if (process.stderr.isTTY) process.stderr.write(`\r\x1b[K${text}`);
}

const wanted = Object.keys(figures).filter((name) => !options.only || options.only.includes(name));
const unknown = options.only?.filter((name) => !(name in figures)) ?? [];
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${Object.keys(figures).join(', ')}`);

const results = [];
for (const name of wanted) {
  const { about, counts, onlyLong = false } = await figures[name]();
  if (options.list) {
    const all = Object.entries(counts).map(([key, count]) => `${key}=${count.bounded} (long: ${count.long})`);
    console.log(`${name.padEnd(20)} ${about}; ${all.join(', ')}`);
    continue;
  }
  if (onlyLong && !options.long && !options.only) continue;
  const chosen = Object.fromEntries(Object.entries(counts).map(([key, count]) => [key, given[key] ?? count[form]]));
  const result = await run(name, chosen);
  results.push(result);
  if (options.json) continue;
  console.log(`${name}: ${about} (${result.seconds.toFixed(0)} s)`);
  console.log(table(result.rows));
  for (const text of result.left.slice(0, 10)) console.log(`  left: ${text}`);
  if (result.error) console.log(`  ${result.error}`);
}

if (!options.list) {
  const broken = results.flatMap(({ name, rows, error }) => [
    ...rows.filter((row) => !isMet(row)).map(({ figure }) => `${name}: ${figure}`),
    ...(error ? [`${name}: ${error.split('\n')[0]}`] : []),
  ]);
  const machine = `Node ${process.version}, ${cpus().length} cores`;
  if (options.json) {
    const told = results.map((result) => ({ ...result, rows: result.rows.map((row) => ({ ...row, met: isMet(row) })) }));
    console.log(JSON.stringify({ seed, form, machine, figures: told, broken }, null, 1));
  } else {
    console.log(`\nSeed ${seed}, ${machine}, ${results.reduce((sum, { seconds }) => sum + seconds, 0).toFixed(0)} s`);
    console.log(broken.length === 0 ? `All limits of ${results.length} figures are met` : `Broken: ${broken.join('; ')}`);
  }
  if (broken.length > 0) process.exitCode = 1;
}
