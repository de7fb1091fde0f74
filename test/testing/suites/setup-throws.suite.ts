import { describe, expect } from 'vitest';
import { minimesosTest } from '../../../src/testing/vitest.js';

const test = minimesosTest();

describe('a setup that throws', () => {
  test.beforeEach(async ({ cluster }) => {
    await cluster.run('true');
    throw new Error('thrown in the setup');
  });

  test('never runs', () => expect.unreachable());
});

test('runs after a setup that threw', async ({ cluster }) => {
  expect(await cluster.tasks()).toEqual([]);
});

const impossible = minimesosTest({ description: { agents: [{ resources: 'nonsense' }] } });

impossible('has no cluster', ({ cluster }) => expect(cluster).toBeUndefined());
