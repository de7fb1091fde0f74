import { describe, expect, it } from 'vitest';
import { parseAttributes, summarizeAttributes } from '../../../src/mesos/resources/attributes.js';
import type { Attribute } from '../../../src/mesos/wire/messages.js';

const expected: Attribute[] = [
  { name: 'rack', type: 'TEXT', text: { value: 'a' } },
  { name: 'size', type: 'SCALAR', scalar: { value: 3 } },
  { name: 'ports', type: 'RANGES', ranges: { range: [{ begin: 1, end: 2 }] } },
];

describe('attributes', () => {
  it('may be text or a list', () => {
    expect(parseAttributes('rack:a;size:3;ports:[1-2]')).toEqual(expected);
    expect(parseAttributes(expected)).toEqual(expected);
    expect(parseAttributes('')).toEqual([]);
  });

  it('may have colons and negative numbers as text', () => {
    expect(parseAttributes('url:http://a:1;low:-1').map(({ text }) => text?.value)).toEqual(['http://a:1', '-1']);
  });

  it.each([
    ['rack', "Invalid attribute key:value pair 'rack'"],
    ['a:1;rack:', "Invalid attribute key:value pair 'rack:'"],
    [':a', "Invalid attribute key:value pair ':a'"],
    ['disks:{a}', 'Bad type for attribute disks text {a} type SET'],
    ['ports:[1]', 'Failed to parse attribute ports text [1] error Expecting one or more "ranges"'],
  ])('are refused: %s', (text, error) => {
    expect(() => parseAttributes(text)).toThrow(new Error(error));
  });

  it('are refused in a list when the value is missing or a set', () => {
    expect(() => parseAttributes([{ name: 'rack', type: 'TEXT' }])).toThrow('Invalid attribute {"name":"rack","type":"TEXT"}');
    expect(() => parseAttributes([{ name: 'disks', type: 'SET', set: { item: ['a'] } }])).toThrow('Invalid attribute');
  });

  it('are numbers and texts in endpoints', () => {
    expect(summarizeAttributes(expected)).toEqual({ rack: 'a', size: 3, ports: '[1-2]' });
  });
});
