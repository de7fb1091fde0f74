// What `npm run test:fuzz` does once everything is built: fuzzes doors, as many at once as the machine has cores, or gives one
// input that was kept again. `--findings FOLDER` tells where to keep inputs.
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { keep, keptFor, readKept } from './engine/findings.js';
import { type DoorReport, fuzzDoor, type Place, replay } from './engine/fuzz-door.js';
import { formatReports } from './engine/report.js';

/** What the build gives: where everything is. */
export interface Built {
  readonly workerPath: string;
  readonly filesPath: string;
  readonly doors: Readonly<Record<string, string>>;
  /** A folder for each door, with inputs that are given each time. */
  readonly corpusFolder: string;
  /** Where inputs are written that something is wrong with. */
  readonly findingsFolder: string;
}

const DEFAULT_SECONDS = 170;

/** Returns the exit code. */
export async function main(built: Built, given: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: given,
    options: { json: { type: 'boolean' }, replay: { type: 'string', multiple: true }, findings: { type: 'string' } },
    allowPositionals: true,
  });
  if (values.replay) return replayed(built, values.replay);
  const findingsFolder = values.findings ?? built.findingsFolder;
  const names = positionals.length > 0 ? positionals : Object.keys(built.doors);
  const places = names.map((name) => placeOf(built, name));
  const seed = numberOf('MINIMESOS_FUZZ_SEED') ?? randomInt(2 ** 31);
  const inputs = numberOf('MINIMESOS_FUZZ_INPUTS');
  const seconds = numberOf('MINIMESOS_FUZZ_SECONDS') ?? (inputs === undefined ? DEFAULT_SECONDS : Number.POSITIVE_INFINITY);
  const workers = Math.min(availableParallelism(), places.length);
  const budget = {
    seconds: (seconds * workers) / places.length,
    inputs: Math.ceil((inputs ?? Number.POSITIVE_INFINITY) / places.length),
  };
  const say = values.json ? () => {} : console.log;
  say(`Seed ${seed}, ${places.length} doors in ${workers} threads, ${told(budget)} each`);
  const reports = await all(places, workers, async (place) => {
    const report = await fuzzDoor(place, seed, budget);
    say(`${place.name}: ${report.inputs} inputs, ${report.findings.length} findings`);
    return report;
  });
  const kept = reports.flatMap(({ door, findings }) =>
    findings.map((finding) => ({
      door,
      path: keep(findingsFolder, door, finding),
      kind: finding.kind,
      what: finding.what,
    })),
  );
  if (values.json) console.log(JSON.stringify({ seed, doors: reports.map(withoutInputs), findings: kept }, undefined, 2));
  else console.log(`\n${formatReports(reports)}\n`);
  for (const { door, path, kind, what } of kept)
    say(`${door}: ${kind}: ${what}\n  again: npm run test:fuzz -- --replay ${path}\n`);
  const inputsInAll = reports.reduce((sum, report) => sum + report.inputs, 0);
  say(`${inputsInAll} inputs to ${reports.length} doors, ${kept.length} findings, seed ${seed}`);
  return kept.length > 0 ? 1 : 0;
}

async function replayed(built: Built, paths: readonly string[]): Promise<number> {
  let failed = 0;
  for (const path of paths) {
    const { door, input, found } = readKept(path);
    const failure = await replay(placeOf(built, door), input, { found });
    console.log(failure ? `${door}: ${failure.kind}: ${failure.what}` : `${door}: nothing is wrong with ${path}`);
    if (failure) failed++;
  }
  return failed > 0 ? 1 : 0;
}

function placeOf({ doors, workerPath, filesPath, corpusFolder }: Built, name: string): Place {
  const doorPath = doors[name];
  if (!doorPath) throw new Error(`There is no door '${name}': ${Object.keys(doors).join(', ')}`);
  return { name, workerPath, filesPath, doorPath, corpus: keptFor(corpusFolder, name) };
}

const told = ({ seconds, inputs }: { seconds: number; inputs: number }) =>
  [Number.isFinite(seconds) && `${seconds.toFixed(1)} s`, Number.isFinite(inputs) && `${inputs} inputs`]
    .filter(Boolean)
    .join(' or ');

const withoutInputs = ({ findings, ...figures }: DoorReport) => ({ ...figures, findings: findings.length });

/** Does something with all items, with so many of them at once; the results are in the order of the items. */
async function all<Item, Result>(
  items: readonly Item[],
  atOnce: number,
  act: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const waiting = [...items.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) results[next[0]] = await act(next[1]);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return results;
}

function numberOf(variable: string): number | undefined {
  const text = process.env[variable];
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0)) throw new Error(`${variable} is '${text}', which is no such number.`);
  return value;
}
