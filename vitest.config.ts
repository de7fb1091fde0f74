import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Node 20 reads these certificates whenever it starts, which takes three times as long as all else of that, and tests start it a
// thousand times. They talk to nobody for whom it would need them.
delete process.env['NODE_EXTRA_CA_CERTS'];

/** Suites of their own, which `npm test` leaves to their commands: those set the variable that has the name. */
const SUITES: Record<string, string[]> = {
  // They change the network of the machine.
  MINIMESOS_TEST_HOSTS: ['test/**/*.hosts.test.ts'],
  // They look at the whole machine.
  MINIMESOS_TEST_SECURITY: ['test/security/*.test.ts'],
  // They need an engine, and images that are built for them.
  MINIMESOS_TEST_DOCKER: ['test/**/*.docker.test.ts'],
  // The same again on each driver; the embedded one has it in `npm test`.
  MINIMESOS_TEST_DRIVERS: ['test/**/*.drivers.test.ts', 'examples/search-framework/test/*.test.ts'],
  // Whether the fuzzer finds what is planted.
  MINIMESOS_TEST_FUZZ: ['test/fuzz.test.ts'],
};

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'examples/search-framework/test/*.test.ts'],
    exclude: Object.entries(SUITES).flatMap(([variable, files]) => (process.env[variable] ? [] : files)),
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
    // Whatever waits has a deadline of its own, which comes first and tells what was waited for. These are for machines that have five
    // times as much to do as they have cores.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 30_000, interval: 20 } },
  },
});
