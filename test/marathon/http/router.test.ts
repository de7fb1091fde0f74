import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MarathonFixture } from '../fixture.js';

let marathon: MarathonFixture;
beforeAll(async () => {
  marathon = await MarathonFixture.start();
  await marathon.until(() => marathon.marathon.frameworkId !== undefined, 'the registration');
});
afterAll(() => marathon[Symbol.asyncDispose]());

describe('the other routes', () => {
  it('say who it is, and that it leads', async () => {
    const { body, headers } = await marathon.call('GET', '/v2/info');
    const host = new URL(marathon.marathon.url).host;
    expect(body).toMatchObject({
      ...{ name: 'marathon', version: '1.11.24', elected: true, leader: host, frameworkId: marathon.marathon.frameworkId },
      marathon_config: { master: marathon.cluster.leader.url, checkpoint: true, failover_timeout: 604_800, mesos_role: '*' },
      http_config: { http_port: marathon.marathon.port },
    });
    expect(headers.get('x-marathon-leader')).toBe(marathon.marathon.url);
    expect((await marathon.call('GET', '/v2/leader')).body).toEqual({ leader: host });
  });

  it('answer pings, and have metrics', async () => {
    expect((await marathon.call('GET', '/ping', undefined, { Accept: '*/*' })).body).toBe('pong');
    expect((await marathon.call('GET', '/ping')).body).toBe('pong');
    expect((await marathon.call('GET', '/metrics')).body.gauges['marathon.apps.active.gauge']).toEqual({ value: 0 });
  });

  it('are registered as an ordinary framework', async () => {
    const [framework] = (await marathon.cluster.state()).frameworks;
    expect(framework).toMatchObject({
      ...{ name: 'marathon', roles: ['*'], checkpoint: true, failover_timeout: 604_800, webui_url: marathon.marathon.url },
    });
  });

  it('say what is missing', async () => {
    expect((await marathon.call('GET', '/v2/plugins')).body).toEqual({ plugins: [] });
    expect((await marathon.call('GET', '/v2/pods')).body).toEqual([]);
    expect((await marathon.call('POST', '/v2/pods', { id: '/p' })).body.message).toMatch(/^Pods are not supported/);
    for (const path of [
      '/v2/artifacts',
      '/v2/artifacts/x',
      '/v2/eventSubscriptions',
      '/',
      '/v2',
      '/v2/constructor',
      '/constructor',
    ]) {
      const { status, body } = await marathon.call('GET', path);
      expect({ path, status, body }).toEqual({ path, status: 404, body: { message: 'URI not found' } });
    }
  });

  it('abdicate by subscribing anew', async () => {
    const id = marathon.marathon.frameworkId;
    expect((await marathon.call('DELETE', '/v2/leader')).body).toEqual({ message: 'Leadership abdicated' });
    await marathon.until(() => marathon.typesOf('scheduler_reregistered_event').length === 1, 'the next subscription');
    expect(marathon.marathon.frameworkId).toBe(id);
    expect(marathon.typesOf('scheduler_disconnected_event')).toHaveLength(1);
  });
});
