import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPlan } from '../../src/chaos/describe.js';
import { makePlan } from '../../src/chaos/plan.js';
import { readPlan } from '../../src/chaos/read-plan.js';
import { readFaultRule } from '../../src/faults/fault-rule.js';
import { formatSeed } from '../../src/seed.js';
import { propertyRuns } from '../property-runs.js';

const options = fc.record({
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  duration: fc.integer({ min: 1, max: 120_000 }),
  agents: fc.integer({ min: 0, max: 5 }),
  intensity: fc.constantFrom('low', 'medium', 'high'),
});

describe('makePlan', () => {
  it('makes the same of the same seed', () => {
    const one = makePlan({ seed: 42, duration: 30_000, agents: 2, intensity: 'medium' });
    expect(makePlan({ seed: 42, duration: 30_000, agents: 2, intensity: 'medium' })).toEqual(one);
    expect(makePlan({ seed: 43, duration: 30_000, agents: 2, intensity: 'medium' }).steps).not.toEqual(one.steps);
    expect(one.seed).toBe(formatSeed(42));
    expect(formatPlan(one)).toMatchInlineSnapshot(`
      "   +1.8s  duplicate event=UPDATE api=scheduler probability=0.5 for 2.5 s
         +5.5s  the master crashes for 0.9 s
         +7.9s  what agent 0 and the master send waits for 3.1 s
        +11.4s  delay call=* api=scheduler delay=1396 probability=0.5 for 5.8 s
        +13.1s  95secs pass
        +15.0s  reset call=* api=scheduler probability=0.4 for 1.8 s
        +17.6s  delay message=StatusUpdateAcknowledgementMessage from=master delay=1023 probability=0.5 for 4.4 s
        +21.3s  what agent 0 and the master send waits for 7.5 s
        +24.9s  reset event=* api=scheduler times=2 for 2.3 s
        +26.7s  92secs pass
        +29.5s  partition of agent 0, to the master for 0.5 s"
    `);
  });

  it('makes plans that are right, end in time, and do one thing at a time to an agent', () => {
    fc.assert(
      fc.property(options, (given) => {
        const plan = makePlan(given);
        expect(readPlan(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
        const busy = new Map<number, number>();
        for (const step of plan.steps) {
          expect(step.at).toBeGreaterThanOrEqual(0);
          expect(step.until ?? step.at).toBeLessThanOrEqual(given.duration);
          if (step.act === 'fault') readFaultRule(step.rule);
          if (!('agent' in step)) continue;
          expect(step.agent).toBeLessThan(given.agents);
          expect(step.at).toBeGreaterThan(busy.get(step.agent) ?? -1);
          busy.set(step.agent, step.until ?? 0);
        }
      }),
      propertyRuns(),
    );
  });

  it('comes to everything in time', () => {
    const { steps } = makePlan({ seed: 1, duration: 120_000, agents: 4, intensity: 'high' });
    const acts = new Set(steps.map(({ act }) => act));
    expect([...acts].sort()).toEqual(
      ['fault', 'partition', 'stall', 'kill-agent', 'stop-agent', 'deactivate-agent', 'kill-master', 'advance'].sort(),
    );
  });
});

describe('readPlan', () => {
  it('tells all that is wrong', () => {
    const steps = [
      { at: 1, act: 'kill-agnet', agent: 0 },
      { at: -1, until: 5, act: 'partition', agent: 0.5, direction: 'up' },
      { at: 5, until: 4, act: 'fault', rule: { effect: 'drop', message: 'Nothing' } },
      { at: 5, act: 'advance', by: 5, until: 7 },
      'nothing',
    ];
    const read = () => readPlan({ steps, more: true }, 'plan.json');
    expect(read).toThrow(/^plan\.json does not describe a plan of chaos:\n/);
    let problems: readonly { path: string }[] = [];
    try {
      read();
    } catch (error) {
      problems = (error as { details: { problems: typeof problems } }).details.problems;
    }
    expect(problems.map(({ path }) => path)).toEqual([
      ...['more', 'duration', 'steps[0].act', 'steps[1].at', 'steps[1].agent', 'steps[1].direction'],
      ...['steps[2].until', 'steps[2].rule.message', 'steps[3].until', 'steps[4]'],
    ]);
  });
});
