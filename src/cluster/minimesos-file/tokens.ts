import type { Position } from '../json-fault.js';

/** A word, a value, a sign, or the end of a line. */
export interface Token {
  readonly kind: 'word' | 'value' | 'sign' | 'line' | 'end';
  /** As it is written, shortened to what messages show of it. */
  readonly text: string;
  /** Of a value. */
  readonly value?: string | number | undefined;
  readonly at: Position;
}

/** What is wrong at a place. */
export interface Fault {
  readonly at: Position;
  readonly reason: string;
}

const SPACE = /[ \t\f\r\uFEFF]+/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const NUMBER = /[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?[LlGgIiDdFf]?(?![\w.])/y;
const LINE_COMMENT = /\/\/[^\n]*/y;
const SHEBANG = /^#![^\n]*/;
const QUOTES = ["'''", '"""', "'", '"'];
const ESCAPES: Readonly<Record<string, string>> = {
  ...{ b: '\b', t: '\t', n: '\n', r: '\r', f: '\f', s: ' ' },
  ...{ '\\': '\\', "'": "'", '"': '"', $: '$', '\n': '' },
};

/**
 * Reads the words of a text in the part of Groovy that a minimesosFile is written in. What is no part of that is told as a fault, and
 * reading goes on behind it.
 */
export class Tokens {
  readonly faults: Fault[] = [];
  readonly all: readonly Token[];
  #offset: number;
  #line = 1;
  #lineStart = 0;

  constructor(private readonly text: string) {
    this.#offset = SHEBANG.exec(text)?.[0].length ?? 0;
    const all: Token[] = [];
    for (let token = this.#next(); ; token = this.#next()) {
      all.push(token);
      if (token.kind === 'end') break;
    }
    this.all = all;
  }

  #next(): Token {
    this.#skip();
    const at = this.#here();
    const char = this.text[this.#offset];
    if (char === undefined) return { kind: 'end', text: 'the end of the file', at };
    if (char === '\n') {
      this.#advance(1);
      return { kind: 'line', text: 'the end of the line', at };
    }
    const quote = QUOTES.find((each) => this.text.startsWith(each, this.#offset));
    if (quote) return { kind: 'value', text: 'a string', value: this.#string(quote, at), at };
    const word = this.#match(WORD);
    if (word !== undefined) return { kind: 'word', text: word, at };
    const number = this.#match(NUMBER);
    if (number !== undefined) return { kind: 'value', text: number, value: Number(number.replace(/[A-DF-Za-df-z]$/, '')), at };
    this.#advance(1);
    return { kind: 'sign', text: char, at };
  }

  /** Passes over what stands for nothing: spaces and comments. */
  #skip(): void {
    for (;;) {
      if (this.#match(SPACE) !== undefined || this.#match(LINE_COMMENT) !== undefined) continue;
      if (!this.text.startsWith('/*', this.#offset)) return;
      const at = this.#here();
      const end = this.text.indexOf('*/', this.#offset + 2);
      if (end < 0) this.faults.push({ at, reason: 'this comment is never closed' });
      this.#advance((end < 0 ? this.text.length : end + 2) - this.#offset);
    }
  }

  #string(quote: string, at: Position): string {
    const isLong = quote.length === 3;
    let value = '';
    this.#advance(quote.length);
    for (;;) {
      const char = this.text[this.#offset];
      if (char === undefined || (char === '\n' && !isLong)) {
        this.faults.push({ at, reason: 'this string is never closed' });
        return value;
      }
      if (this.text.startsWith(quote, this.#offset)) {
        this.#advance(quote.length);
        return value;
      }
      if (char === '\\') value += this.#escape();
      else {
        if (char === '$' && quote[0] === '"' && /[A-Za-z_{]/.test(this.text[this.#offset + 1] ?? '')) {
          const reason = 'nothing is filled into strings here; write \\$ for the sign itself, or use single quotes';
          this.faults.push({ at: this.#here(), reason });
        }
        value += char;
        this.#advance(1);
      }
    }
  }

  #escape(): string {
    const at = this.#here();
    const hexadecimal = /^\\u+([0-9a-fA-F]{4})/.exec(this.text.slice(this.#offset, this.#offset + 16));
    const char = this.text[this.#offset + 1] ?? '';
    this.#advance(hexadecimal ? hexadecimal[0].length : 2);
    if (hexadecimal) return String.fromCharCode(Number.parseInt(hexadecimal[1] ?? '', 16));
    const plain = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
    if (plain === undefined) this.faults.push({ at, reason: `\\${char} stands for nothing; write \\\\ for the sign itself` });
    return plain ?? char;
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const text = pattern.exec(this.text)?.[0];
    if (text !== undefined) this.#advance(text.length);
    return text;
  }

  #advance(count: number): void {
    const end = Math.min(this.#offset + count, this.text.length);
    for (; this.#offset < end; this.#offset++) {
      if (this.text[this.#offset] !== '\n') continue;
      this.#line++;
      this.#lineStart = this.#offset + 1;
    }
  }

  #here(): Position {
    return { line: this.#line, column: this.#offset - this.#lineStart + 1 };
  }
}
