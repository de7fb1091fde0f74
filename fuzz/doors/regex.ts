import { RegexError } from '../../src/mesos/regex/parser.js';
import { compileRegex } from '../../src/mesos/regex/program.js';
import type { Door } from '../engine/door.js';

/** Regular expressions of offer constraints, and what they are matched with: the first line, and all others. */
const door: Door = {
  name: 'regex',
  corpus: [
    '(a+)+b\naaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    '[[:alpha:]_-]*\\d{2,5}|^x$|\\pN\nabc-_123',
    '(?i:A(?P<n>b)c)\\Q.*\\E[^a-z\\s]?\nABC.*',
    '((((a{10}){10}){10}){10})\na',
    '(?s).\\b\\x{10FFFF}\\C\n\u{10ffff}',
  ],
  answers: (error) => error instanceof RegexError,
  run(input) {
    const text = Buffer.from(input).toString();
    const end = text.indexOf('\n');
    const [pattern, subject] = end < 0 ? [text, text] : [text.slice(0, end), text.slice(end + 1)];
    compileRegex(pattern).fullMatch(subject);
    compileRegex(pattern, 0).fullMatch(subject.slice(0, 200));
  },
};

export default door;
