import { between, type CharacterClass, complement, foldCase, perlClass, posixClass, unicodeClass, union } from './characters.js';

/** A place in the text at which nothing is read but something must hold. */
export type Assertion = 'begin text' | 'end text' | 'begin line' | 'end line' | 'word boundary' | 'no word boundary';

/** What a pattern means. Groups leave no trace and greediness neither: whether a whole text matches depends on neither. */
export type RegexNode =
  | { kind: 'character'; accepts: CharacterClass }
  | { kind: 'assertion'; assertion: Assertion }
  | { kind: 'sequence'; nodes: RegexNode[] }
  | { kind: 'alternatives'; nodes: RegexNode[] }
  | { kind: 'repetition'; node: RegexNode; minimum: number; maximum: number };

/** What is wrong with a pattern, in the words of RE2, such as `missing ): (a`. */
export class RegexError extends Error {}

interface Flags {
  ignoreCase: boolean;
  manyLines: boolean;
  dotIsAny: boolean;
}

const MOST_REPETITIONS = 1000;
const DEEPEST_NESTING = 1000;
const LAST_CODE_POINT = 0x10ffff;
const CONTROL_ESCAPES = new Map([...'afnrtv'].map((letter, index) => [letter, [7, 12, 10, 13, 9, 11][index] as number]));

/** Longer patterns would not fit into the memory that Mesos allows for one; refusing them early keeps parsing quick. */
const LONGEST_PATTERN = 4096;

/** Reads a pattern in the syntax of RE2. Throws a RegexError when it is none. */
export function parseRegex(pattern: string): RegexNode {
  if (pattern.length > LONGEST_PATTERN) throw new RegexError('pattern too large - compile failed');
  return new Parser(pattern).parse();
}

/** How often counted repetitions within each other make something appear. */
function copies(node: RegexNode): number {
  if (node.kind === 'character' || node.kind === 'assertion') return 1;
  if (node.kind !== 'repetition') return Math.max(1, ...node.nodes.map(copies));
  const times = node.maximum === Number.POSITIVE_INFINITY ? node.minimum : node.maximum;
  return Math.max(1, times) * copies(node.node);
}

class Parser {
  readonly #pattern: string;
  #at = 0;
  #depth = 0;
  #flags: Flags = { ignoreCase: false, manyLines: false, dotIsAny: false };
  readonly #groupNames = new Set<string>();

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): RegexNode {
    const node = this.#alternatives();
    if (this.#at < this.#pattern.length) throw new RegexError(`unexpected ): ${this.#pattern}`);
    return node;
  }

  #next(text: string): boolean {
    return this.#pattern.startsWith(text, this.#at);
  }

  #skip(text: string): boolean {
    if (!this.#next(text)) return false;
    this.#at += text.length;
    return true;
  }

  /** The next character, which is then behind us; the empty text at the end. */
  #take(): string {
    const codePoint = this.#pattern.codePointAt(this.#at);
    const character = codePoint === undefined ? '' : String.fromCodePoint(codePoint);
    this.#at += character.length;
    return character;
  }

  #alternatives(): RegexNode {
    const nodes = [this.#sequence()];
    while (this.#skip('|')) nodes.push(this.#sequence());
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'alternatives', nodes };
  }

  #sequence(): RegexNode {
    const nodes: RegexNode[] = [];
    let repetitionAt: number | undefined; // where the repetition begins that was read last, if it was the last thing read
    while (this.#at < this.#pattern.length && !this.#next('|') && !this.#next(')')) {
      const begin = this.#at;
      const counts = this.#repetitionCounts();
      if (!counts) {
        nodes.push(...this.#item());
        repetitionAt = undefined;
        continue;
      }
      const operator = this.#pattern.slice(begin, this.#at);
      if (repetitionAt !== undefined)
        throw new RegexError(`bad repetition operator: ${this.#pattern.slice(repetitionAt, this.#at)}`);
      const [minimum, maximum] = counts;
      const tooMany = minimum > MOST_REPETITIONS || (maximum > MOST_REPETITIONS && maximum !== Number.POSITIVE_INFINITY);
      if (tooMany || maximum < minimum) throw new RegexError(`invalid repetition size: ${operator}`);
      const node = nodes.pop();
      if (!node) throw new RegexError(`no argument for repetition operator: ${operator}`);
      const repetition: RegexNode = { kind: 'repetition', node, minimum, maximum };
      if (operator.startsWith('{') && copies(repetition) > MOST_REPETITIONS)
        throw new RegexError(`invalid repetition size: ${operator}`);
      nodes.push(repetition);
      repetitionAt = begin;
    }
    return nodes.length === 1 ? (nodes[0] as RegexNode) : { kind: 'sequence', nodes };
  }

  #repetitionCounts(): [minimum: number, maximum: number] | undefined {
    const counts = this.#bareRepetitionCounts();
    if (counts) this.#skip('?');
    return counts;
  }

  #bareRepetitionCounts(): [minimum: number, maximum: number] | undefined {
    if (this.#skip('*')) return [0, Number.POSITIVE_INFINITY];
    if (this.#skip('+')) return [1, Number.POSITIVE_INFINITY];
    if (this.#skip('?')) return [0, 1];
    const braces = /^\{(\d+)(,(\d*))?\}/.exec(this.#pattern.slice(this.#at));
    if (!braces) return undefined; // a brace that is no repetition stands for itself
    this.#at += braces[0].length;
    const minimum = Number(braces[1]);
    if (braces[2] === undefined) return [minimum, minimum];
    return [minimum, braces[3] ? Number(braces[3]) : Number.POSITIVE_INFINITY];
  }

  /** One thing that can be repeated, or nothing, or (quoted) a whole text of which only the last character can. */
  #item(): RegexNode[] {
    if (this.#next('(')) return this.#group();
    if (this.#next('[')) return [this.#character(this.#bracketClass())];
    if (this.#next('\\')) return this.#escape();
    const character = this.#take();
    if (character === '^') return [{ kind: 'assertion', assertion: this.#flags.manyLines ? 'begin line' : 'begin text' }];
    if (character === '$') return [{ kind: 'assertion', assertion: this.#flags.manyLines ? 'end line' : 'end text' }];
    if (character === '.') return [{ kind: 'character', accepts: this.#flags.dotIsAny ? () => true : (each) => each !== 10 }];
    return [this.#literal(character.codePointAt(0) as number)];
  }

  #character(accepts: CharacterClass): RegexNode {
    return { kind: 'character', accepts: this.#flags.ignoreCase ? foldCase(accepts) : accepts };
  }

  #literal(codePoint: number): RegexNode {
    return this.#character((each) => each === codePoint);
  }

  #group(): RegexNode[] {
    const outerFlags = { ...this.#flags };
    if (this.#next('(?P<')) this.#groupName();
    else if (this.#next('(?')) {
      if (!this.#groupFlags()) return [];
    } else this.#skip('(');
    if (++this.#depth > DEEPEST_NESTING) throw new RegexError('pattern too large - compile failed');
    const node = this.#alternatives();
    if (!this.#skip(')')) throw new RegexError(`missing ): ${this.#pattern}`);
    this.#depth--;
    this.#flags = outerFlags;
    return [node];
  }

  #groupName(): void {
    const rest = this.#pattern.slice(this.#at);
    const end = rest.indexOf('>');
    if (end < 0) throw new RegexError(`invalid named capture group: ${rest}`);
    const name = rest.slice('(?P<'.length, end);
    if (!/^\w+$/.test(name)) throw new RegexError(`invalid named capture group: ${rest.slice(0, end + 1)}`);
    if (this.#groupNames.has(name)) throw new RegexError(`invalid named capture group: ${name}`);
    this.#groupNames.add(name);
    this.#at += end + 1;
  }

  /** Reads `(?flags:` or `(?flags)`; says whether a group begins here. */
  #groupFlags(): boolean {
    const begin = this.#at;
    this.#skip('(?');
    let [value, any] = [true, false];
    for (;;) {
      const letter = this.#take();
      if ((letter === ':' || letter === ')') && (value || any)) return letter === ':';
      if (letter === '-' && value) [value, any] = [false, false];
      else if ('imsU'.includes(letter) && letter !== '') {
        any = true;
        if (letter === 'i') this.#flags.ignoreCase = value;
        if (letter === 'm') this.#flags.manyLines = value;
        if (letter === 's') this.#flags.dotIsAny = value;
      } else throw new RegexError(`invalid perl operator: ${this.#pattern.slice(begin, this.#at)}`);
    }
  }

  #escape(): RegexNode[] {
    if (this.#skip('\\Q')) return this.#quoted();
    const assertions = { '\\A': 'begin text', '\\z': 'end text', '\\b': 'word boundary', '\\B': 'no word boundary' } as const;
    for (const [text, assertion] of Object.entries(assertions)) {
      if (this.#skip(text)) return [{ kind: 'assertion', assertion }];
    }
    if (this.#skip('\\C')) return [{ kind: 'character', accepts: () => true }];
    const named = this.#classEscape();
    return [named ? this.#character(named) : this.#literal(this.#characterEscape())];
  }

  #quoted(): RegexNode[] {
    const end = this.#pattern.indexOf('\\E', this.#at);
    const text = this.#pattern.slice(this.#at, end < 0 ? undefined : end);
    this.#at = end < 0 ? this.#pattern.length : end + '\\E'.length;
    return [...text].map((character) => this.#literal(character.codePointAt(0) as number));
  }

  /** Reads `\d` and its like, `\pL` and `\p{Greek}`; undefined when something else comes. */
  #classEscape(): CharacterClass | undefined {
    const rest = this.#pattern.slice(this.#at);
    const perl = /^\\([dDsSwW])/.exec(rest);
    if (perl) {
      this.#at += perl[0].length;
      return perlClass(perl[1] as string);
    }
    const unicode = /^\\([pP])(?:\{([^}]*)\}|([^{]))/su.exec(rest);
    if (!unicode) return undefined;
    this.#at += unicode[0].length;
    const named = unicodeClass(unicode[2] ?? (unicode[3] as string));
    if (!named) throw new RegexError(`invalid character class range: ${unicode[0]}`);
    return unicode[1] === 'P' ? complement(named) : named;
  }

  #characterEscape(): number {
    const begin = this.#at;
    this.#skip('\\');
    const octal = /^(?:0[0-7]{0,2}|[1-7][0-7]{1,2})/.exec(this.#pattern.slice(this.#at));
    if (octal) {
      this.#at += octal[0].length;
      return Number.parseInt(octal[0], 8);
    }
    const hexadecimal = /^x(?:\{([\da-fA-F]+)\}|([\da-fA-F]{2}))/.exec(this.#pattern.slice(this.#at));
    const codePoint = Number.parseInt(hexadecimal?.[1] ?? hexadecimal?.[2] ?? '', 16);
    if (hexadecimal && codePoint <= LAST_CODE_POINT) {
      this.#at += hexadecimal[0].length;
      return codePoint;
    }
    const character = this.#take();
    if (character === '') throw new RegexError('trailing \\');
    const control = CONTROL_ESCAPES.get(character);
    if (control !== undefined) return control;
    // Any ASCII character that is neither letter nor digit may be escaped; letters and digits are kept for meanings to come.
    if (/^[^\da-zA-Z]$/.test(character) && character <= '\x7f') return character.charCodeAt(0);
    throw new RegexError(`invalid escape sequence: ${this.#pattern.slice(begin, this.#at)}`);
  }

  #bracketClass(): CharacterClass {
    const begin = this.#at;
    this.#skip('[');
    const negated = this.#skip('^');
    const classes: CharacterClass[] = [];
    for (let first = true; first || !this.#next(']'); first = false) {
      if (this.#at >= this.#pattern.length) throw new RegexError(`missing ]: ${this.#pattern.slice(begin)}`);
      // A hyphen stands for itself at the begin and the end only.
      const bareHyphen = !first && this.#next('-') && !/^-(?:\]|$)/.test(this.#pattern.slice(this.#at));
      if (bareHyphen) throw new RegexError(`invalid character class range: ${this.#pattern.slice(this.#at, this.#at + 2)}`);
      classes.push(this.#posixClass() ?? this.#classEscape() ?? this.#range(begin));
    }
    this.#skip(']');
    const accepts = union(classes);
    if (!negated) return accepts;
    return complement(this.#flags.ignoreCase ? foldCase(accepts) : accepts);
  }

  #posixClass(): CharacterClass | undefined {
    const posix = /^\[:(.*?):\]/s.exec(this.#pattern.slice(this.#at));
    if (!posix) return undefined;
    this.#at += posix[0].length;
    const named = posixClass(posix[1] as string);
    if (!named) throw new RegexError(`invalid character class range: ${posix[0]}`);
    return named;
  }

  #range(classBegin: number): CharacterClass {
    const begin = this.#at;
    const first = this.#classCharacter(classBegin);
    if (!this.#next('-') || /^-(?:\]|$)/.test(this.#pattern.slice(this.#at))) return between(first, first);
    this.#skip('-');
    const last = this.#classCharacter(classBegin);
    if (last < first) throw new RegexError(`invalid character class range: ${this.#pattern.slice(begin, this.#at)}`);
    return between(first, last);
  }

  #classCharacter(classBegin: number): number {
    if (this.#next('\\')) return this.#characterEscape();
    const character = this.#take();
    if (character === '') throw new RegexError(`missing ]: ${this.#pattern.slice(classBegin)}`);
    return character.codePointAt(0) as number;
  }
}
