import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../../fixture.js';

let marathon: MarathonFixture;
beforeAll(async () => {
  marathon = await MarathonFixture.start({
    agents: [{ resources: 'cpus:2;mem:512;disk:100;ports:[31000-31009]', attributes: 'rack:a' }],
  });
});
afterAll(() => marathon[Symbol.asyncDispose]());

describe('the queue', () => {
  it('says why an app is not started', async () => {
    const constraints = [['rack', 'IS', 'b']];
    await marathon.call('POST', '/v2/apps', { ...SLEEPER, cpus: 8, constraints, instances: 2 });
    const queue = async () => (await marathon.call('GET', '/v2/queue?embed=lastUnusedOffers')).body.queue[0];
    await marathon.until(async () => (await queue())?.lastUnusedOffers.length === 1, 'an offer');
    const { count, delay, app, processedOffersSummary, lastUnusedOffers } = await queue();
    expect({ count, delay, id: app.id }).toEqual({
      ...{ count: 2, delay: { timeLeftSeconds: 0, overdue: true }, id: '/sleeper' },
    });
    expect(processedOffersSummary).toMatchObject({ lastUnusedOfferAt: expect.any(String) });
    const first = processedOffersSummary.rejectSummaryLastOffers.find(({ declined }: { declined: number }) => declined > 0);
    expect(first).toEqual({ reason: 'UnfulfilledConstraint', declined: 1, processed: 1 });
    const [agent] = marathon.cluster.agents;
    expect(lastUnusedOffers[0]).toMatchObject({
      offer: { agentId: agent?.id, attributes: [{ name: 'rack', text: 'a' }] },
      reason: ['InsufficientCpus', 'UnfulfilledConstraint'],
    });
    const progress = marathon.marathon.progressOf('/sleeper');
    expect(progress).toMatchObject({ instances: 2, running: 0, deployed: false, waiting: 2, delayedUntil: undefined });
    expect(progress?.lacks).toEqual([
      {
        ...{ agentId: agent?.id, hostname: expect.any(String) },
        lacks: [
          { reason: 'InsufficientCpus', text: 'cpus: 8 wanted, 2 offered' },
          { reason: 'UnfulfilledConstraint', text: 'constraint rack IS b, rack is a' },
        ],
      },
    ]);
    expect((await marathon.call('GET', '/v2/queue')).body.queue[0].lastUnusedOffers).toBeUndefined();
    await marathon.call('DELETE', '/v2/apps/sleeper?force=true');
    await marathon.deployed();
    expect((await marathon.call('GET', '/v2/queue')).body).toEqual({ queue: [] });
  });

  it('puts off what fails, until it is told not to', async () => {
    await marathon.call('POST', '/v2/apps', {
      ...SLEEPER,
      id: '/fails',
      cmd: 'exit 3',
      backoffSeconds: 600,
      maxLaunchDelaySeconds: 900,
    });
    const delay = async () => (await marathon.call('GET', '/v2/queue')).body.queue[0]?.delay;
    await marathon.until(async () => (await delay())?.overdue === false, 'a delay');
    expect((await delay()).timeLeftSeconds).toBeGreaterThan(500);
    expect(marathon.marathon.progressOf('/fails')).toMatchObject({
      lastFailure: { state: 'TASK_FAILED', message: 'Command exited with status 3', appId: '/fails' },
    });
    const failed = () => marathon.events.filter(({ taskStatus }) => taskStatus === 'TASK_FAILED').length;
    const before = failed();
    expect((await marathon.call('DELETE', '/v2/queue/fails/delay')).status).toBe(204);
    await marathon.until(() => failed() > before, 'another failure');
    await marathon.call('DELETE', '/v2/apps/fails?force=true');
    await marathon.deployed();
    const { status, body } = await marathon.call('DELETE', '/v2/queue/fails/delay');
    expect({ status, body }).toEqual({ status: 404, body: { message: 'Application /fails not found in tasks queue.' } });
  });
});
