import { expect, it } from 'vitest';
import { isValidPath, nameOf, parentOf } from '../../src/zookeeper/paths.js';

it('knows what a path is', () => {
  const valid = ['/', '/a', '/a/b', '/a.b', '/...', '/a/.b', '/ü', '/a b', '/a\u{a0}'];
  const invalid = [
    '',
    'a',
    '/a/',
    '//',
    '/a//b',
    '/.',
    '/..',
    '/a/./b',
    '/a/../b',
    '/\0',
    '/\x1f',
    '/\x7f',
    '/\u{e000}',
    '/\u{1f600}',
  ];
  expect(valid.filter((path) => !isValidPath(path))).toEqual([]);
  expect(invalid.filter(isValidPath)).toEqual([]);
});

it('finds the parent and the name', () => {
  expect([parentOf('/a'), parentOf('/a/b'), parentOf('/')]).toEqual(['/', '/a', '/']);
  expect([nameOf('/a'), nameOf('/a/b'), nameOf('/')]).toEqual(['a', 'b', '']);
  expect(() => parentOf('a')).toThrow('BAD_ARGUMENTS');
});
