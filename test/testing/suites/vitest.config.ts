import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const built = fileURLToPath(new URL('../../../dist/vitest.js', import.meta.url));

// The suites here are run by tests, to see how Vitest deals with them; some of them fail on purpose. They have the fixture as users do: as it
// is built.
export default defineConfig({
  resolve: { alias: [{ find: /.*\/src\/testing\/vitest\.js$/, replacement: built }] },
  test: {
    ...{ include: ['**/*.suite.ts'], watch: false, pool: 'forks', reporters: ['default'], testTimeout: 10_000 },
    server: { deps: { external: [/\/dist\//] } },
  },
});
