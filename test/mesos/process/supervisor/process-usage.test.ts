import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { measureProcesses } from '../../../../src/mesos/process/supervisor/process-usage.js';

const available = process.platform === 'linux';

it('counts what processes and their descendants use', async ({ skip, onTestFinished }) => {
  skip(!available, 'there is no /proc');
  // The shell itself does nothing; the program below it takes time and memory.
  const busy =
    'const held = Buffer.alloc(64 * 2 ** 20, 1); for (let n = 0; n < 5e8; n++); console.log(held.length); setInterval(() => {}, 1e6);';
  const shell = spawn('/bin/sh', ['-c', `"${process.execPath}" -e '${busy}'; true`], { detached: true });
  const pid = shell.pid ?? 0;
  onTestFinished(() => void process.kill(-pid, 'SIGKILL'));
  await once(shell.stdout, 'data');
  const usage = measureProcesses()?.([pid]);
  expect(usage?.userSeconds).toBeGreaterThan(0);
  expect(usage?.systemSeconds).toBeGreaterThanOrEqual(0);
  expect(usage?.residentBytes).toBeGreaterThan(64 * 2 ** 20);
});

it('counts nothing for what is not there, and nothing twice', ({ skip }) => {
  skip(!available, 'there is no /proc');
  const measured = measureProcesses();
  expect(measured?.([])).toEqual({ userSeconds: 0, systemSeconds: 0, residentBytes: 0 });
  expect(measured?.([2 ** 30])).toEqual({ userSeconds: 0, systemSeconds: 0, residentBytes: 0 });
  const once = measured?.([process.pid])?.residentBytes ?? 0;
  expect(measured?.([process.pid, process.pid])?.residentBytes).toBeLessThan(1.5 * once);
});
