// Disks that are full: that of temporary files and sandboxes, that of the state files, that of the working directory.
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli } from '../cli.mjs';
import { inPlace, rowsOf, runProgram } from './program.mjs';

export const about = 'disks that are full';
export const counts = {};

/** Mounts a disk of so many KB at this path, and does something there. */
async function withDisk(path, kilobytes, action) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${kilobytes}k,mode=700`, 'soak', path]);
  try {
    return await action();
  } finally {
    execFileSync('umount', ['-l', path]);
  }
}

/** `minimesos up` with this directory of its place on a full disk. */
const upWithFull = (title, directory, message) =>
  inPlace(async (place) => {
    const rows = await withDisk(place[directory], 64, async () => {
      const filler = join(place[directory], 'filler');
      try {
        writeFileSync(filler, Buffer.alloc(1_000_000));
      } catch {
        // That is what it is for.
      }
      const options = { cwd: place.work, env: place.environment };
      const { code, stderr } = await cli(['up'], options);
      const listed = await cli(['ps', '--json'], options);
      rmSync(filler, { force: true });
      const again = await cli(['up'], options);
      const destroyed = await cli(['destroy'], options);
      const told = {
        'up says': code === 0 ? 'nothing' : stderr.trim(),
        'ps says': listed.stdout.trim() || listed.stderr.trim(),
        'with space again': `up ${again.code}, destroy ${destroyed.code}`,
      };
      return { told, ended: 0, errors: '' };
    });
    const expected = { 'up says': message, 'ps says': /^\[\]$|^minimesos: /, 'with space again': 'up 0, destroy 0' };
    return rowsOf(title, place, rows, expected);
  });

export async function measure() {
  if (process.getuid() !== 0) return [{ figure: 'not measured: a small disk can be mounted by root alone', value: 0 }];
  const program = (title, name, expected) =>
    inPlace((place) =>
      withDisk(place.temporary, 2048, async () =>
        rowsOf(title, place, await runProgram(place, 'full-disk-program.mjs', name), expected),
      ),
    );
  return [
    ...(await program('start', 'start', {
      'the start says': /ENOSPC|[Nn]o space/,
      'with space again': '2 agents, TASK_FINISHED, well',
    })),
    ...(await program('work', 'work', {
      'a task says': /^TASK_(FAILED|DROPPED|LOST|ERROR) .*([Nn]o space|ENOSPC)/,
      'one that ran already': 'TASK_FINISHED',
      'agents meanwhile': 2,
      'with space again': '2 agents, TASK_FINISHED, well',
    })),
    ...(await upWithFull('state files', 'home', /^minimesos: (?!.*\n\s+at ).*(ENOSPC|no space)/s)),
    ...(await upWithFull('working directory', 'work', /^minimesos: (?!.*\n\s+at ).*(ENOSPC|no space)/s)),
  ];
}
