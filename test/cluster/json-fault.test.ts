import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jsonFault } from '../../src/cluster/json-fault.js';
import { propertyRuns } from '../property-runs.js';

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

describe('jsonFault', () => {
  it.each([
    ['', 1, 1],
    ['x', 1, 1],
    ['{', 1, 2],
    ['{"a": 1,}', 1, 9],
    ['{"a": 1\n "b": 2}', 2, 2],
    ['{\n  "a": [1, 2,, 3]\n}', 2, 14],
    ["{'a': 1}", 1, 2],
    ['{a: 1}', 1, 2],
    ['[1] 2', 1, 5],
    ['{"a" 1}', 1, 6],
    ['{"a": "b\nc"}', 1, 7],
    ['[01]', 1, 2],
    ['[1.]', 1, 2],
    ['[nullx]', 1, 2],
    ['{"a": 1} // comment', 1, 10],
    ['[1}', 1, 3],
    ['["\\x"]', 1, 2],
  ])('finds where %j stops being JSON', (text, line, column) => {
    expect(jsonFault(text)).toEqual({ line, column });
  });

  it('passes whatever JSON.parse takes: cut off anywhere, the fault is in the last token or at the end', () => {
    fc.assert(
      fc.property(fc.json(), fc.nat(), (text, at) => {
        const cut = text.slice(0, at % (text.length + 1));
        fc.pre(!isJson(cut));
        const { line, column } = jsonFault(cut);
        const before =
          cut
            .split('\n')
            .slice(0, line - 1)
            .join('\n').length +
          (line > 1 ? 1 : 0) +
          column -
          1;
        expect(cut.slice(before)).toMatch(/^("(?:.|\s)*|-?[\d.eE+-]*|[a-z]*)$/);
      }),
      propertyRuns(),
    );
  });
});
