import assert from 'node:assert/strict';
import { after, beforeEach, describe, it, test } from 'node:test';
import { assertFramework, assertNoFramework, assertTask, useCluster } from '../../../dist/node-test.js';

const cluster = useCluster({ agents: 2 });

test('passes', async () => {
  assert.equal(cluster.agents.length, 2);
  await cluster.run('true', { name: 'of-another-test' });
  await assertTask(cluster, { state: 'TASK_FINISHED' });
});

test('fails', async () => {
  await assertNoFramework(cluster);
  await cluster.run('true', { name: 'of-the-test-that-fails' });
  assert.equal(1, 2);
});

test('explains what there is', async () => {
  await assertFramework(cluster, 'missing', { timeout: 100 });
});

test('has a cluster of its own', async (t) => {
  const own = await useCluster(t, { agents: 1 });
  assert.equal(own.agents.length, 1);
  assert.notEqual(own.name, cluster.name);
  await own.destroy();
});

test('fails with a cluster of its own', async (t) => {
  const own = await useCluster(t);
  await own.run('true', { name: 'of-the-own-cluster' });
  assert.fail();
});

describe('a block', () => {
  const second = useCluster();
  it('has a second cluster', () => assert.notEqual(second.name, cluster.name));
});

describe('a setup that throws', () => {
  beforeEach(() => {
    throw new Error('thrown in the setup');
  });
  it('never runs', () => assert.fail());
});

test('forgets to await', async () => {
  void Promise.reject(new Error('nobody waited for this'));
  await cluster.run('sleep 0.1');
});

test('finds a new cluster', async () => assert.deepEqual(await cluster.tasks(), []));

after(() => assert.throws(() => cluster.leader, { code: 'FIXTURE_NOT_STARTED' }));
