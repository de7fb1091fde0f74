import { afterEach, describe, expect, it } from 'vitest';
import { type ChaosMoment, type ChaosPlan, type ClusterDescriptionInput, chaos, MesosCluster } from '../../src/index.js';
import { formatSeed } from '../../src/seed.js';
import { TestFramework } from '../cluster/test-framework.js';

const clusters: MesosCluster[] = [];
async function start(description: ClusterDescriptionInput = {}): Promise<{ cluster: MesosCluster; mine: TestFramework }> {
  const cluster = await MesosCluster.start(description);
  clusters.push(cluster);
  const mine = await TestFramework.start(cluster, 'mine', { failover_timeout: 3600, checkpoint: true });
  return { cluster, mine };
}
afterEach(() => Promise.all(clusters.splice(0).map((cluster) => cluster.destroy())));

const plan = (...steps: ChaosPlan['steps']): ChaosPlan => ({ duration: 600, steps });

describe.each<ClusterDescriptionInput>([{}, { host: 'process' }])('chaos, %j', (description) => {
  it('does what the plan says, and undoes it', async () => {
    const { cluster, mine } = await start({ ...description, agents: 4 });
    await mine.launch('task', 'sleep 1000');
    await cluster.waitForTasks({ state: 'TASK_RUNNING' });
    const heard: ChaosMoment[] = [];
    const given = plan(
      { at: 0, until: 300, act: 'fault', rule: { effect: 'duplicate', event: 'UPDATE', probability: 0.5 } },
      { at: 0, until: 100, act: 'partition', agent: 0, direction: 'both' },
      { at: 10, until: 200, act: 'kill-agent', agent: 1 },
      { at: 20, until: 200, act: 'stop-agent', agent: 2 },
      { at: 30, until: 200, act: 'stall', agent: 3 },
      { at: 40, until: 200, act: 'kill-agent', agent: 1 },
      { at: 210, until: 220, act: 'deactivate-agent', agent: 3 },
      { at: 300, act: 'advance', by: 1000 },
      { at: 400, until: 500, act: 'kill-agent', agent: 9 },
    );
    const report = await chaos(cluster, { plan: given, onMoment: (moment) => heard.push(moment) });
    expect(report).toMatchObject({ plan: given, consistent: true, findings: [] });
    expect(report.moments).toEqual(heard);
    expect(heard.filter(({ what }) => what === 'skipped').map(({ text }) => text)).toEqual([
      'agent 1 crashes: the agent is not there',
      'agent 9 crashes: there is no agent 9',
    ]);
    expect(heard.filter(({ what }) => what === 'begun')).toHaveLength(7);
    expect(heard.filter(({ what }) => what === 'ended')).toHaveLength(6);
    expect(await cluster.faults.list()).toEqual([]);
    expect(cluster.agents).toHaveLength(4);
    expect((await cluster.state()).slaves.every(({ active }) => active)).toBe(true);
    const offline = cluster.timeline({ text: 'unreachable' });
    expect(offline.length).toBeGreaterThan(0);
  });
});

describe('chaos', () => {
  it('shows what stays wrong', async () => {
    const { cluster, mine } = await start();
    await cluster.faults.drop({ call: 'ACKNOWLEDGE' });
    await mine.launch('task', 'sleep 1000');
    const { consistent, findings } = await chaos(cluster, { plan: plan() });
    expect(consistent).toBe(false);
    expect(findings).toMatchObject([{ check: 'acknowledgements', task: 'task', framework: mine.id }]);
    expect(findings[0]?.text).toMatch(/^TASK_\w+ of task task is not acknowledged\.$/);
    expect(findings[0]?.timeline.some(({ kind, what }) => kind === 'event' && what === 'UPDATE')).toBe(true);
  });

  it('does not miss the scheduler of a program that has ended', async () => {
    const { cluster, mine } = await start();
    mine.close();
    await cluster.waitFor(({ frameworks }) => frameworks.every(({ connected }) => !connected));
    const ended = await chaos(cluster, { plan: plan(), program: Promise.resolve(3) });
    expect(ended).toMatchObject({ consistent: true, exitCode: 3 });
  });

  it('makes the plan of a seed, and refuses what is none', async () => {
    const { cluster } = await start();
    const report = await chaos(cluster, { seed: 5, duration: 1, intensity: 'low' });
    expect(report.plan).toEqual({ seed: formatSeed(5), duration: 1, steps: [] });
    const wrong = [{ seed: '1@0.0.0' }, { duration: 0 }, { duration: 'x' }, { intensity: 'much' }, { sed: 1 }, { plan: {} }];
    const codes = await Promise.all(
      wrong.map((options) => chaos(cluster, options as object).catch(({ code }: { code: string }) => code)),
    );
    expect(codes).toEqual(['SEED_OF_OTHER_VERSION', ...new Array(4).fill('INVALID_ARGUMENT'), 'INVALID_DESCRIPTION']);
  });

  it('can be broken off, and undoes what it has begun', async () => {
    const { cluster } = await start({ agents: 2 });
    const interrupt = new AbortController();
    const given = { duration: 60_000, steps: [{ at: 0, until: 50_000, act: 'kill-agent' as const, agent: 0 }] };
    const broken = chaos(cluster, {
      plan: given,
      signal: interrupt.signal,
      onMoment: () => interrupt.abort(new Error('enough')),
    });
    await expect(broken).rejects.toThrow('enough');
    expect(cluster.agents).toHaveLength(2);
  });
});

it('is refused where time stands still: nothing would come of what a program waits for', async () => {
  const { cluster } = await start({ clock: 'virtual' });
  await expect(chaos(cluster, { plan: plan() })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
    message: expect.stringContaining("clock: 'virtual'"),
  });
});
