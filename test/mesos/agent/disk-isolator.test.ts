import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { GivenFlags } from '../../../src/mesos/flags/flags.js';
import type { Resource, ResourceStatistics } from '../../../src/mesos/wire/messages.js';
import { type AgentFixture, startAgent, task } from './agent-fixture.js';

let fixture: AgentFixture;
afterEach(() => fixture.stop());

const MEGABYTE = 2 ** 20;

const start = async (flags: GivenFlags = {}) => {
  const isolation = 'posix/cpu,posix/mem,disk/du';
  fixture = await startAgent({ isolation, container_disk_watch_interval: '10ms', ...flags });
};

const disk = (megabytes: number, more: Partial<Resource> = {}): Resource => ({
  ...{ name: 'disk', type: 'SCALAR', scalar: { value: megabytes }, allocation_info: { role: '*' } },
  ...more,
});

/** Writes a file of so many megabytes, which is no hole, and stays. */
const writing = (megabytes: number, path = 'big') => `head -c ${megabytes * MEGABYTE} /dev/urandom > ${path}; sleep 1000`;

const withDisk = (id: string, command: string, ...resources: Resource[]) =>
  fixture.run(task(id, command, { resources: [...(task(id).resources ?? []), ...resources] }));

async function statistics(): Promise<Partial<ResourceStatistics>> {
  const [first] = (await fixture.get('/monitor/statistics')).json();
  return first?.statistics ?? {};
}

describe('the disk of executors', () => {
  it('is measured with the isolator disk/du', async () => {
    await start();
    withDisk('t1', writing(3), disk(2));
    await fixture.master.update('t1', 'TASK_RUNNING');
    await expect.poll(async () => (await statistics()).disk_used_bytes).toBeGreaterThan(3 * MEGABYTE);
    const { disk_limit_bytes, disk_used_bytes, disk_statistics } = await statistics();
    expect(disk_limit_bytes).toBe(2 * MEGABYTE);
    expect(disk_statistics).toEqual([{ limit_bytes: disk_limit_bytes, used_bytes: disk_used_bytes }]);
    // Without enforce_container_disk_quota that is all.
    expect(fixture.master.states('t1')).toEqual(['TASK_STARTING', 'TASK_RUNNING']);
  });

  it('is of no concern to executors that have none', async () => {
    await start({ enforce_container_disk_quota: true });
    withDisk('t1', writing(3));
    withDisk('t2', writing(3), disk(1));
    await fixture.master.update('t2', 'TASK_FAILED');
    expect(fixture.master.states('t1')).not.toContain('TASK_FAILED');
    expect(await statistics()).not.toHaveProperty('disk_limit_bytes');
  });

  it('is not measured without the isolator', async () => {
    await start({ isolation: 'posix/cpu', enforce_container_disk_quota: true });
    withDisk('t1', 'sleep 1000', disk(1));
    await fixture.master.update('t1', 'TASK_RUNNING');
    expect(await statistics()).not.toHaveProperty('disk_limit_bytes');
  });

  it.each(['disk/du', 'posix/disk'])('ends those that use more of it than they have, with %s', async (isolation) => {
    await start({ isolation, enforce_container_disk_quota: true });
    withDisk('t1', writing(3), disk(1));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status).toMatchObject({ reason: 'REASON_CONTAINER_LIMITATION_DISK', source: 'SOURCE_AGENT' });
    expect(status.message).toMatch(/^Disk usage \(\d+[KM]B\) exceeds quota \(1MB\)$/);
    expect(status.limitation).toEqual({ resources: [disk(1)] });
    await expect.poll(() => fixture.agent.containerizer.containers()).toEqual([]);
  });

  it('is that of a volume where there is one: each has its own limit', async () => {
    await start({ enforce_container_disk_quota: true });
    mkdirSync(join(fixture.workDirectory, 'volumes/roles/eng/v1'), { recursive: true });
    const reservations = [{ type: 'DYNAMIC' as const, role: 'eng' }];
    const volume = { persistence: { id: 'v1' }, volume: { container_path: 'data', mode: 'RW' as const } };
    withDisk('t1', writing(3, 'data/big'), disk(100), disk(1, { reservations, disk: volume }));
    const { status } = await fixture.master.update('t1', 'TASK_FAILED');
    expect(status.message).toMatch(/exceeds quota \(1MB\)$/);
    expect(status.limitation?.resources).toMatchObject([{ disk: volume }]);
  });
});
