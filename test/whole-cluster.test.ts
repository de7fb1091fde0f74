// A cluster under anything that frameworks, operators and accidents may do to it.
import fc from 'fast-check';
import { it } from 'vitest';
import { anySteps } from './mesos/any-steps.js';
import { thrown } from './mesos/process/thrown.js';
import { STEPS, WEIGHTS, WholeCluster } from './mesos/whole-cluster.js';
import { propertyRuns } from './property-runs.js';

it('keeps its books and its promises, whatever happens to it', async () => {
  await fc.assert(
    fc.asyncProperty(anySteps(Object.keys(STEPS), WEIGHTS), async (steps) => {
      const cluster = new WholeCluster();
      try {
        const errors = await thrown(async () => {
          await cluster.runtime.settle();
          for (const [name, one, other] of steps) {
            await STEPS[name]?.(cluster, one, other);
            await cluster.runtime.settle();
            cluster.check();
          }
          await cluster.settleDown();
        });
        if (errors.length > 0) throw errors[0];
      } finally {
        cluster.end();
      }
    }),
    propertyRuns(30),
  );
});
