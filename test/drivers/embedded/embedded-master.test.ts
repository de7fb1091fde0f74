import { describe, expect, it, vi } from 'vitest';
import type { EmbeddedCluster } from '../../../src/drivers/embedded/embedded-cluster.js';
import type { Offer } from '../../../src/mesos/wire/messages.js';
import type { SchedulerClient } from '../../mesos/master/scheduler-client.js';
import { acknowledged, agent, SMALL, start, subscribe, task } from './fixture.js';

/** No periodic allocation comes within a test: what is offered after the first offer is offered for its own sake. */
const startSlow = (reaction: 'mesos' | 'immediate') =>
  start({ reaction, masters: [{ port: undefined, flags: { allocation_interval: '1hrs' } }] });

async function immediate(): Promise<{ cluster: EmbeddedCluster; scheduler: SchedulerClient }> {
  const cluster = await startSlow('immediate');
  return { cluster, scheduler: await subscribe(cluster) };
}

const cpusOf = ({ resources = [] }: Offer) => resources.find(({ name }) => name === 'cpus')?.scalar?.value;

/** The cpus of all offers so far, once there are so many. */
const offered = ({ events }: SchedulerClient, count: number) =>
  vi.waitFor(
    () => {
      const cpus = events.flatMap(({ offers }) => (offers?.offers ?? []).map(cpusOf));
      expect(cpus.length).toBe(count);
      return cpus;
    },
    { timeout: 10_000, interval: 5 },
  );

describe("reaction 'immediate'", () => {
  it('offers what an offer had left at once', async () => {
    const { scheduler } = await immediate();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('one', offer)]);
    await scheduler.launch(await scheduler.offer(), [task('two', offer)]);
    expect(await offered(scheduler, 3)).toEqual([4, 3.9, 3.8]);
  });

  it('offers what a task used when it has ended', async () => {
    const { scheduler } = await immediate();
    const offer = await scheduler.offer();
    await scheduler.launch(offer, [task('short', offer, 'exit 0')], 1000);
    await acknowledged(scheduler, 'short', 'TASK_FINISHED');
    expect(await offered(scheduler, 2)).toEqual([4, 4]);
  });

  it.each([0, 0.05])('offers what was declined for %d s again after exactly that time', async (seconds) => {
    const { scheduler } = await immediate();
    for (let count = 0; count < 3; count++) await scheduler.decline([await scheduler.offer()], seconds);
    expect(await offered(scheduler, 4)).toEqual([4, 4, 4, 4]);
  });

  it('offers to another framework at once what one has declined', async () => {
    const { cluster, scheduler } = await immediate();
    const offer = await scheduler.offer();
    const other = await subscribe(cluster);
    await scheduler.decline([offer], 1000);
    expect(await offered(other, 1)).toEqual([4]);
  });

  it('offers an agent that is back', async () => {
    const { cluster, scheduler } = await immediate();
    await scheduler.offer();
    await cluster.agents[0]?.restart();
    expect(await offered(scheduler, 2)).toEqual([4, 4]);
  });

  it('offers what the executor of a task group used when it has ended', async () => {
    const { scheduler } = await immediate();
    const offer = await scheduler.offer();
    const executor = {
      type: 'DEFAULT',
      executor_id: { value: 'pod' },
      framework_id: { value: scheduler.frameworkId },
      resources: SMALL,
    };
    await scheduler.launchGroup(offer, executor, [task('member', offer, 'exit 0')], 0);
    await acknowledged(scheduler, 'member', 'TASK_FINISHED');
    // What the group left, then what the member and its executor used.
    expect(await offered(scheduler, 4)).toEqual([4, 3.8, 0.1, 0.1]);
  });
});

describe("reaction 'mesos'", () => {
  it('is the default, and waits for the next periodic allocation', async () => {
    const cluster = await startSlow('mesos');
    const scheduler = await subscribe(cluster);
    await scheduler.decline([await scheduler.offer()], 0);
    const { lastSequence } = cluster.timeline;
    await cluster.addAgent(agent());
    // The new agent is offered, and only that one.
    await scheduler.offer();
    expect(await scheduler.drain()).toEqual([]);
    expect(cluster.timeline.entries({ since: lastSequence, text: 'OFFERS' }).length).toBe(1);
  });
});
