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
      "   +1.8s  duplicate event=UPDATE api=scheduler probability=0.5 for 4.6 s
         +4.2s  68secs pass
         +7.7s  agent 1 crashes for 5.9 s
         +9.5s  duplicate message=StatusUpdateAcknowledgementMessage from=master probability=0.5 for 7.6 s
        +11.4s  running task 36 stands still for 1.8 s
        +14.3s  duplicate call=DECLINE,ACKNOWLEDGE,RECONCILE,REVIVE api=scheduler probability=0.5 for 5.3 s
        +16.0s  partition of agent 1, both ways for 6.0 s
        +18.1s  agent 0 leaves for 4.6 s
        +19.9s  reset event=* api=scheduler times=2 for 8.0 s
        +22.8s  all offers are rescinded
        +26.0s  agent 1 crashes for 3.3 s
        +28.4s  partition of agent 0, to the master for 1.6 s"
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
      [
        'fault',
        'partition',
        'stall',
        'kill-agent',
        'stop-agent',
        'deactivate-agent',
        'kill-master',
        'advance',
        'rescind-offers',
        'kill-executor',
        'pause-task',
      ].sort(),
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
      null,
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
      ...['steps[2].until', 'steps[2].rule.message', 'steps[3].until', 'steps[4]', 'steps[5]'],
    ]);
  });
});
