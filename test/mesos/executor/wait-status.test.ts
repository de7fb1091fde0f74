import { describe, expect, it } from 'vitest';
import { describeWaitStatus, exitedWith, isSuccess } from '../../../src/mesos/executor/wait-status.js';

describe('a wait status', () => {
  it.each([
    [exitedWith(0), 'exited with status 0', true],
    [exitedWith(3), 'exited with status 3', false],
    [exitedWith(-1), 'exited with status 255', false],
    [9, 'terminated with signal Killed', false],
    [15, 'terminated with signal Terminated', false],
    [6 + 128, 'terminated with signal Aborted (core dumped)', false],
    [34, 'terminated with signal Unknown signal 34', false],
  ])('%i is described as Mesos does: %s', (status, text, success) => {
    expect(describeWaitStatus(status)).toBe(text);
    expect(isSuccess(status)).toBe(success);
  });
});
