import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/*.test.ts'], globalSetup: 'build.mjs', testTimeout: 20_000, hookTimeout: 20_000, watch: false },
});
