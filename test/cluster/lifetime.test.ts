import { describe, expect, it } from 'vitest';
import { Lifetime } from '../../src/cluster/lifetime.js';

describe('the lifetime of a cluster', () => {
  it('hands through what comes of the work', async () => {
    const lifetime = new Lifetime('blue');
    expect(await lifetime.during('work()', () => Promise.resolve(7))).toBe(7);
    const broken = new Error('broken');
    await expect(lifetime.during('work()', () => Promise.reject(broken))).rejects.toBe(broken);
  });

  it('ends all that is under way, and tells it to stop', async () => {
    const lifetime = new Lifetime('blue');
    const signals: AbortSignal[] = [];
    const works = Array.from({ length: 20 }, (_, index) =>
      lifetime.during(`work ${index}`, (signal) => {
        signals.push(signal);
        return new Promise(() => {});
      }),
    );
    const results = Promise.allSettled(works);
    lifetime.end();
    const reasons = (await results).map((result) => (result as PromiseRejectedResult).reason as unknown);
    expect(reasons[3]).toMatchObject({ code: 'CLUSTER_DESTROYED', details: { cluster: 'blue', operation: 'work 3' } });
    expect(reasons).toHaveLength(20);
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('begins nothing after its end', async () => {
    const lifetime = new Lifetime('blue');
    lifetime.end();
    let begun = false;
    const late = lifetime.during('work()', async () => {
      begun = true;
    });
    await expect(late).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
    expect(begun).toBe(false);
  });

  it('tells why it ended when nobody asked for that', async () => {
    const lifetime = new Lifetime('blue');
    const lost = new Error('lost');
    const work = expect(lifetime.during('work()', () => new Promise(() => {}))).rejects.toBe(lost);
    lifetime.end(lost);
    await work;
    await expect(lifetime.during('later()', async () => {})).rejects.toBe(lost);
    lifetime.end();
    await expect(lifetime.during('later()', async () => {})).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
  });
});
