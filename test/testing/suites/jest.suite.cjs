// Run by scripts/test-package.mjs, which has Jest. Tests whose names begin with `fails` are to fail, the others to pass.
const { MesosCluster, useCluster } = require('minimesos/jest');

const cluster = useCluster({ agents: 2 });

test('passes', async () => {
  expect(cluster).toBeInstanceOf(MesosCluster);
  await cluster.run('true', { name: 'of-another-test' });
  await expect(cluster).toHaveTask({ state: 'TASK_FINISHED' });
});

test('fails and prints what happened', async () => {
  await cluster.run('true', { name: 'of-the-test-that-fails' });
  expect(1).toBe(2);
});

test('fails and tells what there is', async () => {
  await expect(cluster).toHaveFramework('missing', { timeout: 100 });
});

test('finds a new cluster', async () => {
  expect(await cluster.tasks()).toEqual([]);
  await expect(cluster).not.toHaveTask();
});

test('has a cluster that fake timers do not stop', async () => {
  jest.useFakeTimers();
  try {
    await cluster.addAgent();
    expect((await cluster.run('echo running')).stdout).toBe('running\n');
    await cluster.reset();
  } finally {
    jest.useRealTimers();
  }
});

test('fails for a rejection that nobody handles', async () => {
  void Promise.reject(new Error('nobody waited for this'));
  await cluster.run('sleep 0.1');
});

describe('with a second fixture', () => {
  const second = useCluster();

  test('has a second cluster', () => expect(second.name).not.toBe(cluster.name));
});

describe('with a setup that throws', () => {
  beforeEach(() => {
    throw new Error('thrown in the setup');
  });

  test('fails', () => {});
});

describe('with a cluster that cannot start', () => {
  useCluster({ agents: [{ resources: 'nonsense' }] });

  test('fails with what is wrong', () => {});
});

test('runs after all that', async () => {
  expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
});
