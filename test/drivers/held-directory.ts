import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { onTestFinished, type TestContext } from 'vitest';

/**
 * Makes a directory that cannot be deleted until the test is over, as something is mounted there; skips the test where that is not
 * possible.
 * @param path of the directory, below one that is removed after the test
 * @param end of who has the other one
 * @returns the path
 */
export function holdDirectory(context: TestContext, path: string, end: () => Promise<void>): string {
  mkdirSync(path);
  const mounted = process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', 'held', path]).status === 0;
  onTestFinished(async () => {
    if (mounted) spawnSync('umount', [path]);
    await end().catch(() => {});
    rmSync(dirname(path), { recursive: true, force: true });
  });
  context.skip(!mounted, 'this user may not mount anything');
  return path;
}
