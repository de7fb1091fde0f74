#!/usr/bin/env node
// Bundles the two programs of this example into dist/: the scheduler, and the search node, one file that the fetcher brings
// to agents. Both then need nothing but Node.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));

/** The path of the scheduler's program; that of the node lies beside it. */
export const scheduler = fileURLToPath(new URL('dist/scheduler.mjs', import.meta.url));

/** Builds both programs. */
export async function buildPrograms() {
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

/** Vitest calls this before all tests. */
export const setup = buildPrograms;

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildPrograms();
