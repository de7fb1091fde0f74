import { describe, expect, it } from 'vitest';
import { readCommandEnd } from '../../src/cluster/command-end.js';

describe('how a command ended', () => {
  it.each([
    ['Command exited with status 0', { exitCode: 0, signal: undefined }],
    ['Command exited with status 127', { exitCode: 127, signal: undefined }],
    ['Command terminated with signal Terminated', { exitCode: undefined, signal: 'SIGTERM' }],
    ['Command terminated with signal Segmentation fault (core dumped)', { exitCode: undefined, signal: 'SIGSEGV' }],
    ['Command terminated with signal Unknown signal 40', { exitCode: undefined, signal: 'Unknown signal 40' }],
    ['Failed to launch container', { exitCode: undefined, signal: undefined }],
    [undefined, { exitCode: undefined, signal: undefined }],
  ])('is read from %j', (message, end) => {
    expect(readCommandEnd(message)).toEqual(end);
  });
});
