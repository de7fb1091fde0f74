// Prints a digest of the timeline of each seed: `node print-timelines.mjs <steps> <seed> ...`
import { createHash } from 'node:crypto';
import { simulate, toJsonLines } from '../../dist/simulation.js';

const [steps, ...seeds] = process.argv.slice(2).map(Number);
for (const seed of seeds) {
  const { timeline } = await simulate({ seed, steps });
  console.log(createHash('sha256').update(toJsonLines(timeline)).digest('hex'));
}
