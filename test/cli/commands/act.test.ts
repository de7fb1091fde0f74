import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MesosCluster } from '../../../src/index.js';
import { TestFramework } from '../../cluster/test-framework.js';
import { TestServer } from '../test-cluster.js';

let test: TestServer;
let cluster: MesosCluster;
let mine: TestFramework;
const cli = (...argv: string[]) => test.run([...argv, '--cluster', 'blue']);

beforeAll(async () => {
  test = await TestServer.start();
  cluster = await test.cluster({ name: 'blue', reaction: 'immediate' });
  mine = await TestFramework.start(cluster, 'mine');
});
afterAll(() => test[Symbol.asyncDispose]());

const launched = async (id: string) => {
  await mine.launch(id, 'sleep 1000', 'cpus:0.1;mem:32;disk:32');
  await cluster.expect.event('UPDATE', { task: id, state: 'TASK_RUNNING' });
};

describe('minimesos', () => {
  it('task pause, resume and fill-sandbox', async () => {
    await launched('first');
    expect((await cli('task', 'pause', 'first')).stdout).toBe('Task first is paused.\n');
    expect((await cli('task', 'resume', 'fir', '--framework', 'mine')).stdout).toBe('Task first goes on.\n');
    const filled = await cli('task', 'fill-sandbox', 'first', '--json');
    expect(JSON.parse(filled.stdout)).toEqual({ task: 'first' });
    await cluster.expect.event('UPDATE', { task: 'first', state: 'TASK_FAILED' });
    expect(await cli('task', 'pause', 'first')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('does not run on an agent'),
    });
  });

  it('executor kill, by a task or by its id', async () => {
    await launched('second');
    expect((await cli('executor', 'kill', '--task', 'second')).stdout).toBe('The executor of task second was killed.\n');
    await launched('third');
    const killed = await cli('executor', 'kill', 'third', '--framework', 'mine', '--agent', '0');
    expect(killed.stdout).toBe('Executor third was killed.\n');
    await cluster.expect.event('UPDATE', { task: 'third', state: 'TASK_FAILED' });
    expect((await cli('executor', 'kill')).code).toBe(2);
    expect((await cli('executor', 'kill', 'third')).code).toBe(2);
    expect((await cli('executor', 'kill', 'third', '--framework', 'mine')).stderr).toContain('has executor third');
  });

  it('offer rescind', async () => {
    await cluster.waitFor(({ frameworks: [framework] }) => (framework?.offers.length ?? 0) > 0);
    expect((await cli('offer', 'rescind', '--framework', 'mine')).stdout).toMatch(/^Rescinded \d offers?\.\n$/);
    await cluster.expect.event('RESCIND', { framework: 'mine' });
    await cluster.waitFor(({ frameworks: [framework] }) => (framework?.offers.length ?? 0) > 0);
    expect(JSON.parse((await cli('offer', 'rescind', '--agent', '0', '--json')).stdout)).toEqual({ count: 1 });
  });
});
