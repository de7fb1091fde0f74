// Clusters whose leading master stands still: it has the connection, and says nothing.
import { describe, expect, it, type TestContext } from 'vitest';
import { type ClusterDescriptionInput, MesosCluster } from '../../src/index.js';
import { failureTelling } from '../failure-telling.js';

async function start({ onTestFinished }: TestContext, description: ClusterDescriptionInput = {}): Promise<MesosCluster> {
  const cluster = await MesosCluster.start({ masters: [{ ownProcess: true }], ...description });
  onTestFinished(() => cluster.destroy());
  return cluster;
}

// All at once: they wait for silence to be long enough.
describe.concurrent('where the leading master stands still', () => {
  it('what runs ends at its deadline', async (context) => {
    const cluster = await start(context);
    await cluster.leader.pause();
    const told = `no state, as the master at ${cluster.leader.url} does not answer`;
    const error = await failureTelling(told, (timeout) => cluster.run('true', { timeout }));
    expect(error).toMatchObject({ code: 'WAIT_TIMEOUT', message: expect.stringContaining(told) });
    await cluster.leader.resume();
    expect((await cluster.run('echo again')).stdout).toBe('again\n');
  });

  it('what asks is told so, in the end', async (context) => {
    const cluster = await start(context);
    await cluster.leader.pause();
    const { url } = cluster.leader;
    await expect(cluster.tasks()).rejects.toMatchObject({ code: 'NO_ANSWER', details: { url, operation: 'tasks()' } });
  });

  it('a cluster can be destroyed, also while its Marathon subscribes', async (context) => {
    const cluster = await start(context);
    await cluster.leader.pause();
    const app = { id: '/app', cmd: 'sleep 100' };
    await expect(cluster.install(app, { timeout: 300 })).rejects.toMatchObject({ code: 'WAIT_TIMEOUT' });
    await cluster.destroy();
  });

  it('a cluster in a host process is still there', async (context) => {
    const cluster = await start(context, { host: 'process' });
    await cluster.leader.pause();
    await cluster.leader.resume();
    expect((await cluster.run('echo again')).stdout).toBe('again\n');
    await cluster.leader.pause();
    await cluster.destroy();
  });
});
