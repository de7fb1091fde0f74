import type { Position } from '../json-fault.js';
import { type Fault, type Token, Tokens } from './tokens.js';

export type Value = string | number | boolean | null;

/** `name = value` */
export interface WrittenProperty {
  readonly name: string;
  readonly at: Position;
  readonly value: Value;
  readonly valueAt: Position;
}

/** `name { ... }` */
export interface WrittenBlock {
  readonly name: string;
  readonly at: Position;
  readonly properties: readonly WrittenProperty[];
  readonly blocks: readonly WrittenBlock[];
}

const WORDS = { true: true, false: false, null: null } as const;
const ONLY = 'only blocks, name { ... }, and properties, name = value, can be here: nothing in this file is executed';
const VALUES = 'a string in quotes, a number, true, false or null';

/** Reads blocks and properties, whatever they are called, and tells all that is neither. */
export function readBlocks(text: string): { readonly root: WrittenBlock; readonly faults: readonly Fault[] } {
  const tokens = new Tokens(text);
  const reader = new BlockReader(tokens.all, [...tokens.faults]);
  const root = reader.members({ name: '', at: { line: 1, column: 1 } }, true);
  const faults = reader.faults.sort((one, other) => one.at.line - other.at.line || one.at.column - other.at.column);
  return { root, faults };
}

class BlockReader {
  #index = 0;

  constructor(
    private readonly tokens: readonly Token[],
    readonly faults: Fault[],
  ) {}

  /** What is inside of a block, and its closing brace; of the file as a whole, everything. */
  members({ name, at }: { name: string; at: Position }, isFile = false): WrittenBlock {
    const properties: WrittenProperty[] = [];
    const blocks: WrittenBlock[] = [];
    for (;;) {
      const token = this.#take();
      if (token.kind === 'line' || isSign(token, ';')) continue;
      if (token.kind === 'end' || (isSign(token, '}') && !isFile)) {
        if (token.kind === 'end' && !isFile) this.#fault(at, `the block ${name} is never closed`);
        return { name, at, properties, blocks };
      }
      if (isSign(token, '}')) this.#fault(token.at, 'this brace closes nothing');
      else if (token.kind !== 'word') this.#passOver(token, ONLY);
      else if (isSign(this.#afterLines(), '{')) {
        this.#takeLines();
        this.#take();
        blocks.push(this.members({ name: token.text, at: token.at }));
      } else if (isSign(this.#peek(), '=')) {
        this.#take();
        const property = this.#property(token);
        if (property) properties.push(property);
      } else this.#passOver(token, ONLY);
    }
  }

  #property({ text: name, at }: Token): WrittenProperty | undefined {
    this.#takeLines();
    const token = this.#peek();
    const value =
      token.kind === 'word' && Object.hasOwn(WORDS, token.text) ? WORDS[token.text as keyof typeof WORDS] : token.value;
    if (value === undefined) {
      if (token.kind !== 'end' && !isSign(token, '}')) this.#take();
      this.#passOver(token, `expected ${VALUES}, but got ${token.text}`);
      return undefined;
    }
    this.#take();
    const next = this.#peek();
    if (next.kind !== 'line' && next.kind !== 'end' && !isSign(next, ';') && !isSign(next, '}')) {
      this.#passOver(this.#take(), `the line has to end after the value of ${name}, but ${next.text} follows`);
    }
    return { name, at, value, valueAt: token.at };
  }

  /** Goes on behind the line, and behind all blocks that begin in it. */
  #passOver(token: Token, reason: string): void {
    this.#fault(token.at, reason);
    let open = isSign(token, '{') ? 1 : 0;
    for (let next = this.#peek(); next.kind !== 'end'; next = this.#peek()) {
      if (open === 0 && (next.kind === 'line' || isSign(next, '}'))) return;
      if (isSign(next, '{')) open++;
      if (isSign(next, '}')) open--;
      this.#take();
    }
  }

  #fault(at: Position, reason: string): void {
    this.faults.push({ at, reason });
  }

  #peek(ahead = 0): Token {
    return this.tokens[Math.min(this.#index + ahead, this.tokens.length - 1)] as Token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#index++;
    return token;
  }

  #afterLines(): Token {
    let ahead = 0;
    while (this.#peek(ahead).kind === 'line') ahead++;
    return this.#peek(ahead);
  }

  #takeLines(): void {
    while (this.#peek().kind === 'line') this.#take();
  }
}

const isSign = ({ kind, text }: Token, sign: string) => kind === 'sign' && text === sign;
