import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'scripts/build.mjs',
    reporters: ['default', './scripts/closing-line.mjs'],
    // Processes, since tests look at signals, handles and children of their own. Files share them, as users share a loaded library:
    // a fresh one for each file takes two to three times as long.
    pool: 'forks',
    isolate: false,
    watch: false,
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
});
