import { describe, expect, it } from 'vitest';
import { AllocationSchedule } from '../../../src/mesos/allocator/allocation-schedule.js';
import { Runtime } from '../../../src/mesos/process/runtime.js';

/** A schedule of runs each second over the agents a and b, and what came of it. */
function scheduled() {
  const runtime = new Runtime({ virtualTime: true });
  const seen: string[] = [];
  const world = { finds: false, meanwhile: () => {} };
  const schedule = new AllocationSchedule({
    clock: runtime.clock,
    intervalMs: 1000,
    agents: () => ['a', 'b'],
    dispatch: (action) => runtime.dispatch(action),
    due: () => seen.push('due'),
    run: (agentIds) => {
      seen.push(`run ${agentIds.join('')}`);
      world.meanwhile();
      return world.finds;
    },
    skipped: () => seen.push('skipped'),
  });
  return { runtime, schedule, seen, world };
}

describe('a run', () => {
  it('comes soon when it is asked for, once for all that ask until then', async () => {
    const { runtime, schedule, seen } = scheduled();
    schedule.request(['b']);
    schedule.request(['a', 'b']);
    expect([schedule.pending, seen]).toEqual([true, ['due']]);
    await runtime.settle();
    expect([schedule.pending, seen]).toEqual([false, ['due', 'run ba']]);
  });

  it('comes periodically, as long as it may find something', async () => {
    const { runtime, schedule, seen, world } = scheduled();
    world.finds = true;
    await runtime.advance(2000);
    expect(seen).toEqual(['due', 'run ab', 'due', 'run ab']);
    world.finds = false;
    await runtime.advance(3500);
    expect(seen.slice(4)).toEqual(['due', 'run ab', 'skipped', 'skipped']);
    schedule.changed();
    await runtime.advance(2000);
    expect(seen.slice(8)).toEqual(['due', 'run ab', 'skipped']);
  });

  it('comes also for what changes at the moment when one was left out', async () => {
    const { runtime, schedule, seen } = scheduled();
    await runtime.advance(2000);
    schedule.changed();
    await runtime.settle();
    expect(seen).toEqual(['due', 'run ab', 'skipped', 'due', 'run ab']);
  });

  it('over some agents does not stand for one over all', async () => {
    const { runtime, schedule, seen } = scheduled();
    await runtime.advance(1000);
    schedule.request(['a']);
    await runtime.advance(1000);
    expect(seen).toEqual(['due', 'run ab', 'due', 'run a', 'due', 'run ab']);
  });

  it('during which something changes does not stand for the next one', async () => {
    const { runtime, schedule, seen, world } = scheduled();
    world.meanwhile = () => schedule.changed();
    await runtime.advance(2000);
    expect(seen).toEqual(['due', 'run ab', 'due', 'run ab']);
  });

  it('does not come any more once it has stopped', async () => {
    const { runtime, schedule, seen } = scheduled();
    schedule.request();
    schedule.stop();
    await runtime.advance(5000);
    expect(seen).toEqual(['due']);
  });
});
