import fc from 'fast-check';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { allocated, ranges, reserved, scalar, set, volume } from './examples.js';

const amount = fc.integer({ min: 1, max: 5_000_000 }).map((milli) => milli / 1000);
const name = fc.constantFrom('cpus', 'mem', 'disk', 'gpus');

const traits = fc
  .record({
    reservation: fc.constantFrom({}, reserved('eng'), reserved('eng', 'eng/web')),
    allocation: fc.constantFrom({}, allocated('*'), allocated('eng')),
    revocable: fc.constantFrom({}, { revocable: {} }),
  })
  .map(({ reservation, allocation, revocable }) => ({ ...reservation, ...allocation, ...revocable }));

export const scalarResource: fc.Arbitrary<Resource> = fc
  .tuple(name, amount, traits)
  .map(([name, value, extra]) => scalar(name, value, extra));

export const rangesResource: fc.Arbitrary<Resource> = fc
  .tuple(fc.array(fc.tuple(fc.nat(60), fc.nat(10)), { minLength: 1, maxLength: 4 }), traits)
  .map(([list, extra]) =>
    ranges(
      'ports',
      list.map(([begin, length]) => [begin, begin + length]),
      extra,
    ),
  );

export const setResource: fc.Arbitrary<Resource> = fc
  .tuple(fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd'), { minLength: 1 }), traits)
  .map(([items, extra]) => set('disks', items, extra));

export const volumeResource: fc.Arbitrary<Resource> = fc
  .tuple(fc.constantFrom('v1', 'v2'), fc.constantFrom(1, 64), fc.constantFrom({}, { shared: {} }))
  .map(([id, size, shared]) => volume(id, size, shared));

/** Resources that are only ever counted, so that adding is undone by subtracting. */
export const countable = fc.array(fc.oneof(scalarResource, volumeResource), { maxLength: 8 }).map(Resources.of);

export const anyResources = fc
  .array(fc.oneof(scalarResource, rangesResource, setResource, volumeResource), { maxLength: 8 })
  .map(Resources.of);
