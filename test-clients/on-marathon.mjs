// The Marathon of this library, for clients of others. It is not part of what the package exports, so it is built on its own.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = (path) => fileURLToPath(new URL(`../src/${path}`, import.meta.url));
const outdir = fileURLToPath(new URL('../node_modules/.cache/minimesos/marathon', import.meta.url));

async function startMarathon(options) {
  await build({
    entryPoints: { marathon: entry('marathon/marathon.ts'), clock: entry('mesos/process/clock.ts') },
    ...{
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      packages: 'external',
      outdir,
      outExtension: { '.js': '.mjs' },
    },
  });
  const [{ startMarathon: start }, { Clock }] = await Promise.all([
    import(`${outdir}/marathon.mjs`),
    import(`${outdir}/clock.mjs`),
  ]);
  const clock = new Clock();
  const marathon = await start({ ...options, clock });
  return { url: marathon.url, stop: () => marathon.stop().finally(() => clock.stop()) };
}

/**
 * A run of a program that is given the URL of a Marathon on a cluster of two agents. It throws when something is wrong; afterwards
 * nothing of what it has started may be left.
 */
export const onMarathon = (name, program) => ({
  name,
  description: { agents: 2, reaction: 'immediate' },
  async run({ cluster, ...context }) {
    const marathon = await startMarathon({ masters: cluster.leader.url });
    try {
      await program({ ...context, cluster, url: marathon.url });
      const left = await cluster.tasks({ state: 'TASK_RUNNING' });
      if (left.length > 0) throw new Error(`${left.map((task) => task.name).join(', ')} should not run any more`);
    } finally {
      await marathon.stop();
    }
  },
});
