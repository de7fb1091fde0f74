import { expect, it } from 'vitest';
import { shortHash } from '../../src/discovery/short-hash.js';

it('tells tasks apart as Mesos-DNS does', () => {
  expect(shortHash('test')).toBe('iffe9');
  expect(shortHash('other')).toMatch(/^[a-z0-9]{5}$/);
});
