import { minimesosTest } from '../../../src/testing/vitest.js';

export const test = minimesosTest({ description: { agents: 2 }, scope: 'worker' });
