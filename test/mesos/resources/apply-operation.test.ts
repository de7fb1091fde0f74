import { describe, expect, it } from 'vitest';
import { applyOperation, consumedBy, convertedBy } from '../../../src/mesos/resources/apply-operation.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Offer, Resource } from '../../../src/mesos/wire/messages.js';
import { allocated, ranges, reserved, scalar, volume } from './examples.js';

const eng = reserved('eng');
const agent = Resources.of([scalar('cpus', 4), scalar('mem', 4096), scalar('disk', 10000), ranges('ports', [[31000, 32000]])]);

const reserve = (...resources: Resource[]): Offer.Operation => ({ type: 'RESERVE', reserve: { resources } });
const unreserve = (...resources: Resource[]): Offer.Operation => ({ type: 'UNRESERVE', unreserve: { resources } });
const create = (...volumes: Resource[]): Offer.Operation => ({ type: 'CREATE', create: { volumes } });
const destroy = (...volumes: Resource[]): Offer.Operation => ({ type: 'DESTROY', destroy: { volumes } });

function applied(resources: Resources, ...operations: Offer.Operation[]): Resources {
  return operations.reduce((current, operation) => {
    const outcome = applyOperation(current, operation);
    if ('error' in outcome) throw new Error(outcome.error);
    return outcome.resources;
  }, resources);
}

function errorOf(resources: Resources, operation: Offer.Operation): string | undefined {
  const outcome = applyOperation(resources, operation);
  return 'error' in outcome ? outcome.error : undefined;
}

describe('RESERVE and UNRESERVE', () => {
  it('turn the same resources to and fro', () => {
    const held = [scalar('cpus', 0.5, eng), ranges('ports', [[31000, 31009]], eng)];
    const reservedAgent = applied(agent, reserve(...held));
    expect(`${reservedAgent}`).toBe(
      'cpus:3.5; mem:4096; disk:10000; ports:[31010-32000]; cpus(reservations: [(DYNAMIC,eng)]):0.5; ports(reservations: [(DYNAMIC,eng)]):[31000-31009]',
    );
    expect(applied(reservedAgent, unreserve(...held)).equals(agent)).toBe(true);
  });

  it('refine reservations one at a time', () => {
    const refined = scalar('cpus', 1, reserved('eng', 'eng/web'));
    const outcome = applied(agent, reserve(scalar('cpus', 1, eng)), reserve(refined));
    expect(outcome.contains([refined])).toBe(true);
    expect(applied(outcome, unreserve(refined)).contains([scalar('cpus', 1, eng)])).toBe(true);
    expect(errorOf(agent, reserve(refined))).toContain('does not contain cpus(reservations: [(DYNAMIC,eng)]):1');
  });

  it('move a reservation from a source', () => {
    const from = [scalar('cpus', 1, eng)];
    const to = [scalar('cpus', 1, reserved('ops'))];
    const moved = applied(agent, reserve(...from), { type: 'RESERVE', reserve: { source: from, resources: to } });
    expect(moved.reserved('eng').isEmpty).toBe(true);
    expect(moved.contains(to)).toBe(true);
  });

  it('say what is missing as Mesos does', () => {
    expect(errorOf(agent, reserve(scalar('cpus', 5000, eng)))).toBe(
      'cpus:4; mem:4096; disk:10000; ports:[31000-32000] does not contain cpus:5000',
    );
    expect(errorOf(agent, unreserve(scalar('cpus', 0.5, eng)))).toBe(
      'cpus:4; mem:4096; disk:10000; ports:[31000-32000] does not contain cpus(reservations: [(DYNAMIC,eng)]):0.5',
    );
  });

  it('work on allocated resources', () => {
    const offered = agent.allocate('eng');
    const outcome = applied(offered, reserve(scalar('cpus', 1, { ...eng, ...allocated('eng') })));
    expect(outcome.unallocate().scalar('cpus')).toBe(4);
    expect(errorOf(offered, reserve(scalar('cpus', 1, eng)))).toContain('does not contain cpus:1');
  });

  it('leave the text of an agent with a volume as recorded', () => {
    const disks = [scalar('cpus', 0.5, eng), scalar('mem', 64, eng), scalar('disk', 128, eng)];
    const before = applied(agent, reserve(...disks), create(volume('v1', 64)));
    expect(errorOf(before, unreserve(...disks))).toBe(
      'cpus:4; mem:4096; disk:9872; ports:[31000-32000]; disk(reservations: [(DYNAMIC,eng)])[v1:data]:64; disk(reservations: [(DYNAMIC,eng)]):64 does not contain disk(reservations: [(DYNAMIC,eng)]):128',
    );
  });
});

describe('CREATE and DESTROY', () => {
  const reservedDisk = applied(agent, reserve(scalar('disk', 128, eng)));

  it('turn a disk into a volume and back', () => {
    const created = applied(reservedDisk, create(volume('v1', 64)));
    expect(created.persistentVolumes().scalar('disk')).toBe(64);
    expect(created.scalar('disk')).toBe(10000);
    expect(applied(created, destroy(volume('v1', 64))).equals(reservedDisk)).toBe(true);
  });

  it('keep the source of a disk', () => {
    const source = { source: { type: 'MOUNT', mount: { root: '/mnt' } } } as const;
    const mount = Resources.of([scalar('disk', 64, { ...eng, disk: source })]);
    const made = volume('v', 64, { disk: { ...source, ...volume('v', 64).disk } });
    const created = applied(mount, create(made));
    expect(created.contains([made])).toBe(true);
    expect(applied(created, destroy(made)).equals(mount)).toBe(true);
  });

  it('refuse what is not there', () => {
    expect(errorOf(reservedDisk, create(volume('v1', 5000)))).toContain(
      ' does not contain disk(reservations: [(DYNAMIC,eng)]):5000',
    );
    expect(errorOf(reservedDisk, destroy(volume('v1', 64)))).toContain(
      ' does not contain disk(reservations: [(DYNAMIC,eng)])[v1:data]:64',
    );
  });

  it('do not destroy a shared volume while copies of it are held', () => {
    const shared = volume('v1', 64, { shared: {} });
    const created = applied(reservedDisk, create(shared));
    expect(errorOf(created.plus([shared]), destroy(shared))).toBe(
      'Persistent volume disk(reservations: [(DYNAMIC,eng)])[v1:data]<SHARED>:64 cannot be removed due to additional shared copies',
    );
    expect(applied(created, destroy(shared)).equals(reservedDisk)).toBe(true);
  });
});

describe('GROW_VOLUME and SHRINK_VOLUME', () => {
  const before = applied(agent, reserve(scalar('disk', 128, eng)), create(volume('v1', 64)));
  const grow: Offer.Operation = {
    type: 'GROW_VOLUME',
    grow_volume: { volume: volume('v1', 64), addition: scalar('disk', 32, eng) },
  };
  const shrink: Offer.Operation = {
    type: 'SHRINK_VOLUME',
    shrink_volume: { volume: volume('v1', 96), subtract: { value: 32 } },
  };

  it('change the size of a volume to and fro', () => {
    const grown = applied(before, grow);
    expect([...grown.persistentVolumes()]).toEqual([volume('v1', 96)]);
    expect(grown.scalar('disk')).toBe(10000);
    expect(applied(grown, shrink).equals(before)).toBe(true);
  });

  it('tell what they take and what they give', () => {
    expect(consumedBy(grow).equals([volume('v1', 64), scalar('disk', 32, eng)])).toBe(true);
    expect(convertedBy(grow).equals([volume('v1', 96)])).toBe(true);
  });
});

describe('other operations', () => {
  it('change no resources', () => {
    expect(applied(agent, { type: 'LAUNCH', launch: { task_infos: [] } })).toBe(agent);
    expect(consumedBy({ type: 'LAUNCH_GROUP' }).isEmpty).toBe(true);
  });
});
