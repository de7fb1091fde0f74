import { defineConfig } from 'vitest/config';

// The suites here are run by tests, to see how Vitest deals with them; some of them fail on purpose.
export default defineConfig({
  test: { include: ['**/*.suite.ts'], watch: false, pool: 'forks', reporters: ['default'], testTimeout: 10_000 },
});
