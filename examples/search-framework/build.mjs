#!/usr/bin/env node
// Bundles the two programs of this example into dist/: the scheduler, and the search node, one file that the fetcher brings
// to agents. Both then need nothing but Node.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));

/** Builds both programs; Vitest calls this before all tests. */
export async function setup() {
  await build({
    absWorkingDir: root,
    entryPoints: { scheduler: 'src/main.ts', 'search-node': 'src/node/main.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    // What is bundled may be CommonJS, and ask for Node's own modules.
    banner: {
      js: "#!/usr/bin/env node\nimport { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
    },
    logLevel: 'warning',
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await setup();
