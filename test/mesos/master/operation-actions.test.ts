import { describe, expect, it } from 'vitest';
import { actionsOf, formatAction } from '../../../src/mesos/master/operation-actions.js';
import type { Offer, Resource } from '../../../src/mesos/wire/messages.js';

type Reservation = NonNullable<Resource['reservations']>[number];

const dynamic = (role: string, principal?: string): Reservation => ({
  ...{ type: 'DYNAMIC', role },
  ...(principal !== undefined && { principal }),
});
const disk = (reservations: Reservation[] = [], more: Partial<Resource> = {}): Resource => ({
  ...{ name: 'disk', type: 'SCALAR', scalar: { value: 1 }, reservations, ...more },
});
const volume = (role: string, principal?: string) =>
  disk([dynamic(role)], { disk: { persistence: { id: 'v', ...(principal !== undefined && { principal }) } } });

/** The actions with the names of what they are done to. */
const names = (operation: Offer.Operation) =>
  actionsOf(operation).map(({ action, object }) => `${action} ${object ? object.value : 'ANY'}`);

describe('what has to be allowed for an operation', () => {
  it.each<[string, Offer.Operation, string[]]>([
    [
      'a reservation: each role once',
      {
        type: 'RESERVE',
        reserve: { resources: [disk([dynamic('a')]), disk([dynamic('a')]), disk([dynamic('b'), dynamic('b/c')])] },
      },
      ['RESERVE_RESOURCES a', 'RESERVE_RESOURCES b/c'],
    ],
    [
      'the end of a reservation: everybody who made one',
      { type: 'UNRESERVE', unreserve: { resources: [disk([dynamic('a', 'p')]), disk([dynamic('a', 'q')])] } },
      ['UNRESERVE_RESOURCES p', 'UNRESERVE_RESOURCES q'],
    ],
    [
      'the end of a reservation of nobody: all of them',
      { type: 'UNRESERVE', unreserve: { resources: [disk([dynamic('a')]), disk([dynamic('a', 'q')])] } },
      ['UNRESERVE_RESOURCES q', 'UNRESERVE_RESOURCES ANY'],
    ],
    ['a volume', { type: 'CREATE', create: { volumes: [volume('a'), volume('b')] } }, ['CREATE_VOLUME a', 'CREATE_VOLUME b']],
    ['no volume', { type: 'CREATE', create: { volumes: [] } }, ['CREATE_VOLUME ANY']],
    ['the end of a volume', { type: 'DESTROY', destroy: { volumes: [volume('a', 'p')] } }, ['DESTROY_VOLUME p']],
    ['the end of a volume of nobody', { type: 'DESTROY', destroy: { volumes: [volume('a')] } }, ['DESTROY_VOLUME ']],
    ['the end of what is no volume', { type: 'DESTROY', destroy: { volumes: [disk([dynamic('a')])] } }, ['DESTROY_VOLUME ANY']],
    ['a larger volume', { type: 'GROW_VOLUME', grow_volume: { volume: volume('a'), addition: disk() } }, ['RESIZE_VOLUME a']],
    [
      'a smaller volume',
      { type: 'SHRINK_VOLUME', shrink_volume: { volume: volume('a'), subtract: { value: 1 } } },
      ['RESIZE_VOLUME a'],
    ],
    [
      'a block disk',
      { type: 'CREATE_DISK', create_disk: { source: disk([dynamic('a')]), target_type: 'BLOCK' } },
      ['CREATE_BLOCK_DISK a'],
    ],
    ['a mounted disk', { type: 'CREATE_DISK', create_disk: { source: disk(), target_type: 'MOUNT' } }, ['CREATE_MOUNT_DISK *']],
    [
      'the end of a raw disk',
      { type: 'DESTROY_DISK', destroy_disk: { source: disk([dynamic('a')], { disk: { source: { type: 'RAW' } } }) } },
      ['DESTROY_RAW_DISK a'],
    ],
  ])('%s', (_, operation, expected) => {
    expect(names(operation)).toEqual(expected);
  });

  it.each<[string, Reservation[], Reservation[], string[]]>([
    ['deeper', [dynamic('a', 'p')], [dynamic('a', 'p'), dynamic('a/b')], ['RESERVE_RESOURCES a/b']],
    ['another', [dynamic('a', 'p')], [dynamic('b', 'q')], ['UNRESERVE_RESOURCES p', 'RESERVE_RESOURCES b']],
    [
      'another two deep',
      [dynamic('a', 'p'), dynamic('a/x', 'q')],
      [dynamic('b', 'p'), dynamic('b/y')],
      ['UNRESERVE_RESOURCES q', 'UNRESERVE_RESOURCES p', 'RESERVE_RESOURCES b', 'RESERVE_RESOURCES b/y'],
    ],
    ['the same', [dynamic('a', 'p')], [dynamic('a', 'p')], []],
  ])('a reservation in place of one: %s', (_, before, after, expected) => {
    const reserve = { source: [disk(before)], resources: [disk(after)] };
    expect(names({ type: 'RESERVE', reserve })).toEqual(expected);
  });
});

it('is told of in Mesos’s words', () => {
  expect(formatAction({ action: 'CREATE_VOLUME' })).toBe('perform action CREATE_VOLUME on ANY object');
  const [action] = actionsOf({ type: 'RESERVE', reserve: { resources: [disk([dynamic('a', 'p')])] } });
  expect(action && formatAction(action)).toBe(
    'perform action RESERVE_RESOURCES on object {"value":"a","resource":{"name":"disk","type":"SCALAR","scalar":{"value":1.0},"reservations":[{"type":"DYNAMIC","role":"a","principal":"p"}]}}',
  );
});
