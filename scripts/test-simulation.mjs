#!/usr/bin/env node
// `npm run test:simulation`: simulations with one seed after the other, in as many processes as the machine has cores, until
// the time is over. Prints what fails, with its seed, and how many seeds there were. MINIMESOS_SIMULATION_SECONDS gives the time,
// MINIMESOS_SIMULATION_SEED the first seed, which is another each time, MINIMESOS_SIMULATION_SEEDS how many seeds at most, and
// MINIMESOS_SIMULATION_STEPS the steps of each.
import { fork } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { buildJavaScript } from './build.mjs';

const SECONDS = Number(process.env.MINIMESOS_SIMULATION_SECONDS ?? 300);
const STEPS = Number(process.env.MINIMESOS_SIMULATION_STEPS ?? 40);
const MOST_SEEDS = Number(process.env.MINIMESOS_SIMULATION_SEEDS ?? Number.POSITIVE_INFINITY);
/** A defect that shows often is not to be shown a thousand times. */
const MOST_FAILURES = 5;

/** Runs every so many-th seed from the first one on. */
async function work(first, stride) {
  const { simulate } = await import('../dist/simulation.js');
  let lost;
  process.on('unhandledRejection', (error) => (lost = error)).on('uncaughtException', (error) => (lost = error));
  const end = performance.now() + SECONDS * 1000;
  const report = { seeds: 0, steps: 0, hours: 0, failures: 0 };
  const last = first + (Math.ceil(MOST_SEEDS / stride) - 1) * stride;
  for (let seed = first; seed <= last && performance.now() < end && report.failures < MOST_FAILURES; seed += stride) {
    try {
      const { elapsedMs } = await simulate({ seed, steps: STEPS });
      if (lost) throw new Error(`Seed ${seed}: ${lost.stack}`);
      report.hours += elapsedMs / 3_600_000;
    } catch (error) {
      report.failures++;
      lost = undefined;
      console.log(`${error.message}\n`);
    }
    report.seeds++;
    report.steps += STEPS;
  }
  process.send(report, () => process.exit(0));
}

async function main() {
  await buildJavaScript();
  const first = Number(process.env.MINIMESOS_SIMULATION_SEED ?? randomInt(2 ** 31));
  const workers = availableParallelism();
  console.log(`Seeds from ${first}, ${STEPS} steps each, for ${SECONDS} s in ${workers} processes`);
  const started = performance.now();
  const reports = await Promise.all(
    Array.from({ length: workers }, (_, index) => {
      const child = fork(fileURLToPath(import.meta.url), ['--worker', String(first + index), String(workers)]);
      return new Promise((resolve) => {
        let report = { seeds: 0, steps: 0, hours: 0, failures: 1 };
        child.on('message', (message) => (report = message)).on('exit', () => resolve(report));
      });
    }),
  );
  const sum = (key) => reports.reduce((total, report) => total + report[key], 0);
  const seconds = (performance.now() - started) / 1000;
  const rate = (sum('seeds') / seconds).toFixed(1);
  const days = (sum('hours') / 24).toFixed(0);
  console.log(
    `${sum('seeds')} seeds, ${sum('steps')} steps, ${days} simulated days in ${seconds.toFixed(0)} s: ${rate} seeds a second`,
  );
  console.log(`${sum('seeds') - sum('failures')} passed, ${sum('failures')} failed`);
  if (sum('failures') > 0) process.exitCode = 1;
}

const [mode, first, stride] = process.argv.slice(2);
await (mode === '--worker' ? work(Number(first), Number(stride)) : main());
