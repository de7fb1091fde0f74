// Bugs that simulations have found: what it was, and seed and steps that were enough. Schedules mean the same in every version,
// as long as the steps and their numbers do.
import { it } from 'vitest';
import type { SimulationStep } from '../../src/simulation/schedule.js';
import { simulate } from '../../src/simulation/simulate.js';

/** As an error shows them. */
const steps = (text: string): SimulationStep[] =>
  text.split(', ').map((step) => {
    const [name = '', one, other] = step.split(' ');
    return [name, Number(one), Number(other)];
  });

const FOUND: readonly (readonly [what: string, seed: number, schedule: readonly SimulationStep[]])[] = [
  [
    'an agent ran tasks that were meant for an agent with another id, before it knew its own',
    1,
    steps('shutDownAgent 0 0, drop 5 0, startAgent 0 0, wait 26 0'),
  ],
];

it.each(FOUND)('%s', async (_, seed, schedule) => {
  await simulate({ seed, schedule });
});
