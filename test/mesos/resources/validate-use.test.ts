import { describe, expect, it } from 'vitest';
import {
  validateDisks,
  validateGpus,
  validatePersistentVolumes,
  validateSingleAllocationRole,
  validateSingleProvider,
  validateUniquePersistenceIds,
  validateUse,
} from '../../../src/mesos/resources/validate-use.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { allocated, reserved, scalar, volume } from './examples.js';

const cpus = scalar('cpus', 1);

describe('resources used together', () => {
  it('are allocated to one role', () => {
    expect(validateSingleAllocationRole([scalar('cpus', 1, allocated('a')), scalar('mem', 1, allocated('a'))])).toBeUndefined();
    expect(validateSingleAllocationRole([cpus])).toBe('The resources are not allocated to a role');
    expect(validateSingleAllocationRole([scalar('cpus', 1, allocated('a')), scalar('mem', 1, allocated('b'))])).toBe(
      "The resources have multiple allocation roles ('b' and 'a') but only one allocation role is allowed",
    );
  });

  it('come from one provider', () => {
    const from = (value: string) => scalar('disk', 1, { provider_id: { value } });
    expect(validateSingleProvider([cpus, scalar('mem', 1)])).toBeUndefined();
    expect(validateSingleProvider([from('a'), from('a')])).toBeUndefined();
    expect(validateSingleProvider([])).toBe('The resources have multiple resource providers: ');
    expect(validateSingleProvider([from('a'), from('b')])).toBe('The resources have multiple resource providers: a, b');
    expect(validateSingleProvider([from('a'), cpus])).toBe('Some resources have a resource provider and some do not');
  });

  it('have persistence ids that are unique for a role', () => {
    const shared = volume('v', 1, { shared: {} });
    expect(validateUniquePersistenceIds([volume('v', 1), volume('w', 1), volume('v', 1, reserved('ops'))])).toBeUndefined();
    expect(validateUniquePersistenceIds([shared, shared])).toBeUndefined();
    expect(validateUniquePersistenceIds([volume('v', 1), volume('v', 2)])).toBe("Persistence ID 'v' is not unique");
    expect(validateUniquePersistenceIds([volume('v', 1), volume('v', 1)])).toBe("Persistence ID 'v' is not unique");
  });

  it('are neither parts of GPUs, nor disks without sense, nor reservations of what can be revoked', () => {
    const validate = (resource: Resource) => validateUse([cpus, resource], (id) => (id.includes('/') ? 'bad id' : undefined));
    expect(validate(volume('v', 1))).toBeUndefined();
    expect(validate(scalar('cpus', 1, { revocable: {} }))).toBeUndefined();
    expect(validate(scalar('gpus', 0.5))).toBe("Invalid 'gpus' resource: The 'gpus' resource must be an unsigned integer");
    expect(validate(volume('a/b', 1))).toBe('Invalid DiskInfo: Invalid persistence ID for persistent volume: bad id');
    expect(validate(scalar('cpus', 1, { ...reserved('a'), revocable: {} }))).toBe(
      'Invalid ReservationInfo: Dynamically reserved resource cpus(reservations: [(DYNAMIC,a)]){REV}:1 cannot be created from revocable resources',
    );
  });

  it('have whole GPUs', () => {
    expect(validateGpus([scalar('gpus', 2), scalar('cpus', 0.5)])).toBeUndefined();
    expect(validateGpus([scalar('gpus', 0.5)])).toBe("The 'gpus' resource must be an unsigned integer");
  });
});

describe('disks', () => {
  const validate = (resource: Resource) => validateDisks([cpus, resource], (id) => (id.includes('/') ? 'bad id' : undefined));
  const withVolume = { container_path: 'data', mode: 'RW' } as const;

  it('may be volumes or have a source', () => {
    expect(validate(volume('v', 1))).toBeUndefined();
    expect(validate(scalar('disk', 1, { disk: { source: { type: 'PATH' } } }))).toBeUndefined();
  });

  it.each<[string, Resource]>([
    ['DiskInfo is set but empty', scalar('disk', 1, { disk: {} })],
    ['Non-persistent volume not supported', scalar('disk', 1, { disk: { volume: withVolume } })],
    ['Persistent volumes cannot be created from unreserved resources', volume('v', 1, { reservations: [] })],
    ['Persistent volumes cannot be created from revocable resources', volume('v', 1, { revocable: {} })],
    ["Expecting 'volume' to be set for persistent volume", volume('v', 1, { disk: { persistence: { id: 'v' } } })],
    [
      "Expecting 'host_path' to be unset for persistent volume",
      volume('v', 1, { disk: { persistence: { id: 'v' }, volume: { ...withVolume, host_path: '/tmp' } } }),
    ],
    ['Invalid persistence ID for persistent volume: bad id', volume('a/b', 1)],
  ])('are refused: %s', (text, resource) => {
    expect(validate(resource)).toBe(text);
  });

  it.each<[string, Resource]>([
    ['Resource disk:1 does not have DiskInfo', scalar('disk', 1)],
    ["'persistence' is not set in DiskInfo", scalar('disk', 1, { disk: { volume: withVolume } })],
    ["Expecting 'volume' to be set for persistent volume", volume('v', 1, { disk: { persistence: { id: 'v' } } })],
    [
      'Read-only persistent volume not supported',
      volume('v', 1, { disk: { persistence: { id: 'v' }, volume: { ...withVolume, mode: 'RO' } } }),
    ],
  ])('are no persistent volumes: %s', (text, resource) => {
    expect(validatePersistentVolumes([volume('w', 1)])).toBeUndefined();
    expect(validatePersistentVolumes([resource])).toBe(text);
  });
});
