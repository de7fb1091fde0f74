import { describe, expect, it } from 'vitest';
import { Resources } from '../../../src/mesos/resources/resources.js';
import {
  listInFull,
  listReservedInFull,
  summarize,
  summarizeList,
  summarizeReserved,
} from '../../../src/mesos/resources/summary.js';
import { ranges, reserved, scalar, set, volume } from './examples.js';

const total = Resources.of([
  ...[
    scalar('cpus', 3),
    scalar('mem', 3968),
    scalar('disk', 10000),
    ranges('ports', [
      [31010, 32000],
      [1, 1],
    ]),
  ],
  ...[scalar('cpus', 1, reserved('eng')), ranges('ports', [[31000, 31009]], reserved('eng'))],
]);

describe('the v0 object of resources', () => {
  it('has four scalars always', () => {
    expect(summarize(Resources.empty)).toEqual({ cpus: 0, gpus: 0, mem: 0, disk: 0 });
  });

  it('adds up whatever the role, with ranges and sets as text', () => {
    expect(summarize(total.plus([set('disks', ['a', 'b']), scalar('bandwidth', 5)]))).toEqual({
      ...{ cpus: 4, gpus: 0, mem: 3968, disk: 10000 },
      ...{ ports: '[1-1, 31000-32000]', disks: '{a, b}', bandwidth: 5 },
    });
  });

  it('has resources of any name, also of one that all objects have', () => {
    const names = ['constructor', '__proto__', 'toString'];
    for (const summary of [summarizeList, (list: Parameters<typeof summarizeList>[0]) => summarize(Resources.of(list))]) {
      const summed = summary(names.map((name) => scalar(name, 2)));
      expect(names.map((name) => Object.entries(summed).find(([key]) => key === name)?.[1])).toEqual([2, 2, 2]);
    }
  });

  it('has revocable resources apart', () => {
    const revocable = Resources.of([scalar('cpus', 1), scalar('cpus', 2, { revocable: {} })]);
    expect(summarize(revocable)).toEqual({ cpus: 1, cpus_revocable: 2, gpus: 0, mem: 0, disk: 0 });
  });

  it('counts a shared volume once', () => {
    const shared = volume('v', 64, { shared: {} });
    expect(summarize(Resources.of([shared, shared]))).toMatchObject({ disk: 64 });
  });

  it('of a list is the same as that of resources', () => {
    for (const list of [
      [],
      [scalar('cpus', 0.1), scalar('cpus', 0.2, reserved('eng')), scalar('foo', 1.5), scalar('mem', 0)],
      [scalar('cpus', 1), scalar('cpus', 2, { revocable: {} })],
      [volume('v', 64, { shared: {} }), volume('v', 64, { shared: {} })],
      [...total],
    ]) {
      expect(summarizeList(list)).toEqual(summarize(Resources.of(list)));
    }
  });

  it('of reservations is by role', () => {
    expect(summarizeReserved(total)).toEqual({ eng: { cpus: 1, gpus: 0, mem: 0, disk: 0, ports: '[31000-31009]' } });
    expect(summarizeReserved(total.unreserved())).toEqual({});
  });
});

describe('full lists', () => {
  it('have the endpoint form', () => {
    expect(listInFull(total.unreserved().named('cpus'))).toEqual([scalar('cpus', 3, { role: '*' })]);
    expect(listReservedInFull(total)).toEqual({
      eng: [
        scalar('cpus', 1, { ...reserved('eng'), role: 'eng', reservation: {} }),
        ranges('ports', [[31000, 31009]], { ...reserved('eng'), role: 'eng', reservation: {} }),
      ],
    });
  });
});
