import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegexError } from '../../../src/mesos/regex/parser.js';
import { compileRegex } from '../../../src/mesos/regex/program.js';
import { propertyRuns } from '../../property-runs.js';

const matches = (pattern: string, text: string) => compileRegex(pattern).fullMatch(text);

describe('fullMatch', () => {
  it.each([
    ['', ''],
    ['abc', 'abc'],
    ['a.c', 'aéc'],
    ['a.c', 'a😀c'],
    ['a|bc|', 'bc'],
    ['a|bc|', ''],
    ['agent-[0-9]+\\.example\\.(com|org)', 'agent-17.example.org'],
    ['a{2,3}', 'aaa'],
    ['a{2,}', 'aaaaaa'],
    ['(ab){2}', 'abab'],
    ['x{a}', 'x{a}'],
    ['a{,2}', 'a{,2}'],
    ['(?:a*)*b', 'aaab'],
    ['a*?b', 'aab'],
    ['(?P<name>a)(?i)B', 'ab'],
    ['(?i:straße)x', 'STRAßEx'],
    ['(?s).', '\n'],
    ['(?m)a$\n^b', 'a\nb'],
    ['^a$', 'a'],
    ['\\Aa\\z', 'a'],
    ['a\\b.\\Bc|a\\b-\\bc', 'a-c'],
    ['[]a-]+', ']-a'],
    ['[^a-c]', 'd'],
    ['[\\d\\-x]+', '1-x'],
    ['[[:alpha:]_]+', 'Az_'],
    ['[[:^digit:]]', 'x'],
    ['\\w\\W\\d\\D\\s\\S', 'a-1a b'],
    ['\\pL\\p{Lu}\\p{Greek}\\P{L}', 'éÀλ1'],
    ['\\Q.*\\E+', '.***'],
    ['\\x41\\x{1F600}\\101\\n\\.', 'A😀A\n.'],
  ])('%j matches %j', (pattern, text) => {
    expect(matches(pattern, text)).toBe(true);
  });

  it.each([
    ['', 'a'],
    ['abc', 'abcd'],
    ['abc', 'xabc'],
    ['.', '\n'],
    ['a{2,3}', 'aaaa'],
    ['a{2,3}', 'a'],
    ['[^a-c]', 'b'],
    ['(?i)[^a]', 'A'],
    ['((?i)a)b', 'aB'],
    ['a\\Bb\\bc', 'abc'],
    ['^a$\n^b$', 'a\nb'],
  ])('%j does not match %j', (pattern, text) => {
    expect(matches(pattern, text)).toBe(false);
  });

  it('agrees with JavaScript on what both can say', () => {
    const atom = fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '\\w', '^', '$');
    const pattern = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc.oneof(
        { maxDepth: 3 },
        atom,
        fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => left + right),
        fc.tuple(tie('pattern'), tie('pattern')).map(([left, right]) => `(?:${left}|${right})`),
        fc
          .tuple(tie('pattern'), fc.constantFrom('*', '+', '?', '{2}', '{1,3}', '{0,2}'))
          .map(([body, count]) => `(?:${body})${count}`),
      ),
    })).pattern;
    const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (body, subject) => {
        let regex: ReturnType<typeof compileRegex>;
        try {
          regex = compileRegex(body);
        } catch {
          return; // too large
        }
        expect(regex.fullMatch(subject)).toBe(new RegExp(`^(?:${body})$`, 'u').test(subject));
      }),
      propertyRuns(1000),
    );
  });

  it('needs no more than linear time for a pattern that makes others backtrack', () => {
    expect(matches('(a*)*(a*)*(a*)*b', 'a'.repeat(10_000))).toBe(false);
  });
});

describe('a pattern that is none', () => {
  it.each([
    ['(', 'missing ): ('],
    ['(a', 'missing ): (a'],
    ['a)', 'unexpected ): a)'],
    ['x[a', 'missing ]: [a'],
    ['[]', 'missing ]: []'],
    ['[z-a]', 'invalid character class range: z-a'],
    ['[a-c-e]', 'invalid character class range: -e'],
    ['[[:foo:]]', 'invalid character class range: [:foo:]'],
    ['\\p{Foo}', 'invalid character class range: \\p{Foo}'],
    ['*', 'no argument for repetition operator: *'],
    ['a|+?', 'no argument for repetition operator: +?'],
    ['({2}a)', 'no argument for repetition operator: {2}'],
    ['a**', 'bad repetition operator: **'],
    ['a+?{2}', 'bad repetition operator: +?{2}'],
    ['a{1001}', 'invalid repetition size: {1001}'],
    ['a{3,2}', 'invalid repetition size: {3,2}'],
    ['((a{100}){100}){100}', 'invalid repetition size: {100}'],
    ['\\8', 'invalid escape sequence: \\8'],
    ['a\\1', 'invalid escape sequence: \\1'],
    ['\\Z', 'invalid escape sequence: \\Z'],
    ['[\\b]', 'invalid escape sequence: \\b'],
    ['a\\', 'trailing \\'],
    ['(?=a)', 'invalid perl operator: (?='],
    ['(?<a>b)', 'invalid perl operator: (?<'],
    ['(?i', 'invalid perl operator: (?i'],
    ['(?-)', 'invalid perl operator: (?-)'],
    ['(?P<a', 'invalid named capture group: (?P<a'],
    ['(?P<a b>c)', 'invalid named capture group: (?P<a b>'],
    ['(?P<a>b)(?P<a>c)', 'invalid named capture group: a'],
    ['a{1000}', 'pattern too large - compile failed'],
    ['('.repeat(3000), 'pattern too large - compile failed'],
    ['a'.repeat(100_000), 'pattern too large - compile failed'],
  ])('%j', (pattern, message) => {
    expect(() => compileRegex(pattern)).toThrow(new RegexError(message));
  });

  it('is always told by a RegexError', () => {
    const pattern = fc.string({ unit: fc.constantFrom(...'ab()[]{}*+?|\\^$.-:,12PQEpdx<>i!='), maxLength: 30 });
    fc.assert(
      fc.property(pattern, fc.string(), (each, text) => {
        try {
          compileRegex(each).fullMatch(text);
        } catch (error) {
          expect(error).toBeInstanceOf(RegexError);
        }
      }),
      propertyRuns(2000),
    );
  });
});
