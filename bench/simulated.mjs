// What a cluster on a simulated machine takes: agents, tasks, time.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** What is measured is not part of what the package exports, so it is built on its own. */
async function load() {
  const entry = fileURLToPath(new URL('simulated.ts', import.meta.url));
  const outfile = fileURLToPath(new URL('../node_modules/.cache/minimesos/bench/simulated.mjs', import.meta.url));
  await build({ entryPoints: [entry], bundle: true, format: 'esm', platform: 'node', packages: 'external', outfile });
  return import(outfile);
}

export async function measureSimulatedAgents() {
  const { measureStart } = await load();
  const thousand = await measureStart(1000);
  const many = await measureStart(10_000);
  return { thousand: [thousand.milliseconds], many: [many.milliseconds], memory: [many.kilobytes] };
}

export async function measureSimulatedTasks(tasks) {
  const { measureTasks, measureHours } = await load();
  return { hours: [await measureHours()], seconds: [await measureTasks(tasks)] };
}

export async function measureSeam() {
  return { ratio: [await (await load()).measureSeam(9)] };
}
