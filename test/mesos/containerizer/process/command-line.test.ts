import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../../src/mesos/containerizer/process/command-line.js';

describe('the command line of a CommandInfo', () => {
  it('is for the shell unless said otherwise', () => {
    expect(commandLine({ value: 'echo a b' })).toEqual({ file: '/bin/sh', argv0: 'sh', arguments: ['-c', 'echo a b'] });
    expect(commandLine({ shell: true, value: 'x', arguments: ['ignored'] })).toEqual({
      file: '/bin/sh',
      argv0: 'sh',
      arguments: ['-c', 'x'],
    });
  });

  it('is a file with arguments, of which the first is its name, without a shell', () => {
    expect(commandLine({ shell: false, value: '/bin/x', arguments: ['y', 'a b'] })).toEqual({
      file: '/bin/x',
      argv0: 'y',
      arguments: ['a b'],
    });
    expect(commandLine({ shell: false, value: '/bin/x' })).toEqual({ file: '/bin/x', argv0: '/bin/x', arguments: [] });
  });
});
