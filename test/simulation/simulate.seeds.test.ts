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
  [
    'the master stumbled over an agent that came back drained, and was to be gone',
    308,
    steps('failOverMaster 7 8, wait 36 25, crashAgent 47 9, drainAgent 0 40, wait 56 33, tearDownFramework 12 59'),
  ],
  [
    'an agent that was started again got a message that had been held back for the one before',
    318,
    steps(
      'wait 28 56, hold 28 11, disconnectScheduler 48 41, wait 9 17, endTask 0 20, disconnectScheduler 54 43, wait 22 2, ' +
        'failOverScheduler 26 23, hold 22 45, wait 37 37, wait 53 49, restartAgent 61 12, wait 8 30',
    ),
  ],
];

it.each(FOUND)('%s', async (_, seed, schedule) => {
  await simulate({ seed, schedule });
});
