import { describe, expect, it } from 'vitest';
import { formatResource } from '../../../src/mesos/resources/format.js';
import { Resources } from '../../../src/mesos/resources/resources.js';
import type { Resource } from '../../../src/mesos/wire/messages.js';
import { allocated, ranges, reserved, scalar, set, volume } from './examples.js';

const disk = (source: NonNullable<Resource['disk']>['source']) => scalar('disk', 1, { disk: { source } });

describe('the text of a resource', () => {
  it.each<[string, Resource]>([
    ['cpus:0.1', scalar('cpus', 0.1)],
    ['cpus:0', { name: 'cpus', type: 'SCALAR' }],
    ['ports:[]', { name: 'ports', type: 'RANGES', scalar: { value: 1 } }],
    ['ports:[31005-31001]', ranges('ports', [[31005, 31001]])],
    ['disks:{a, b}', set('disks', ['a', 'b'])],
    ['cpus:0.1', scalar('cpus', 0.1, { role: 'a b' })],
    ['cpus(allocated: eng):1', scalar('cpus', 1, allocated('eng'))],
    ['cpus(reservations: [(DYNAMIC,*)]):0.1', scalar('cpus', 0.1, reserved('*'))],
    ['cpus(reservations: [(DYNAMIC,eng),(DYNAMIC,eng/web)]):1', scalar('cpus', 1, reserved('eng', 'eng/web'))],
    [
      'cpus(reservations: [(DYNAMIC,eng,ann,{for: test, bare})]):1',
      scalar('cpus', 1, {
        reservations: [
          {
            type: 'DYNAMIC',
            role: 'eng',
            principal: 'ann',
            labels: { labels: [{ key: 'for', value: 'test' }, { key: 'bare' }] },
          },
        ],
      }),
    ],
    ['disk<SHARED>:1', scalar('disk', 1, { shared: {} })],
    ['cpus{REV}:1', scalar('cpus', 1, { revocable: {} })],
    ['gpus[x:x]:1', scalar('gpus', 1, { disk: { persistence: { id: 'x' }, volume: { container_path: 'x', mode: 'RW' } } })],
    ['disk(reservations: [(DYNAMIC,eng)])[v1:data]:64', volume('v1', 64)],
    [
      'disk[v:/host:data:ro]:1',
      scalar('disk', 1, {
        disk: { persistence: { id: 'v' }, volume: { container_path: 'data', host_path: '/host', mode: 'RO' } },
      }),
    ],
    ['disk[MOUNT:/mnt]:1', disk({ type: 'MOUNT', mount: { root: '/mnt' } })],
    ['disk[PATH]:1', disk({ type: 'PATH' })],
    ['disk[RAW(vendor,,fast)]:1', disk({ type: 'RAW', vendor: 'vendor', profile: 'fast' })],
    [
      'disk[PATH:/data,v]:1',
      scalar('disk', 1, { disk: { source: { type: 'PATH', path: { root: '/data' } }, persistence: { id: 'v' } } }),
    ],
  ])('is %s', (text, resource) => {
    expect(formatResource(resource)).toBe(text);
  });
});

describe('the text of resources', () => {
  it('is that of task errors', () => {
    const resources = [scalar('cpus', 5000), scalar('mem', 32), ranges('ports', [[31000, 32000]])];
    expect(`${Resources.of(resources).allocate('*')}`).toBe(
      'cpus(allocated: *):5000; mem(allocated: *):32; ports(allocated: *):[31000-32000]',
    );
    const forRole = Resources.of([scalar('cpus', 0.1, { role: 'no-such-role' })]).allocate('*');
    expect(`${forRole}`).toBe('cpus(allocated: *)(reservations: [(STATIC,no-such-role)]):0.1');
  });
});
