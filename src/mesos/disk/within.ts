import { realpathSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Whether a path below a directory is really there, wherever symbolic links on the way to it lead; parts that do not exist yet lead nowhere. */
export function isReallyWithin(directory: string, path: string): boolean {
  const root = realOf(directory);
  // There is nothing, so no link either.
  if (root === undefined) return true;
  for (let place = resolve(path); ; place = dirname(place)) {
    const real = realOf(place);
    if (real !== undefined) return real === root || real.startsWith(`${root}/`);
  }
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT' && path !== dirname(path)) return undefined;
    throw error;
  }
}
