import { describe, expect, it } from 'vitest';
import { capabilities, MasterFixture, resources, running, scalar, task } from '../master-fixture.js';

describe('the gauges of a master', () => {
  it('are what its books say', async () => {
    const { fixture, agent, client, frameworkId } = await running({ failover_timeout: 1000 });
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      ...{ 'master/elected': 1, 'master/outstanding_offers': 1, 'master/tasks_running': 1, 'master/tasks_staging': 0 },
      ...{ 'master/slaves_active': 1, 'master/slaves_connected': 1, 'master/slaves_inactive': 0 },
      ...{ 'master/frameworks_active': 1, 'master/frameworks_connected': 1, 'master/frameworks_inactive': 0 },
      ...{ 'master/cpus_total': 4, 'master/cpus_used': 0.1, 'master/cpus_percent': 0.025 },
      ...{ 'master/mem_total': 4096, 'master/mem_used': 32, 'master/disk_used': 0, 'master/gpus_total': 0 },
      ...{ 'master/cpus_revocable_total': 0, 'master/cpus_revocable_used': 0, 'master/cpus_revocable_percent': 0 },
    });
    agent.terminate();
    client.disconnect();
    await fixture.until(() => fixture.master.frameworks.get(frameworkId)?.connected === false);
    await fixture.runtime.settle();
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      ...{ 'master/outstanding_offers': 0, 'master/uptime_secs': expect.any(Number) },
      ...{
        'master/slaves_active': 0,
        'master/slaves_connected': 0,
        'master/slaves_disconnected': 1,
        'master/slaves_inactive': 1,
      },
      ...{ 'master/frameworks_active': 0, 'master/frameworks_disconnected': 1, 'master/frameworks_inactive': 1 },
    });
  });

  it('count a shared volume once for each agent, however many use it', async () => {
    const fixture = await MasterFixture.start();
    const shared = scalar('disk', 50, {
      reservations: [{ type: 'DYNAMIC', role: 'eng' }],
      disk: { persistence: { id: 'v' }, volume: { container_path: 'data', mode: 'RW' } },
      shared: {},
    });
    const reserve = { type: 'RESERVE', reserve: { resources: [scalar('disk', 50, { reservations: shared.reservations })] } };
    await fixture.agent();
    await fixture.agent();
    const client = await fixture.subscribe({ roles: ['eng'], ...capabilities('RESERVATION_REFINEMENT', 'SHARED_RESOURCES') });
    for (const offer of await client.offers()) {
      const tasks = [1, 2].map((id) => task(`${offer.id.value}-${id}`, offer, { resources: [...resources(), shared] }));
      const launch = { type: 'LAUNCH', launch: { task_infos: tasks } };
      await client.accept([offer], [reserve, { type: 'CREATE', create: { volumes: [shared] } }, launch]);
    }
    expect(await client.drain()).toEqual([]);
    expect(await fixture.json('/metrics/snapshot')).toMatchObject({
      ...{ 'master/disk_used': 100, 'master/disk_total': 20_000, 'master/cpus_used': 0.4 },
      'allocator/mesos/resources/disk/offered_or_allocated': 100,
    });
  });

  it('tell of messages that wait', async () => {
    const fixture = await MasterFixture.start();
    const agent = await fixture.agent();
    agent.register();
    agent.register();
    expect(fixture.master.metrics.registry.snapshot()['master/event_queue_messages']).toBe(2);
    await fixture.runtime.settle();
    expect(fixture.master.metrics.registry.snapshot()['master/event_queue_messages']).toBe(0);
  });

  it('tell of a registry, and of a log only if that is where it would be', async () => {
    const registrar = async (registry: string) => {
      const fixture = await MasterFixture.start({ registry });
      const all = Object.entries(await fixture.json('/metrics/snapshot'));
      return Object.fromEntries(all.filter(([name]) => name.startsWith('registrar/')));
    };
    const registry = { 'registrar/queued_operations': 0, 'registrar/registry_size_bytes': expect.any(Number) };
    expect(await registrar('in_memory')).toEqual(registry);
    expect(await registrar('replicated_log')).toEqual({
      ...registry,
      ...{ 'registrar/log/ensemble_size': 1, 'registrar/log/recovered': 1 },
    });
  });
});
