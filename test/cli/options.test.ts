import { describe, expect, it } from 'vitest';
import { readArguments } from '../../src/cli/options.js';

const options = {
  loud: { about: '' },
  file: { about: '', value: 'FILE', expected: 'a file' },
  flag: { about: '', value: 'FLAG', expected: 'a flag', many: true },
} as const;
const read = (...args: string[]) => readArguments({ command: 'minimesos test', options, rest: 'optional' }, args);

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

  it('may have a value below 0, which is refused for what it is', () => {
    expect(read('--file', '-5secs').options.file).toBe('-5secs');
  });

  it('may have an empty value, but not none', () => {
    expect(read('--file=').options).toEqual({ file: '' });
    expect(() => read('--file')).toThrow('--file expects a file, but got nothing.');
    expect(() => read('--file', '--loud')).toThrow('--file expects a file, but got nothing.');
  });

  it('end at --, behind which nothing is touched', () => {
    expect(read('--loud', '--', 'ls', '--file', '--', '-x')).toMatchObject({
      options: { loud: true },
      rest: ['ls', '--file', '--', '-x'],
    });
    expect(read().rest).toBeUndefined();
    expect(() => read('--')).toThrow('-- expects a command, but got nothing.');
  });

  it('of the same name: the last counts, unless several are wanted', () => {
    expect(read('--file', 'a', '--file', 'b', '--flag=a', '--flag', 'b').options).toEqual({ file: 'b', flag: ['a', 'b'] });
  });

  it('are none of an object', () => {
    expect(() => read('--constructor')).toThrow('minimesos test has no option --constructor');
    expect(() => read('-x')).toThrow('minimesos test has no option -x');
  });
});

describe('arguments', () => {
  const places = [
    { name: 'TASK', about: 'the id of a task' },
    { name: 'MORE', about: 'more', optional: true },
  ];
  const place = (...args: string[]) => readArguments({ command: 'minimesos test', options, arguments: places }, args);

  it('have their places among the options', () => {
    expect(place('--loud', 'one', '--file', 'x', 'two').arguments).toEqual(['one', 'two']);
    expect(place('one').arguments).toEqual(['one']);
  });

  it('are asked for by what they are', () => {
    expect(() => place('--loud')).toThrow('minimesos test expects the id of a task, but got nothing.');
    expect(() => place('one', 'two', 'three')).toThrow('minimesos test expects nothing after TASK MORE, but got "three".');
    expect(() => place('one', '--', 'ls')).toThrow('minimesos test expects nothing after --, but got "ls".');
    expect(() => readArguments({ command: 'minimesos test', options }, ['x'])).toThrow(
      'expects nothing but options, but got "x"',
    );
    expect(() => read('x')).toThrow('a command to run only after --, but got "x"');
  });

  it('need not be complete to be helped with', () => {
    expect(place('-h').options.help).toBe(true);
  });

  it('may need another command', () => {
    const run = (...args: string[]) => readArguments({ command: 'minimesos run', options, rest: 'required' }, args);
    expect(() => run('--loud')).toThrow('minimesos run expects -- and a command to run, but got nothing.');
  });
});
