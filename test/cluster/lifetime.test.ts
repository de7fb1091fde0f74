import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { Lifetime } from '../../src/cluster/lifetime.js';
import { MesosCluster } from '../../src/index.js';

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

  it('keeps a process until whoever waits has been told, whatever became of the cluster', async () => {
    await using cluster = await MesosCluster.start();
    const program = `
      import { MesosCluster } from ${JSON.stringify(new URL('../../dist/index.js', import.meta.url).href)};
      const cluster = await MesosCluster.start({ driver: 'attached', master: ${JSON.stringify(cluster.leader.url)} });
      console.log('attached');
      await cluster.waitForTasks({ state: 'TASK_RUNNING', count: 1, timeout: '1secs' }).catch(({ code }) => console.log(code));
      await cluster.destroy();`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
      if (output === 'attached\n') void cluster.destroy();
    });
    expect(await ended).toEqual([0, null]);
    expect(output).toBe('attached\nWAIT_TIMEOUT\n');
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
