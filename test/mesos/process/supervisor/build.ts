import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../../../', import.meta.url));

/** Bundles one source file, as the build of the package does. */
export async function bundle(source: string, outfile: string): Promise<void> {
  // Other test files may be starting the program that is being replaced.
  await mkdir(dirname(outfile), { recursive: true });
  const temporary = await mkdtemp(`${outfile}-`);
  const options = {
    bundle: true,
    platform: 'node',
    format: outfile.endsWith('.cjs') ? 'cjs' : 'esm',
    target: 'node20',
    logLevel: 'error',
  } as const;
  await build({ ...options, entryPoints: [join(root, source)], outfile: join(temporary, 'bundle') });
  await rename(join(temporary, 'bundle'), outfile);
  await rm(temporary, { recursive: true });
}

/** Builds the supervisor where sources expect it. */
export const buildSupervisor = () => bundle('src/mesos/process/supervisor/main.ts', join(root, 'dist/supervisor.cjs'));
