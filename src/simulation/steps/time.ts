import type { StepDefinition } from './step.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/**
 * How long a wait takes: most are as short as what schedulers do, some reach the time-outs of Mesos: pings (75 s), return of
 * agents (10 min), removal of agents, failover of frameworks.
 */
const WAITS = [
  ...[0.05, 0.2, 0.5, 1, 1, 1, 1, 1.5, 2, 2, 3, 3, 5, 5, 5, 8, 10, 10, 12, 15, 20, 30, 45].map((seconds) => seconds * SECOND),
  ...[1, 1.3, 1.5, 2, 3, 5, 10.5, 20].map((minutes) => minutes * MINUTE),
];

/** Time passes. */
export const TIME_STEPS: Readonly<Record<string, StepDefinition>> = {
  wait: {
    ...{ kind: 'time', weight: 1 },
    // Not all at full seconds, at which most timers of Mesos fire.
    perform: (cluster, one, other) => cluster.advance((WAITS[one % WAITS.length] as number) + (other % 8) * 37),
  },
};
