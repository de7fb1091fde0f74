import { describe, expect, it } from 'vitest';
import { InverseOfferBook } from '../../../src/mesos/allocator/inverse-offers.js';
import { seededRandom } from '../../../src/mesos/process/random.js';
import { Runtime } from '../../../src/mesos/process/runtime.js';
import type { allocator } from '../../../src/mesos/wire/messages.js';

const SOON = { start: { nanoseconds: 1e18 } };
const LATER = { start: { nanoseconds: 2e18 } };

const answer = (framework: string, status: 'ACCEPT' | 'DECLINE'): allocator.InverseOfferStatus => ({
  ...{ status, framework_id: { value: framework }, timestamp: { nanoseconds: 0 } },
});

function book() {
  const { clock } = new Runtime({ freezeMessages: true, random: seededRandom(1) });
  const inverseOffers = new InverseOfferBook(clock);
  const asked = (...frameworks: string[]) => [...inverseOffers.ask('agent', frameworks).keys()];
  return { clock, inverseOffers, asked };
}

describe('frameworks', () => {
  it('are asked about agents that are to be taken down, once', () => {
    const { inverseOffers, asked } = book();
    expect(asked('one')).toEqual([]);
    inverseOffers.plan('agent', SOON);
    expect(inverseOffers.ask('agent', ['one'])).toEqual(new Map([['one', { agentId: 'agent', unavailability: SOON }]]));
    expect(inverseOffers.ask('another', ['one']).size).toBe(0);
    expect(asked('one', 'two')).toEqual(['two']);
  });

  it('are asked again when they have answered, after the time they gave', () => {
    const { clock, inverseOffers, asked } = book();
    inverseOffers.plan('agent', SOON);
    asked('one', 'two', 'three');
    inverseOffers.answered('agent', 'one', answer('one', 'ACCEPT'), { refuse_seconds: 0 });
    inverseOffers.answered('agent', 'two', answer('two', 'DECLINE'), { refuse_seconds: 60 });
    inverseOffers.answered('agent', 'three', answer('three', 'DECLINE'), {});
    expect(asked('one', 'two', 'three')).toEqual(['one']);
    clock.advance(5000); // the default
    expect(asked('two', 'three')).toEqual(['three']);
    clock.advance(55_000);
    expect(asked('two')).toEqual(['two']);
  });

  it.each(['forgetFrameworkRefusals', 'forgetAgentRefusals'] as const)('are asked again after %s', (forget) => {
    const { inverseOffers, asked } = book();
    inverseOffers.plan('agent', SOON);
    asked('one');
    inverseOffers.answered('agent', 'one', answer('one', 'DECLINE'), { refuse_seconds: 60 });
    inverseOffers[forget](forget === 'forgetAgentRefusals' ? 'agent' : 'one');
    expect(asked('one')).toEqual(['one']);
  });
});

describe('answers', () => {
  it('are kept as long as the plan is the same, the last one of each framework', () => {
    const { inverseOffers, asked } = book();
    inverseOffers.plan('agent', SOON);
    for (const status of ['ACCEPT', 'DECLINE'] as const) {
      asked('one');
      inverseOffers.answered('agent', 'one', answer('one', status), { refuse_seconds: 0 });
    }
    expect([...inverseOffers.answers('agent')]).toEqual([answer('one', 'DECLINE')]);
    inverseOffers.plan('agent', LATER);
    expect([...inverseOffers.answers('agent')]).toEqual([]);
  });

  it('of frameworks that were not asked do not count', () => {
    const { inverseOffers } = book();
    inverseOffers.plan('agent', SOON);
    inverseOffers.answered('agent', 'one', answer('one', 'ACCEPT'));
    expect([...inverseOffers.answers('agent')]).toEqual([]);
  });

  it('end with the agent, and its refusals too', () => {
    const { inverseOffers, asked } = book();
    inverseOffers.plan('agent', SOON);
    asked('one');
    inverseOffers.answered('agent', 'one', answer('one', 'DECLINE'), { refuse_seconds: 60 });
    inverseOffers.removeAgent('agent');
    expect(asked('one')).toEqual([]);
    inverseOffers.plan('agent', SOON);
    expect(asked('one')).toEqual(['one']);
  });
});
