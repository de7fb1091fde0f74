import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Node 20 reads these certificates whenever it starts, which takes three times as long as all else of that, and tests start it a
// thousand times. They talk to nobody for whom it would need them.
delete process.env['NODE_EXTRA_CA_CERTS'];

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/search-framework/test/*.test.ts'],
    // Those of `npm run test:hosts` change the network of the machine.
    exclude: [
      ...(process.env.MINIMESOS_TEST_HOSTS ? [] : ['test/**/*.hosts.test.ts']),
      // Those of `npm run test:security` look at the whole machine.
      ...(process.env.MINIMESOS_TEST_SECURITY ? [] : ['test/security/*.test.ts']),
      // Those of `npm run test:docker` need an engine, and images that are built for them.
      ...(process.env.MINIMESOS_TEST_DOCKER ? [] : ['test/**/*.docker.test.ts']),
    ],
    // One after the other: the example is built from what the first builds.
    globalSetup: ['scripts/build.mjs', 'examples/search-framework/build.mjs'],
    reporters: ['default', './scripts/closing-line.mjs'],
    // Processes, since tests look at signals, handles and children of their own. Files share them, as users share a loaded library:
    // a fresh one for each file takes two to three times as long.
    pool: 'forks',
    // Tests wait more than they compute.
    maxWorkers: 2 * availableParallelism(),
    isolate: false,
    watch: false,
    // Whatever waits has a deadline of its own, which comes first and tells what was waited for.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000, interval: 20 } },
  },
});
