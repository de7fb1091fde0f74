import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MarathonFixture, SLEEPER } from '../../fixture.js';

let marathon: MarathonFixture;
beforeAll(async () => {
  marathon = await MarathonFixture.start({ agents: 1 });
});
afterAll(() => marathon[Symbol.asyncDispose]());
beforeEach(async () => {
  await marathon.call('DELETE', '/v2/groups?force=true');
  await marathon.deployed();
  marathon.events.length = 0;
});

describe('a deployment', () => {
  it('tells its steps, and what it does now', async () => {
    const { body } = await marathon.call('POST', '/v2/apps', { ...SLEEPER, cpus: 1000 });
    await marathon.until(() => marathon.typesOf('deployment_info').length === 2, 'the second step');
    const { body: deployments } = await marathon.call('GET', '/v2/deployments');
    expect(deployments).toEqual([
      {
        ...{ id: body.deployments[0].id, version: body.version, affectedApps: ['/sleeper'], affectedPods: [] },
        steps: [
          { actions: [{ action: 'StartApplication', app: '/sleeper' }] },
          { actions: [{ action: 'ScaleApplication', app: '/sleeper' }] },
        ],
        currentActions: [{ action: 'ScaleApplication', app: '/sleeper', readinessCheckResults: [] }],
        ...{ currentStep: 2, totalSteps: 2 },
      },
    ]);
  });

  it('is told step by step on the event bus', async () => {
    await marathon.run(SLEEPER);
    const told = [
      'group_change_success',
      'deployment_info',
      'deployment_step_success',
      'deployment_success',
      'app_terminated_event',
    ];
    const step = ['deployment_info', 'deployment_step_success'];
    expect(marathon.typesOf(...told)).toEqual(['group_change_success', ...step, ...step, 'deployment_success']);
    const success = marathon.events.find(({ eventType }) => eventType === 'deployment_success');
    expect(success).toMatchObject({ plan: { original: { apps: [] }, target: { apps: [{ id: '/sleeper' }] }, steps: [{}, {}] } });
    marathon.events.length = 0;
    await marathon.call('DELETE', '/v2/apps/sleeper');
    await marathon.deployed();
    expect(marathon.typesOf(...told)).toEqual([
      ...['group_change_success', 'deployment_info', 'app_terminated_event', 'deployment_step_success', 'deployment_success'],
    ]);
  });

  it('is taken back when it is cancelled', async () => {
    await marathon.run(SLEEPER);
    const [before] = await marathon.tasks('/sleeper');
    const { body } = await marathon.call('PUT', '/v2/apps/sleeper', { cpus: 1000 });
    await marathon.call('POST', '/v2/apps', { ...SLEEPER, id: '/other' });
    const cancelled = await marathon.call('DELETE', `/v2/deployments/${body.deploymentId}`);
    expect(cancelled).toMatchObject({ status: 200, body: { deploymentId: expect.any(String) } });
    await marathon.deployed();
    expect((await marathon.call('GET', '/v2/apps/sleeper')).body.app.cpus).toBe(0.1);
    expect((await marathon.tasks('/sleeper')).map(({ state }) => state)).toEqual(['TASK_RUNNING']);
    expect(before.id).toBeDefined();
    expect((await marathon.call('GET', '/v2/apps/other')).status).toBe(200);
  });

  it('leaves everything as it is when its cancellation is forced', async () => {
    const { body } = await marathon.call('POST', '/v2/apps', { ...SLEEPER, id: '/big', cpus: 1000 });
    const cancelled = await marathon.call('DELETE', `/v2/deployments/${body.deployments[0].id}?force=true`);
    expect(cancelled).toMatchObject({ status: 202, body: '' });
    expect((await marathon.call('GET', '/v2/deployments')).body).toEqual([]);
    expect((await marathon.call('GET', '/v2/apps/big')).status).toBe(200);
  });

  it('of which nothing is known cannot be cancelled', async () => {
    const { status, body } = await marathon.call('DELETE', '/v2/deployments/x');
    expect({ status, body }).toEqual({ status: 404, body: { message: 'DeploymentPlan x does not exist' } });
  });
});
