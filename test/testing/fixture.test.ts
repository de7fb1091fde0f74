import { afterEach, describe, expect, it } from 'vitest';
import type { ClusterDescriptionInput } from '../../src/index.js';
import { ClusterFixture, type SharingOptions } from '../../src/testing/fixture.js';

const fixtures: ClusterFixture[] = [];
const fixtureOf = (description?: ClusterDescriptionInput, options?: SharingOptions) => {
  const fixture = new ClusterFixture(description, options);
  fixtures.push(fixture);
  return fixture;
};
afterEach(async () => {
  await Promise.all(fixtures.splice(0).map((fixture) => fixture.destroy()));
});

describe('ClusterFixture', () => {
  it('starts nothing before it is needed', async () => {
    const fixture = fixtureOf();
    expect(fixture.cluster).toBeUndefined();
    await fixture.destroy();
  });

  it('starts one cluster for those who ask at the same time', async () => {
    const fixture = fixtureOf({}, { reset: false });
    const [one, other] = await Promise.all([fixture.begin('one'), fixture.begin('other')]);
    expect(one).toBe(other);
  });

  it('destroys a cluster that is about to start', async () => {
    const fixture = fixtureOf();
    const starting = fixture.start();
    await fixture.destroy();
    const cluster = await starting;
    await expect(cluster.state()).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
  });

  it('can start later when a start failed', async () => {
    const fixture = fixtureOf({ agents: -1 });
    await expect(fixture.begin('one')).rejects.toMatchObject({ code: 'INVALID_DESCRIPTION' });
    await expect(fixture.begin('other')).rejects.toMatchObject({ code: 'INVALID_DESCRIPTION' });
  });

  it('makes the cluster as new for each test', async () => {
    const fixture = fixtureOf({ agents: 2 });
    const cluster = await fixture.begin('one');
    await cluster.addAgent();
    await cluster.run('true');
    expect(fixture.end('one', false)).toBeUndefined();
    expect(await fixture.begin('other')).toBe(cluster);
    expect(cluster.agents).toHaveLength(2);
    expect(await cluster.tasks()).toEqual([]);
  });

  it('reports what happened during a test that failed, not what was before', async () => {
    const fixture = fixtureOf();
    const cluster = await fixture.begin('one');
    await cluster.run('true');
    fixture.end('one', false);
    await fixture.begin('other');
    expect(fixture.end('other', true)).not.toContain('TASK_FINISHED');
    await fixture.begin('third');
    await cluster.run('true');
    expect(fixture.end('third', true)).toContain('TASK_FINISHED');
    expect(fixture.end('third', true), 'it has ended').toBeUndefined();
  });

  it('refuses to take a cluster away from a test', async () => {
    const fixture = fixtureOf();
    await fixture.begin('one');
    await expect(fixture.begin('other')).rejects.toMatchObject({
      code: 'FIXTURE_IN_USE',
      details: { test: 'other', other: 'one' },
    });
    fixture.end('one', false);
    await fixture.begin('other');
  });

  it('replaces a cluster that a test has destroyed', async () => {
    const fixture = fixtureOf();
    const cluster = await fixture.begin('one');
    await cluster.destroy();
    fixture.end('one', false);
    const next = await fixture.begin('other');
    expect(next).not.toBe(cluster);
    expect((await next.run('true')).state).toBe('TASK_FINISHED');
  });

  it('reports of a cluster that the failing test has destroyed', async () => {
    const fixture = fixtureOf();
    const cluster = await fixture.begin('one');
    await cluster.run('true');
    await cluster.destroy();
    expect(fixture.end('one', true)).toContain('TASK_FINISHED');
  });
});
