import { describe, expect, it } from 'vitest';
import { NO_QUOTA } from '../../../src/mesos/allocator/quota.js';
import { Registry } from '../../../src/mesos/master/registry.js';

const AGENT = { hostname: 'host' };

describe('the registry', () => {
  it('has every agent in one place', () => {
    const registry = new Registry();
    registry.admit('S0', AGENT);
    registry.markUnreachable('S0', 1);
    expect([registry.admitted.size, ...registry.unreachable]).toEqual([0, ['S0', 1]]);
    registry.admit('S0', AGENT);
    expect([registry.unreachable.size, ...registry.admitted]).toEqual([0, ['S0', AGENT]]);
    registry.markUnreachable('S0', 2);
    registry.markGone('S0', 3);
    expect([registry.admitted.size, registry.unreachable.size, ...registry.gone]).toEqual([0, 0, ['S0', 3]]);
  });

  it('remembers in which order agents became unreachable', () => {
    const registry = new Registry();
    for (const id of ['S0', 'S1']) registry.admit(id, AGENT);
    for (const id of ['S0', 'S1']) registry.markUnreachable(id, 1);
    registry.admit('S0', AGENT);
    registry.markUnreachable('S0', 2);
    expect([...registry.unreachable.keys()]).toEqual(['S1', 'S0']);
  });

  it('keeps what was ordered of an agent while it is unreachable, and forgets it when it has left', () => {
    const registry = new Registry();
    registry.admit('S0', AGENT);
    registry.deactivated.add('S0');
    registry.draining.set('S0', { state: 'DRAINING', config: {} });
    registry.markUnreachable('S0', 1);
    registry.handOver();
    expect([registry.deactivated.size, registry.draining.size]).toEqual([1, 1]);
    registry.admit('S0', AGENT);
    registry.remove('S0');
    expect([registry.admitted.size, registry.deactivated.size, registry.draining.size]).toEqual([0, 0, 0]);
  });

  it('hands over no orders about agents that nobody knows any more, and no quotas of nothing', () => {
    const registry = new Registry();
    registry.deactivated.add('S0');
    registry.draining.set('S0', { state: 'DRAINED', config: {} });
    registry.quotas.set('web', NO_QUOTA);
    registry.handOver();
    expect([registry.deactivated.size, registry.draining.size, registry.quotas.size]).toEqual([0, 0, 0]);
  });
});
