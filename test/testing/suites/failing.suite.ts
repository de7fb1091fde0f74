import { describe, expect } from 'vitest';
import { minimesosTest } from '../../../src/testing/vitest.js';

const test = minimesosTest();

describe('report', () => {
  test('passes', async ({ cluster }) => {
    await cluster.run('true', { name: 'of-another-test' });
  });

  test('fails', async ({ cluster }) => {
    await cluster.run('true', { name: 'of-the-test-that-fails' });
    expect(1).toBe(2);
  });

  test.fails('fails as expected', async ({ cluster }) => {
    await cluster.run('true', { name: 'of-another-test' });
    expect(1).toBe(2);
  });

  test('finds a new cluster', async ({ cluster }) => {
    expect(await cluster.tasks()).toEqual([]);
  });
});
