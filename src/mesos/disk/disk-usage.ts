import { lstat, readdir, realpath } from 'node:fs/promises';

/** The unit of `blocks` in what a system says of a file, whatever its own blocks are. */
const BYTES_PER_BLOCK = 512;

const BYTES_PER_KILOBYTE = 1024;

/**
 * How many bytes of a disk a directory takes up with all that is in it, counted as `du -k -s` does, which Mesos has run: whole
 * kilobytes, a file with several names once, what links lead to not at all. What vanishes meanwhile is left out.
 * @param path If this is a link itself, what it leads to is meant.
 * @throws Error when there is nothing
 */
export async function diskUsage(path: string): Promise<number> {
  const counted = new Set<string>();
  let blocks = 0;
  const count = async (file: string): Promise<void> => {
    const info = await lstat(file);
    const identity = `${info.dev}:${info.ino}`;
    if (info.nlink > 1 && !info.isDirectory()) {
      if (counted.has(identity)) return;
      counted.add(identity);
    }
    blocks += info.blocks;
    if (!info.isDirectory()) return;
    // One after another, so that a huge directory leaves the disk and the file descriptors to others.
    for (const name of await readdir(file)) await count(`${file}/${name}`).catch(() => {});
  };
  await count(await realpath(path));
  return Math.ceil((blocks * BYTES_PER_BLOCK) / BYTES_PER_KILOBYTE) * BYTES_PER_KILOBYTE;
}
