import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { entryPoint } from '../../../src/mesos/process/entry-point.js';

/** A process in numbers of its own, as in a container: it is the first. */
const ALONE = ['--pid', '--fork', '--kill-child'];

it('begins where one of the same number has left its socket', async (context) => {
  const { status } = spawnSync('unshare', [...ALONE, 'true']);
  context.skip(status !== 0, 'numbers of processes of its own need unshare, of Linux, and root');
  const directory = mkdtempSync(join(tmpdir(), 'left-'));
  const socket = join(directory, 'containers-1.socket');
  writeFileSync(socket, '');
  const child = spawn('unshare', [...ALONE, process.execPath, entryPoint('containers.js'), directory]);
  try {
    const [output] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    expect(String(output)).toBe(`${socket}\n`);
  } finally {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
});

it('takes orders of this user alone, whatever others may do with files that it makes', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'socket-'));
  const child = spawn('sh', ['-c', 'umask 0; exec "$0" "$@"', process.execPath, entryPoint('containers.js'), directory]);
  try {
    const [output] = await Promise.race([once(child.stdout, 'data'), once(child, 'close')]);
    expect(statSync(String(output).trim()).mode & 0o777).toBe(0o600);
  } finally {
    child.kill('SIGKILL');
    rmSync(directory, { recursive: true, force: true });
  }
});
