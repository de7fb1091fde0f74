import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, it } from 'vitest';
import { lives, startTime } from '../../../src/mesos/process/process-mark.js';

it('a mark tells a process that lives from one that has ended, and from another one with its pid', async (context) => {
  const startedAt = startTime(process.pid);
  expect(lives({ pid: process.pid, startedAt })).toBe(true);
  expect(lives({ pid: process.pid, startedAt: 0 })).toBe(true);
  const child = spawn('true');
  await once(child, 'exit');
  expect(lives({ pid: child.pid ?? 0, startedAt })).toBe(false);
  context.skip(startedAt === 0, 'this system does not tell when a process started');
  expect(lives({ pid: process.pid, startedAt: startedAt - 1 })).toBe(false);
});
