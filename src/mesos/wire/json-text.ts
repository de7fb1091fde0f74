import { ParseError } from './parse-error.js';

/** How deep objects and lists may nest; Mesos calls anything deeper a syntax error. */
export const MAX_DEPTH = 200;

/**
 * The value of a JSON text. What is malformed is a {@link ParseError} worded as by Mesos, which names the line and quotes
 * the rest of it from the point of failure: `syntax error at line 1 near: SUBSCRIBE`.
 */
export function parseJsonText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new JsonReader(text).document();
  }
}

/** As {@link parseJsonText}, for a text that must hold an object, or a list. */
export function parseJsonObject(text: string): object {
  const value = parseJsonText(text);
  if (jsonKind(value) !== 'object') throw new ParseError('Unexpected JSON type parsed', 'text');
  return value as object;
}

/** As {@link parseJsonText}, for a text that must hold a list. */
export function parseJsonArray(text: string): unknown[] {
  const value = parseJsonText(text);
  if (!Array.isArray(value)) throw new ParseError('Unexpected JSON type parsed', 'text');
  return value;
}

/** What JSON calls the kind of a value, as Mesos words it in errors. */
export function jsonKind(value: unknown): 'string' | 'number' | 'boolean' | 'array' | 'object' | 'null' {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const kind = typeof value;
  return kind === 'string' || kind === 'number' || kind === 'boolean' ? kind : 'object';
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * A reader that fails exactly where Mesos's does, and like it takes numbers such as `01` and `1.`, which `JSON.parse`
 * refuses. It is slow, so it sees only texts that `JSON.parse` has refused.
 */
class JsonReader {
  private position = 0;

  constructor(private readonly text: string) {}

  document(): unknown {
    const value = this.value(0);
    // White space is looked for where it begins only, so that this takes linear time.
    const rest = this.text.slice(this.position).replace(/(?<![ \t\n\r])[ \t\n\r]+$/, '');
    if (rest) throw new ParseError(`Parsed JSON included non-whitespace trailing characters: ${rest}`, 'text');
    return value;
  }

  private value(depth: number): unknown {
    this.skipSpace();
    const character = this.text[this.position] ?? '';
    switch (character) {
      case 'n':
        return this.word('null', null);
      case 't':
        return this.word('true', true);
      case 'f':
        return this.word('false', false);
      case '"':
        this.position++;
        return this.string();
      case '[':
        this.position++;
        return this.array(depth + 1);
      case '{':
        this.position++;
        return this.object(depth + 1);
      default:
        return /[-0-9]/.test(character) ? this.number() : this.fail();
    }
  }

  private word(word: string, value: unknown): unknown {
    for (const character of word) this.next(character);
    return value;
  }

  private number(): number {
    const digits = /^[-+.eE0-9]+/.exec(this.text.slice(this.position))?.[0] ?? '';
    this.position += digits.length;
    return /^-?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(digits) ? Number(digits) : this.fail();
  }

  private array(depth: number): unknown[] {
    if (depth > MAX_DEPTH) this.fail();
    const items: unknown[] = [];
    if (this.found(']')) return items;
    do items.push(this.value(depth));
    while (this.found(','));
    return this.found(']') ? items : this.fail();
  }

  private object(depth: number): unknown {
    if (depth > MAX_DEPTH) this.fail();
    const members: [string, unknown][] = [];
    if (this.found('}')) return {};
    do {
      if (!this.found('"')) this.fail();
      const name = this.string();
      if (!this.found(':')) this.fail();
      members.push([name, this.value(depth)]);
    } while (this.found(','));
    // Not by assignment: a member named __proto__ must stay a member.
    return this.found('}') ? Object.fromEntries(members) : this.fail();
  }

  /** The rest of a string whose opening quote has been read. */
  private string(): string {
    let result = '';
    for (;;) {
      const character = this.text[this.position] ?? '';
      if (character < ' ') this.fail();
      this.position++;
      if (character === '"') return result;
      result += character === '\\' ? this.escape() : character;
    }
  }

  private escape(): string {
    const character = this.text[this.position++] ?? '';
    if (character === 'u') return this.unicode();
    return ESCAPES[character] ?? this.fail();
  }

  private unicode(): string {
    const first = this.codeUnit();
    if (first < 0xd800 || first > 0xdfff) return String.fromCharCode(first);
    if (first >= 0xdc00) this.fail();
    this.next('\\');
    this.next('u');
    const second = this.codeUnit();
    return second >= 0xdc00 && second <= 0xdfff ? String.fromCharCode(first, second) : this.fail();
  }

  private codeUnit(): number {
    const start = this.position;
    while (this.position < start + 4) {
      if (!/[0-9a-fA-F]/.test(this.text[this.position] ?? '')) this.fail();
      this.position++;
    }
    return Number.parseInt(this.text.slice(start, this.position), 16);
  }

  private next(character: string): void {
    if (this.text[this.position] !== character) this.fail();
    this.position++;
  }

  private found(character: string): boolean {
    this.skipSpace();
    if (this.text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private skipSpace(): void {
    while (/[ \t\n\r]/.test(this.text[this.position] ?? '')) this.position++;
  }

  private fail(): never {
    // Mesos counts a line break when it reads the character behind it; at the very end there is none.
    const seen = this.text.slice(0, Math.min(this.position, this.text.length - 1));
    const line = seen.split('\n').length;
    const rest = this.text.slice(this.position).split('\n', 1)[0] ?? '';
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what Mesos leaves out here
    throw new ParseError(`syntax error at line ${line} near: ${rest.replace(/[\x00-\x1f]/g, '')}`, 'text');
  }
}
