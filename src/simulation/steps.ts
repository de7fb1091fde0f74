import { ACT_STEPS } from './steps/acts.js';
import type { StepDefinition } from './steps/step.js';
import { TIME_STEPS } from './steps/time.js';
import { TRAFFIC_STEPS } from './steps/traffic.js';

/** All that may happen in a simulation, by name. */
export const STEPS: Readonly<Record<string, StepDefinition>> = { ...TIME_STEPS, ...TRAFFIC_STEPS, ...ACT_STEPS };
