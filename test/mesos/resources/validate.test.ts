import { describe, expect, it } from 'vitest';
import { mixesRevocable, validateResource, validateResources } from '../../../src/mesos/resources/validate.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { ranges, reserved, scalar, set, volume } from './examples.js';

const labelled = (value: string) => ({ labels: { labels: [{ key: 'for', value }] } });
const stack = (...reservations: Resource.ReservationInfo[]) => ({ reservations });

describe('valid resources', () => {
  it.each<[string, Resource]>([
    ['nothing', scalar('cpus', 0)],
    ['the old form', scalar('cpus', 1, { role: 'eng', reservation: { principal: 'ann' } })],
    ['reservations', scalar('cpus', 1, reserved('eng', 'eng/web'))],
    [
      'a refinement of a static reservation',
      scalar('cpus', 1, stack({ type: 'STATIC', role: 'a' }, { type: 'DYNAMIC', role: 'a/b' })),
    ],
    ['the form of endpoints', scalar('cpus', 1, { ...reserved('eng'), role: 'eng', reservation: {} })],
    [
      'ranges that touch, in any order',
      ranges('ports', [
        [3, 4],
        [1, 2],
      ]),
    ],
    [
      'ranges that overlap backwards',
      ranges('ports', [
        [5, 9],
        [1, 5],
      ]),
    ],
    ['a shared volume', volume('v', 1, { shared: {} })],
    ['an empty set', set('disks', [])],
  ])('%s', (_, resource) => {
    expect(validateResources([resource])).toBeUndefined();
  });
});

describe('texts with the resource', () => {
  it.each<[string, Resource]>([
    ["Resource 'cpus:-1' is invalid: Invalid scalar resource: value <= 0", scalar('cpus', -1)],
    ["Resource 'cpus:0' is invalid: Invalid scalar resource: value <= 0", scalar('cpus', 0.0004)],
    ["Resource 'cpus:0' is invalid: Invalid scalar resource", { name: 'cpus', type: 'SCALAR' }],
    ["Resource 'ports:[]' is invalid: Invalid ranges resource", { name: 'ports', type: 'RANGES', scalar: { value: 1 } }],
    ["Resource 'ports:[31005-31001]' is invalid: Invalid ranges resource: begin > end", ranges('ports', [[31005, 31001]])],
    [
      "Resource 'cpus:0.1' is invalid: Role component 'a b' is invalid because it contains backspace or whitespace",
      scalar('cpus', 0.1, { role: 'a b' }),
    ],
    ["Resource 'disk<SHARED>:1' is invalid: Only persistent volumes can be shared", scalar('disk', 1, { shared: {} })],
    [
      `Resource 'cpus(reservations: [(DYNAMIC,*)]):0.1' is invalid: Invalid reservation: role "*" cannot be reserved`,
      scalar('cpus', 0.1, reserved('*')),
    ],
    [
      "Resource 'gpus[x:x]:1' is invalid: DiskInfo should not be set for gpus resource",
      scalar('gpus', 1, { disk: { persistence: { id: 'x' }, volume: { container_path: 'x', mode: 'RW' } } }),
    ],
  ])('%s', (text, resource) => {
    expect(validateResources([scalar('mem', 32), resource, scalar('gone', -1)])).toBe(text);
  });
});

describe('what is wrong with a resource', () => {
  it.each<[string, Resource]>([
    ['Empty resource name', scalar('', 1)],
    ['Unsupported resource type', { name: 'x', type: 'TEXT' }],
    ['Invalid scalar resource: value is not finite', scalar('cpus', Number.POSITIVE_INFINITY)],
    ['Invalid scalar resource', { ...scalar('cpus', 1), set: {} }],
    [
      'Invalid ranges resource: overlapping ranges',
      ranges('ports', [
        [1, 5],
        [5, 9],
      ]),
    ],
    ['Invalid set resource', { name: 'disks', type: 'SET' }],
    ['Invalid set resource: duplicated elements', set('disks', ['a', 'a'])],
    ['Mount should not be set for RAW disk source', scalar('disk', 1, { disk: { source: { type: 'RAW', mount: {} } } })],
    ['Path should not be set for BLOCK disk source', scalar('disk', 1, { disk: { source: { type: 'BLOCK', path: {} } } })],
    ["Unsupported 'DiskInfo.Source.Type' in 'UNKNOWN'", scalar('disk', 1, { disk: { source: { type: 'UNKNOWN' } } })],
    ['Resource cpus cannot be shared', scalar('cpus', 1, { shared: {} })],
    [
      "'Resource.ReservationInfo.type' must not be set for the 'Resource.reservation' field",
      scalar('cpus', 1, { role: 'eng', reservation: { type: 'DYNAMIC' } }),
    ],
    [
      "'Resource.ReservationInfo.role' must not be set for the 'Resource.reservation' field",
      scalar('cpus', 1, { role: 'eng', reservation: { role: 'eng' } }),
    ],
    ['Invalid reservation: role "*" cannot be dynamically reserved', scalar('cpus', 1, { reservation: {} })],
    ["Invalid reservation: 'Resource.ReservationInfo.type' field must be set.", scalar('cpus', 1, stack({ role: 'eng' }))],
    ["Invalid reservation: 'Resource.ReservationInfo.role' field must be set.", scalar('cpus', 1, stack({ type: 'DYNAMIC' }))],
    ["Unsupported 'Resource.ReservationInfo.Type'", scalar('cpus', 1, stack({ type: 'UNKNOWN', role: 'eng' }))],
    [
      'Invalid refined reservation: A refined reservation cannot be STATIC',
      scalar('cpus', 1, stack({ type: 'STATIC', role: 'a' }, { type: 'STATIC', role: 'a/b' })),
    ],
    ["Invalid refined reservation: role 'b' is not a refinement of 'a'", scalar('cpus', 1, reserved('a', 'b'))],
    [
      "Invalid resource format: 'Resource.role' field with 'b' does not match the role 'a' in 'Resource.reservations'",
      scalar('cpus', 1, { ...reserved('a'), role: 'b', reservation: {} }),
    ],
    [
      "Invalid resource format: 'Resource.reservation' must not be set if the single reservation in 'Resource.reservations' is STATIC",
      scalar('cpus', 1, { ...stack({ type: 'STATIC', role: 'a' }), role: 'a', reservation: {} }),
    ],
    [
      "Invalid resource format: 'Resource.role' and 'Resource.reservation' must either be both set or both not set if the single reservation in 'Resource.reservations' is DYNAMIC",
      scalar('cpus', 1, { ...reserved('a'), role: 'a' }),
    ],
    [
      "Invalid resource format: 'Resource.reservation.principal' field with 'ann' does not match the principal '' in 'Resource.reservations'",
      scalar('cpus', 1, { ...reserved('a'), role: 'a', reservation: { principal: 'ann' } }),
    ],
    [
      "Invalid resource format: 'Resource.reservation.labels' field with '{for: x}' does not match the labels '{for: y}' in 'Resource.reservations'",
      scalar('cpus', 1, {
        ...stack({ type: 'DYNAMIC', role: 'a', ...labelled('y') }),
        role: 'a',
        reservation: labelled('x'),
      }),
    ],
    [
      "Invalid resource format: 'Resource.role' must not be set if there is more than one reservation in 'Resource.reservations'",
      scalar('cpus', 1, { ...reserved('a', 'a/b'), role: 'a/b' }),
    ],
    [
      "Invalid resource format: 'Resource.reservation' must not be set if there is more than one reservation in 'Resource.reservations'",
      scalar('cpus', 1, { ...reserved('a', 'a/b'), reservation: {} }),
    ],
  ])('%s', (text, resource) => {
    expect(validateResource(resource)).toBe(text);
  });
});

describe('revocable resources', () => {
  it('do not mix with others of the same name', () => {
    const revocable = scalar('cpus', 1, { revocable: {} });
    expect(mixesRevocable([revocable, scalar('cpus', 1), scalar('mem', 1)])).toBe(
      "Cannot use both revocable and non-revocable 'cpus' at the same time",
    );
    expect(mixesRevocable([revocable, scalar('mem', 1)])).toBeUndefined();
  });
});
