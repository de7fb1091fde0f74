import type { Random } from '../mesos/process/random.js';
import type { FaultKind } from './steps/step.js';
import { STEPS } from './steps.js';

/**
 * One thing that happens in a simulation, as plain data: its name, and two numbers that choose to whom it happens and in which
 * way. Where there is nobody it could happen to, nothing does.
 */
export type SimulationStep = readonly [name: string, one: number, other: number];

/** Time passes about as often as something goes wrong. */
const TIME_WEIGHT = 8;
/** Numbers of steps are smaller than this. */
const NUMBERS = 64;

/** So many steps, at random: each kind as often as its weight says, and within a kind each step as often as its own. */
export function drawSchedule(random: Random, steps: number, weights: Readonly<Record<FaultKind, number>>): SimulationStep[] {
  const all: readonly [string, number][] = Object.entries(STEPS).map(([name, { kind, weight }]) => {
    const ofKind = Object.values(STEPS).filter((step) => step.kind === kind);
    const share = weight / ofKind.reduce((sum, step) => sum + step.weight, 0);
    return [name, share * (kind === 'time' ? TIME_WEIGHT : weights[kind])];
  });
  const total = all.reduce((sum, [, weight]) => sum + weight, 0);
  const number = () => Math.floor(random.number() * NUMBERS);
  return Array.from({ length: steps }, () => {
    let left = random.number() * total;
    const drawn = all.find(([, weight]) => {
      left -= weight;
      return left < 0;
    });
    return [drawn?.[0] ?? 'wait', number(), number()];
  });
}

/** `restartAgent 3 17` */
export const formatStep = ([name, one, other]: SimulationStep): string => `${name} ${one} ${other}`;
