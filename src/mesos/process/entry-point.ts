import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The path of a program of ours that runs in a process of its own. All bundles lie side by side in `dist`; run from source,
 * as tests do, the built program of this checkout is used. Throws when it has not been built.
 */
export function entryPoint(
  name: 'supervisor.cjs' | 'cli.js' | 'master.js' | 'agent.js' | 'containers.js' | 'docker-reaper.js' | 'docker-proxy.js',
): string {
  const here = fileURLToPath(import.meta.url);
  const path = here.endsWith('.ts') ? join(packageDirectory(here), 'dist', name) : join(dirname(here), name);
  if (!existsSync(path)) throw new Error(`${path} is missing. In a checkout of minimesos, build it first: npm run build`);
  return path;
}

function packageDirectory(path: string): string {
  const parent = dirname(path);
  if (existsSync(join(parent, 'package.json')) || parent === path) return parent;
  return packageDirectory(parent);
}
