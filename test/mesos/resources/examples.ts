import type { Resource } from '../../../src/mesos/wire/messages.js';

type Extra = Partial<Resource>;

export const scalar = (name: string, value: number, extra: Extra = {}): Resource => ({
  name,
  type: 'SCALAR',
  scalar: { value },
  ...extra,
});

export const ranges = (name: string, list: [number, number][], extra: Extra = {}): Resource => ({
  name,
  type: 'RANGES',
  ranges: { range: list.map(([begin, end]) => ({ begin, end })) },
  ...extra,
});

export const set = (name: string, item: string[], extra: Extra = {}): Resource => ({
  name,
  type: 'SET',
  set: { item },
  ...extra,
});

export const reserved = (...roles: string[]): Extra => ({ reservations: roles.map((role) => ({ type: 'DYNAMIC', role })) });

export const allocated = (role: string): Extra => ({ allocation_info: { role } });

/** A persistent volume reserved for role `eng`. */
export const volume = (id: string, value: number, extra: Extra = {}): Resource =>
  scalar('disk', value, {
    ...reserved('eng'),
    disk: { persistence: { id }, volume: { container_path: 'data', mode: 'RW' } },
    ...extra,
  });
