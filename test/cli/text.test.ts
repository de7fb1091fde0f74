import { describe, expect, it } from 'vitest';
import { amounts, counted, roughly, widthOf, wrap } from '../../src/cli/text.js';
import { keep } from './fake-context.js';

describe('wrap', () => {
  it('breaks lines between words', () => {
    expect(wrap('one two three four', 9)).toBe('one two\nthree\nfour');
    expect(wrap('one two three four', 13, 4)).toBe('one two\n    three\n    four');
  });

  it('never breaks a word', () => {
    expect(wrap('a incomprehensibilities b', 5)).toBe('a\nincomprehensibilities\nb');
  });
});

it('is as wide as its terminal, if that has a width at all', () => {
  const widths = [{ isTTY: true, columns: 60 }, { isTTY: true, columns: 0 }, { columns: 60 }, {}];
  expect(widths.map((each) => widthOf(Object.assign(keep(), each)))).toEqual([60, undefined, undefined, undefined]);
});

describe('numbers', () => {
  it('have their noun', () => {
    expect([0, 1, 2].map((count) => counted(count, 'agent'))).toEqual(['0 agents', '1 agent', '2 agents']);
  });

  it('of time are rough', () => {
    const seconds = [0, 40, 119, 120, 7199, 7200, 172_800];
    expect(seconds.map((each) => roughly(each * 1000))).toEqual(['0 s', '40 s', '119 s', '2 min', '119 min', '2 h', '2 d']);
    expect(roughly(-5)).toBe('0 s');
  });

  it('of resources are told by name', () => {
    expect(amounts({ cpus: 2, gpus: 0, ports: '[31000-31001]' })).toBe('cpus:2 ports:[31000-31001]');
    expect(amounts()).toBe('');
  });
});
