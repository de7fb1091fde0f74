import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/*.test.ts'],
    globalSetup: 'build.mjs',
    // Tests wait more than they compute: none of the cores is left to vitest itself.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
    watch: false,
  },
});
