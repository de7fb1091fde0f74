import { expect, it } from 'vitest';
import { numify } from '../../../../src/mesos/process/http/numify.js';

it.each<[text: string, number: number]>([
  ['0', 0],
  ['7', 7],
  ['+7', 7],
  ['-7', -7],
  ['007', 7],
  ['0x1F', 31],
  ['-0x1f', -31],
  ['2147483647', 2 ** 31 - 1],
  ['-2147483648', -(2 ** 31)],
])('%s is a number', (text, number) => {
  expect(numify(text, 32)).toBe(number);
});

it.each(['', ' 1', '1 ', '1.5', '1e3', 'x', '0x', '+0x1', '--1', '2147483648', '-2147483649', '0xffffffff'])(
  '%j is no number of 32 bits',
  (text) => {
    expect(numify(text, 32)).toBeUndefined();
  },
);

it('takes larger ones in 64 bits', () => {
  expect(numify('2147483648', 64)).toBe(2 ** 31);
  expect(numify('9223372036854775808', 64)).toBeUndefined();
});
