import { minimesosTest } from '../../../src/testing/vitest.js';

const test = minimesosTest();

test('forgets to await', async ({ cluster }) => {
  void Promise.reject(new Error('nobody waited for this'));
  await cluster.run('sleep 0.1');
});
