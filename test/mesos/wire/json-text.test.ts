import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJsonArray, parseJsonObject, parseJsonText } from '../../../src/mesos/wire/json-text.js';
import { ParseError } from '../../../src/mesos/wire/parse-error.js';
import { propertyRuns } from '../../property-runs.js';

describe('parseJsonText', () => {
  it('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(parseJsonText(JSON.stringify(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      propertyRuns(),
    );
  });

  it('does not take the square of the digits of a number', () => {
    const digits = '1'.repeat(1_000_000);
    expect(() => parseJsonText(`{"type":${digits}e}`)).toThrow('syntax error');
    expect(parseJsonText(`[0.${digits}]`)).toEqual([Number(`0.${digits}`)]);
  });

  it('does not take the square of white space', () => {
    const space = ' '.repeat(1_000_000);
    expect(() => parseJsonText(`01${space}x`)).toThrow('non-whitespace trailing characters');
    expect(parseJsonText(`01${space}`)).toBe(1);
  });

  it.each([
    ['{"type": SUBSCRIBE', 'syntax error at line 1 near: SUBSCRIBE'],
    ['', 'syntax error at line 1 near: '],
    ['{', 'syntax error at line 1 near: '],
    ['[', 'syntax error at line 1 near: '],
    ['  \n\n', 'syntax error at line 2 near: '],
    ['long', 'syntax error at line 1 near: long'],
    ['{"a":1,\n"b":}', 'syntax error at line 2 near: }'],
    ['{"a":1,\n\n"b":\tno\tway\nelse', 'syntax error at line 3 near: oway'],
    ['{"a" 1}', 'syntax error at line 1 near: 1}'],
    ['{"a":1 "b":2}', 'syntax error at line 1 near: "b":2}'],
    ['[1 2]', 'syntax error at line 1 near: 2]'],
    ['[1,]', 'syntax error at line 1 near: ]'],
    ["{'a':1}", "syntax error at line 1 near: 'a':1}"],
    ['tru', 'syntax error at line 1 near: '],
    ['trUe', 'syntax error at line 1 near: Ue'],
    ['[1.2.3,4]', 'syntax error at line 1 near: ,4]'],
    ['"a\\x b"', 'syntax error at line 1 near:  b"'],
    ['"\\u12g4"', 'syntax error at line 1 near: g4"'],
    ['["\\udc00", x', 'syntax error at line 1 near: ", x'],
    ['["\\ud800x", y', 'syntax error at line 1 near: x", y'],
    ['"a\tb"', 'syntax error at line 1 near: b"'],
    ['"a\nb"', 'syntax error at line 1 near: '],
    ['{} x ', 'Parsed JSON included non-whitespace trailing characters:  x'],
  ])('refuses %j as Mesos does', (text, message) => {
    expect(() => parseJsonText(text)).toThrow(new ParseError(message, 'text'));
  });

  it('reads the numbers that Mesos takes though JSON has no such', () => {
    expect(
      parseJsonText('[01, 1., -.5, 1e3, "\\ud83d\\ude00\\n", {"__proto__": {"polluted": true}}, null, true, false]'),
    ).toEqual([1, 1, -0.5, 1000, '😀\n', JSON.parse('{"__proto__": {"polluted": true}}'), null, true, false]);
    expect({}).not.toHaveProperty('polluted');
  });

  it('calls a broken text nested deeper than 200 a syntax error', () => {
    expect(() => parseJsonText('['.repeat(100_000))).toThrow('syntax error at line 1 near: [[[');
  });

  it('never throws anything but a ParseError', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'{}[]":,\\u0d8ntfe1.-+ \n\t') }), (text) => {
        try {
          parseJsonText(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ParseError);
        }
      }),
      propertyRuns(),
    );
  });
});

describe('parseJsonObject and parseJsonArray', () => {
  it('want that kind of value', () => {
    expect(parseJsonObject('{"a":1}')).toEqual({ a: 1 });
    expect(parseJsonArray('[1]')).toEqual([1]);
    expect(() => parseJsonObject('[]')).toThrow('Unexpected JSON type parsed');
    expect(() => parseJsonObject('null')).toThrow('Unexpected JSON type parsed');
    expect(() => parseJsonArray('{}')).toThrow('Unexpected JSON type parsed');
    expect(() => parseJsonArray('[')).toThrow('syntax error at line 1 near: ');
  });
});
