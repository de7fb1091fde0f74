// Small programs that do something with a cluster under bad circumstances, each in a process and a place of its own.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Place } from '../place.mjs';
import { until } from '../until.mjs';

const DEADLINE_MS = 90_000;
const GONE_MS = 5000;

/**
 * Runs `module` of this folder with an argument in `place`; `shell` is what a shell does before. Resolves with the lines it printed, each a JSON
 * document, how it ended, and what it left.
 */
export async function runProgram(place, module, argument, { shell = '', environment = {}, node = [] } = {}) {
  const path = fileURLToPath(new URL(module, import.meta.url));
  const child = spawn('/bin/sh', ['-c', `${shell}\nexec "$@"`, 'sh', process.execPath, ...node, path, argument], {
    ...{ cwd: place.work, env: { ...place.environment, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] },
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (errors += chunk));
  const timer = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS);
  const ended = await new Promise((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  clearTimeout(timer);
  const lines = output
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
  return { told: Object.assign({}, ...lines), ended, errors };
}

/** A row for each of what should be, and one for what is left in the place afterwards. `expected`: by key, what the told value has to be. */
export async function rowsOf(title, place, { told, ended, errors }, expected) {
  const rows = Object.entries(expected).map(([key, wanted]) => {
    const value = told[key] ?? 'nothing was told';
    const right = wanted instanceof RegExp ? wanted.test(value) : value === wanted;
    return { figure: `${title}: ${key}`, value: short(value), right };
  });
  if (ended !== 0) rows.push({ figure: `${title}: the program ended with`, value: ended, right: false });
  if (ended !== 0) console.log(`  ${title}: ${errors.trim().split('\n').slice(0, 8).join('\n  ')}`);
  // The disks of the place itself are unmounted later.
  const traces = () => place.traces().filter((trace) => !/^mount .*\/(tmp|home|work)$/.test(trace));
  await until(() => traces().length === 0, GONE_MS);
  const left = traces();
  for (const trace of left) console.log(`  ${title}: left: ${trace}`);
  return [...rows, { figure: `${title}: left`, value: left.length, most: 0 }];
}

const short = (text) => (String(text).length > 60 ? `${String(text).slice(0, 57)}...` : String(text));

/** Does it with a place of its own. */
export async function inPlace(action) {
  const place = new Place();
  try {
    return await action(place);
  } finally {
    place.remove();
  }
}
