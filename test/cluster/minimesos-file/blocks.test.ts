import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBlocks, type WrittenBlock } from '../../../src/cluster/minimesos-file/blocks.js';
import { propertyRuns } from '../../property-runs.js';

const values = (text: string): Record<string, unknown> => {
  const { root, faults } = readBlocks(text);
  expect(faults).toEqual([]);
  return Object.fromEntries(root.properties.map(({ name, value }) => [name, value]));
};
const faults = (text: string) => readBlocks(text).faults.map(({ at, reason }) => `${at.line}:${at.column} ${reason}`);
const tree = ({ name, properties, blocks }: WrittenBlock): unknown => [
  name,
  ...properties.map((each) => each.name),
  ...blocks.map(tree),
];

describe('the Groovy of a minimesosFile', () => {
  it('has blocks in blocks, and properties', () => {
    const { root, faults } = readBlocks('a {\n  b = 1; c = 2\n\n  d { }\n  d\n  {\n    e =\n      3 }\n}\nf { g = null }');
    expect(faults).toEqual([]);
    expect(tree(root)).toEqual(['', ['a', 'b', 'c', ['d'], ['d', 'e']], ['f', 'g']]);
    expect(root.blocks[0]?.blocks[1]).toMatchObject({
      at: { line: 5, column: 3 },
      properties: [{ valueAt: { line: 8, column: 7 } }],
    });
  });

  it('has strings, numbers, true, false and null', () => {
    expect(values('a = "x"\nb = \'y\'\nc = 12\nd = -1.5e2\ne = true\nf = false\ng = null\nh = 4L\ni = 0.5f')).toEqual({
      ...{ a: 'x', b: 'y', c: 12, d: -150, e: true, f: false, g: null, h: 4, i: 0.5 },
    });
  });

  it('has escapes in strings, and long ones', () => {
    expect(values(`a = "tab\\t, quote\\", \\\\, \\$, \\u0041"\nb = '$x \${y}'`)).toEqual({
      a: 'tab\t, quote", \\, $, A',
      b: `$x \${y}`,
    });
    expect(values('a = """\n  "quoted" \'too\'\n"""\nb = \'\'\'x\\\ny\'\'\'\nc = ""')).toEqual({
      ...{ a: '\n  "quoted" \'too\'\n', b: 'xy', c: '' },
    });
  });

  it('has comments everywhere but in strings', () => {
    expect(values('#!/usr/bin/env groovy\n// a\na = 1 // b\n/* c\n d */ b /* e */ = /* f */ "//" // g')).toEqual({
      a: 1,
      b: '//',
    });
  });

  it('has lines that end in any way', () => {
    expect(values('\uFEFFa = 1\r\nb = 2\r\n')).toEqual({ a: 1, b: 2 });
  });

  it.each([
    ['a = "x', ['1:5 this string is never closed']],
    ['a = "x\nb = 1', ['1:5 this string is never closed']],
    ['a = """x', ['1:5 this string is never closed']],
    ['/* x', ['1:1 this comment is never closed']],
    ['a {\n b {\n', ['1:1 the block a is never closed', '2:2 the block b is never closed']],
    ['}', ['1:1 this brace closes nothing']],
    ['a = "x $y"', ['1:8 nothing is filled into strings here; write \\$ for the sign itself, or use single quotes']],
    ['a = "\\q"', ['1:6 \\q stands for nothing; write \\\\ for the sign itself']],
    ['a = ', ['1:5 expected a string in quotes, a number, true, false or null, but got the end of the file']],
    ['a = [1, 2]', ['1:5 expected a string in quotes, a number, true, false or null, but got [']],
    ['a = System.exit(1)', ['1:5 expected a string in quotes, a number, true, false or null, but got System']],
    ['a = 1 + 2', ['1:7 the line has to end after the value of a, but + follows']],
    ['a = 1.2.3', ['1:5 expected a string in quotes, a number, true, false or null, but got 1']],
  ])('tells what is wrong with %j', (text, reasons) => {
    expect(faults(text)).toEqual(reasons);
  });

  it.each(['import java.io.File', 'def x = 1', 'println "x"', 'x()', 'a.b = 1', 'if (x) { y = 1 }', '"x"', '5'])(
    'does not execute %j',
    (text) => {
      expect(faults(text)).toEqual([expect.stringMatching(/^1:1 only blocks, .* nothing in this file is executed$/)]);
    },
  );

  it('goes on behind what is wrong', () => {
    const { root, faults } = readBlocks('a {\n def f() { if (x) { } }\n b = [\n c = 1\n}\nd { }');
    expect(faults).toHaveLength(2);
    expect(tree(root)).toEqual(['', ['a', 'c'], ['d']]);
  });

  it('may be any text', () => {
    const words = fc.constantFrom(
      'a',
      '{',
      '}',
      '=',
      '"',
      "'''",
      '\n',
      ';',
      '1',
      '/*',
      '*/',
      '//',
      '\\',
      '$x',
      'null',
      '[',
      '.',
      ' ',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), (parts) => {
        for (const { at } of readBlocks(parts.join('')).faults) expect(at.line).toBeGreaterThan(0);
      }),
      propertyRuns(),
    );
  });
});
