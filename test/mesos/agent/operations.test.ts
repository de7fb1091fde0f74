import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readState } from '../../../src/mesos/agent/meta/read-state.js';
import { linkVolumes, volumePath } from '../../../src/mesos/agent/volumes.js';
import { realDisk } from '../../../src/mesos/disk/real-disk.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Messages } from '../../../src/mesos/wire/internal-messages.js';
import type { Offer, Resource } from '../../../src/mesos/wire/messages.js';
import { startAgent, task } from './agent-fixture.js';

const reservations = [{ type: 'DYNAMIC' as const, role: 'eng/web' }];
const disk: Resource = { name: 'disk', type: 'SCALAR', scalar: { value: 10 }, reservations };
const volume = (path = 'data'): Resource => ({
  ...disk,
  disk: { persistence: { id: 'v' }, volume: { container_path: path, mode: 'RW' } },
});
const reserve: Offer.Operation = { type: 'RESERVE', reserve: { resources: [disk] } };
const create = (id?: string): Offer.Operation => ({
  ...(id !== undefined && { id: { value: id } }),
  ...{ type: 'CREATE', create: { volumes: [volume()] } },
});
const destroy: Offer.Operation = { type: 'DESTROY', destroy: { volumes: [volume()] } };

async function agentWithOperations() {
  const fixture = await startAgent();
  onTestFinished(fixture.stop);
  let count = 0;
  /** Has the agent carry out an operation; returns what it tells of it. */
  const apply = async (operation_info: Offer.Operation) => {
    const operation_uuid = { value: Buffer.from(`operation-${count++}`).toString('base64') };
    const resource_version_uuid = { uuid: fixture.agent.operations.resourceVersion };
    fixture.master.tell('ApplyOperationMessage', { operation_info, operation_uuid, resource_version_uuid });
    const isOf = ({ operation_uuid: told }: Messages['UpdateOperationStatusMessage']) => told?.value === operation_uuid.value;
    return { ...(await fixture.master.one('UpdateOperationStatusMessage', isOf)), operation_uuid };
  };
  const directory = join(fixture.workDirectory, 'volumes/roles/eng web/v');
  return { ...fixture, apply, directory };
}

describe('operations on an agent', () => {
  it('make volumes that tasks find in their sandbox, and remove what is in them', async () => {
    const { apply, directory, run, master, get } = await agentWithOperations();
    await apply(reserve);
    expect(await apply(create('op'))).toMatchObject({
      status: { operation_id: { value: 'op' }, state: 'OPERATION_FINISHED', uuid: { value: expect.any(String) } },
    });
    const mounted = { ...volume(), allocation_info: { role: 'eng/web' } };
    const plain = task('t');
    run(task('t', 'echo kept > data/file', { resources: [...(plain.resources ?? []), mounted] }));
    await master.one('StatusUpdateMessage', ({ update }) => update.status.state === 'TASK_FINISHED');
    expect(readFileSync(`${directory}/file`, 'utf8')).toBe('kept\n');
    expect((await get('/state')).json()).toMatchObject({
      reserved_resources: { 'eng/web': { disk: 10 } },
      reserved_resources_full: { 'eng/web': [{ disk: { persistence: { id: 'v' } } }] },
    });
    await apply(destroy);
    expect(existsSync(directory)).toBe(false);
    await apply(create());
    expect(readdirSync(directory)).toEqual([]);
  });

  it('are reported again until that is acknowledged', async () => {
    const { apply, master, runtime } = await agentWithOperations();
    const { operation_uuid, status } = await apply(reserve);
    const reports = () => master.all('UpdateOperationStatusMessage').length;
    runtime.clock.advance(10_000);
    await runtime.settle();
    expect(reports()).toBe(2);
    master.tell('AcknowledgeOperationStatusMessage', { operation_uuid, status_uuid: status.uuid ?? { value: '' } });
    await runtime.settle();
    runtime.clock.advance(60_000);
    await runtime.settle();
    expect(reports()).toBe(2);
  });

  it('fail when the resources are not there, or the directory cannot be made', async () => {
    const { apply, workDirectory } = await agentWithOperations();
    expect((await apply(create())).status).toMatchObject({
      state: 'OPERATION_FAILED',
      message: expect.stringContaining('does not contain disk(reservations: [(DYNAMIC,eng/web)]):10'),
    });
    await apply(reserve);
    writeFileSync(join(workDirectory, 'volumes'), 'in the way');
    expect((await apply(create())).status).toMatchObject({
      state: 'OPERATION_FAILED',
      message: expect.stringMatching(/^Failed to create the persistent volume v at '.*': /),
    });
  });

  it('outlive the agent', async () => {
    const { apply, agent } = await agentWithOperations();
    await apply(reserve);
    await apply(create());
    agent.crash();
    await agent.checkpointing.settled();
    const { operations } = readState(agent.workDirectory, { strict: true, disk: realDisk, note: expect.unreachable });
    expect(operations.resources).toMatchObject([{ disk: volume().disk }]);
    expect(operations.operations.map(({ info }) => info.type).sort()).toEqual(['CREATE', 'RESERVE']);
  });
});

describe('linkVolumes', () => {
  it.each(['/data', '../data', 'a/../../data'])('leaves a sandbox alone for the path %s', (path) => {
    expect(linkVolumes(realDisk, '/work', '/nowhere', Resources.of([volume(path)]), undefined)).toEqual([
      expect.stringContaining('is not within the sandbox'),
    ]);
  });

  it('links once, below directories too, and says what is in the way', () => {
    const work = mkdtempSync(join(tmpdir(), 'minimesos-volumes-'));
    onTestFinished(() => rmSync(work, { recursive: true }));
    const resources = Resources.of([volume('a/b')]);
    mkdirSync(volumePath(work, volume()), { recursive: true });
    mkdirSync(join(work, 'sandbox'));
    const link = () => linkVolumes(realDisk, work, join(work, 'sandbox'), resources, undefined);
    expect([...link(), ...link()]).toEqual([]);
    writeFileSync(join(work, 'sandbox/a/b/file'), 'text');
    expect(readFileSync(join(volumePath(work, volume()), 'file'), 'utf8')).toBe('text');
    rmSync(join(work, 'sandbox/a/b'));
    writeFileSync(join(work, 'sandbox/a/b'), '');
    expect(link()).toEqual([expect.stringMatching(/^Failed to link the persistent volume v to 'a\/b': /)]);
  });

  it('follows no link out of the sandbox that a task put there', () => {
    const work = mkdtempSync(join(tmpdir(), 'minimesos-volumes-'));
    onTestFinished(() => rmSync(work, { recursive: true }));
    for (const name of ['sandbox', 'outside']) mkdirSync(join(work, name));
    symlinkSync(join(work, 'outside'), join(work, 'sandbox/a'));
    const resources = Resources.of([volume('a/b/c')]);
    mkdirSync(volumePath(work, volume()), { recursive: true });
    expect(linkVolumes(realDisk, work, join(work, 'sandbox'), resources, undefined)).toEqual([
      "Failed to link the persistent volume v to 'a/b/c': there is a link in the way that leads out of the sandbox",
    ]);
    expect(readdirSync(join(work, 'outside'))).toEqual([]);
  });

  it('knows where disks of their own are', () => {
    const on = (source: Resource.DiskInfo.Source): Resource => ({ ...volume(), disk: { ...volume().disk, source } });
    expect(volumePath('/work', on({ type: 'PATH', path: { root: 'disks/1' } }))).toBe('/work/disks/1/volumes/roles/eng web/v');
    expect(volumePath('/work', on({ type: 'PATH', path: { root: '/disks/1' } }))).toBe('/disks/1/volumes/roles/eng web/v');
    expect(volumePath('/work', on({ type: 'MOUNT', mount: { root: '/mnt/1' } }))).toBe('/mnt/1');
  });
});
