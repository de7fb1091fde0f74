import { beforeAll, describe, expect, it, vi } from 'vitest';
import { MesosCluster } from '../../src/index.js';
import { minimesosTest, test as standard } from '../../src/testing/vitest.js';
import { runVitest } from './run-suite.js';

const seen: MesosCluster[] = [];
const test = minimesosTest({ description: { agents: 2 } });
const own = minimesosTest({ scope: 'test' });
const kept = minimesosTest({ reset: false });

describe('minimesosTest', () => {
  test('gives a test a cluster as described', async ({ cluster }) => {
    expect(cluster).toBeInstanceOf(MesosCluster);
    expect(cluster.agents).toHaveLength(2);
    await cluster.run('true');
    await cluster.agents[0]?.kill();
    seen.push(cluster);
  });

  test('gives the next test the same one, reset', async ({ cluster }) => {
    expect(cluster).toBe(seen[0]);
    expect(cluster.agents).toHaveLength(2);
    expect(await cluster.tasks()).toEqual([]);
    await cluster.destroy();
  });

  test('gives the next test a new one when a test has destroyed it', async ({ cluster }) => {
    expect(cluster).not.toBe(seen[0]);
    expect((await cluster.run('true')).state).toBe('TASK_FINISHED');
  });

  standard('has a second cluster for a second fixture in the file', async ({ cluster }) => {
    expect(seen).not.toContain(cluster);
    expect(cluster.agents).toHaveLength(1);
  });

  own('gives each test its own cluster when told to', ({ cluster }) => void seen.push(cluster));
  own('and the one before is gone', async ({ cluster }) => {
    const before = seen.at(-1);
    expect(cluster).not.toBe(before);
    await expect(before?.state()).rejects.toMatchObject({ code: 'CLUSTER_DESTROYED' });
  });

  kept('leaves the cluster as it is when told to', async ({ cluster }) => void (await cluster.run('true')));
  kept('so that the next test finds what the last one did', async ({ cluster }) => {
    expect(await cluster.tasks()).toHaveLength(1);
  });

  test('has a cluster that fake timers do not stop', async ({ cluster }) => {
    vi.useFakeTimers({
      toFake: ['setTimeout', 'setInterval', 'setImmediate', 'Date', 'performance', 'queueMicrotask'],
    });
    try {
      await cluster.addAgent();
      expect((await cluster.run('echo running')).stdout).toBe('running\n');
      await expect(cluster).toHaveTask({ state: 'TASK_FINISHED' });
      await cluster.reset();
    } finally {
      vi.useRealTimers();
    }
  });
});

/** By name: whether the test passed, and the first line of why it did not. */
let results = new Map<string, string>();
let output = '';

describe('in Vitest', () => {
  // One run for all of it: to start Vitest takes longer than the suites.
  beforeAll(async () => {
    const run = await runVitest('--maxWorkers=2', '--reporter=default', '--reporter=json');
    expect(run.code).toBe(1);
    expect(run.tests.length, run.output).toBeGreaterThan(0);
    output = run.output;
    results = new Map(
      run.tests.map(({ fullName, status, failureMessages: [message = ''] }) => [
        fullName,
        `${status}${message && `: ${message}`}`,
      ]),
    );
  });

  it('prints what happened on the cluster when a test fails, and nothing otherwise', () => {
    expect(
      [...results].filter(([name]) => name.startsWith('report')).map(([name, result]) => [name, result.split(':')[0]]),
    ).toEqual([
      ['report passes', 'passed'],
      ['report fails', 'failed'],
      ['report fails as expected', 'passed'],
      ['report finds a new cluster', 'passed'],
    ]);
    const [, report, ...others] = output.split('stderr | failing.suite.ts');
    expect(others).toEqual([]);
    expect(report).toMatch(/^ > report > fails\nWhat happened on cluster \S+ during this test:\n/);
    expect(report).toMatch(/\+\d+\.\d{3}s {2}call .* SUBSCRIBE/);
    expect(report).toMatch(/task .*TASK_FINISHED/);
    expect(report).toContain('LAUNCH of-the-test-that-fails');
    expect(report).not.toContain('LAUNCH of-another-test');
  });

  it('tells what a setup threw, and goes on with the other tests', () => {
    expect(results.get('a setup that throws never runs')).toContain('Error: thrown in the setup');
    expect(results.get('has no cluster')).toContain('agents[0].resources');
    expect(results.get('runs after a setup that threw')).toBe('passed');
  });

  it('survives a rejection that nobody handles', () => {
    expect(results.get('forgets to await')).toBe('passed');
    expect(output).toMatch(/Unhandled Rejection[\s\S]*nobody waited for this/);
  });

  it('refuses to reset a cluster under a test that runs at the same time', () => {
    expect(results.get('tests that share first')).toBe('passed');
    expect(results.get('tests that share second')).toContain(
      'The cluster cannot be reset for test tests that share > second while test tests that share > first',
    );
    for (const name of [
      'with a cluster each first',
      'with a cluster each second',
      'that share it as it is first',
      'that share it as it is second',
    ]) {
      expect(results.get(`tests ${name}`), name).toBe('passed');
    }
  });

  it('keeps parallel workers apart, and shares one cluster among the files of a worker', async () => {
    const clustersIn = (text: string) => new Set(text.match(/cluster of process .*/g));
    expect(results.get('one first finds its own agents only')).toBe('passed');
    expect(results.get('two second finds its own agents only')).toBe('passed');
    expect(clustersIn(output).size).toBe(2);
    const shared = await runVitest('worker', '--no-isolate', '--maxWorkers=1');
    expect(shared, shared.output).toMatchObject({ code: 0 });
    expect(clustersIn(shared.output).size).toBe(1);
  });
});
