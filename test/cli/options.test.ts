import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/options.js';

const table = { loud: true, file: 'a file' } as const;
const read = (...args: string[]) => readArguments('minimesos test', table, args);

describe('options', () => {
  it('are read in both forms', () => {
    expect(read('--loud', '--file', 'a').options).toEqual({ loud: true, file: 'a' });
    expect(read('--file=a=b', '-h').options).toEqual({ file: 'a=b', help: true });
  });

  it('may name standard input', () => {
    expect(read('--file', '-').options.file).toBe('-');
  });

  it('may have a value that looks like an option if it is tied to it', () => {
    expect(read('--file=--loud').options).toEqual({ file: '--loud' });
  });

  it('end at --, behind which nothing is touched', () => {
    expect(read('--loud', '--', 'ls', '--file', '--', '-x')).toEqual({
      options: { loud: true },
      rest: ['ls', '--file', '--', '-x'],
    });
    expect(read('--').rest).toEqual([]);
    expect(read().rest).toBeUndefined();
  });

  it('of the same name: the last counts', () => {
    expect(read('--file', 'a', '--file', 'b').options.file).toBe('b');
  });

  it('are none of an object', () => {
    expect(() => read('--constructor')).toThrow('minimesos test has no option --constructor');
    expect(() => read('-x')).toThrow('minimesos test has no option -x');
  });
});
