import type { CharacterClass } from './characters.js';
import { type Assertion, parseRegex, RegexError, type RegexNode } from './parser.js';

type Instruction =
  | { kind: 'character'; accepts: CharacterClass; next: number }
  | { kind: 'assertion'; assertion: Assertion; next: number }
  | { kind: 'split'; next: number; other: number }
  | { kind: 'match' };

/** Mesos's default of `--offer_constraints_re2_max_mem`. */
const MEMORY = 4096;

/** What RE2 needs besides instructions, in bytes. */
const OVERHEAD = 432;

/** RE2 needs 8 bytes for an instruction, and about twice as many instructions as there are here. */
const BYTES_PER_INSTRUCTION = 16;

/** No memory is enough for more: matching would go too deep. */
const MOST_INSTRUCTIONS = 5000;

/** How many instructions there is room for: RE2 takes two thirds of its memory for the program; without a limit anything goes. */
function roomIn(bytes: number): number {
  const room = bytes <= 0 ? MOST_INSTRUCTIONS : Math.floor(((bytes * 2) / 3 - OVERHEAD) / BYTES_PER_INSTRUCTION);
  return Math.min(room, MOST_INSTRUCTIONS);
}

/** A regular expression in RE2's syntax. Matching takes time linear in the text, whatever the pattern, as with RE2. */
export interface Regex {
  /** Number of instructions; close to RE2's `ProgramSize`, not always equal to it. */
  readonly size: number;
  /** Whether the pattern matches the text as a whole. */
  fullMatch(text: string): boolean;
}

/**
 * Compiles a pattern. Throws a RegexError, with RE2's words as its message, when the pattern is none or too large.
 * @param memory how many bytes RE2 might need for it; 0 for any number
 */
export function compileRegex(pattern: string, memory = MEMORY): Regex {
  const program = new Program(roomIn(memory));
  const start = emit(program, parseRegex(pattern), 0);
  return { size: program.instructions.length, fullMatch: (text) => run(program.instructions, start, text) };
}

class Program {
  readonly instructions: Instruction[] = [{ kind: 'match' }];

  constructor(private readonly room: number) {}

  push(instruction: Instruction): number {
    if (this.instructions.length >= this.room) throw new RegexError('pattern too large - compile failed');
    return this.instructions.push(instruction) - 1;
  }
}

/** Appends what matches `node` and then goes on at `next`; returns where that begins. */
function emit(program: Program, node: RegexNode, next: number): number {
  switch (node.kind) {
    case 'character':
      return program.push({ kind: 'character', accepts: node.accepts, next });
    case 'assertion':
      return program.push({ kind: 'assertion', assertion: node.assertion, next });
    case 'sequence':
      return node.nodes.reduceRight((following, each) => emit(program, each, following), next);
    case 'alternatives':
      return node.nodes
        .map((each) => emit(program, each, next))
        .reduceRight((other, first) => program.push({ kind: 'split', next: first, other }));
    case 'repetition':
      return emitRepetition(program, node, next);
  }
}

function emitRepetition(program: Program, { node, minimum, maximum }: RegexNode & { kind: 'repetition' }, next: number): number {
  let start = next;
  if (maximum === Number.POSITIVE_INFINITY) {
    const loop: Instruction & { kind: 'split' } = { kind: 'split', next: 0, other: next };
    start = program.push(loop);
    loop.next = emit(program, node, start);
  } else {
    for (let count = minimum; count < maximum; count++) {
      start = program.push({ kind: 'split', next: emit(program, node, start), other: next });
    }
  }
  for (let count = 0; count < minimum; count++) start = emit(program, node, start);
  return start;
}

function run(program: readonly Instruction[], start: number, text: string): boolean {
  const characters = [...text].map((character) => character.codePointAt(0) as number);
  let current = new Set<number>();
  follow(program, start, characters, 0, current);
  for (const [index, codePoint] of characters.entries()) {
    const following = new Set<number>();
    for (const at of current) {
      const instruction = program[at];
      if (instruction?.kind === 'character' && instruction.accepts(codePoint)) {
        follow(program, instruction.next, characters, index + 1, following);
      }
    }
    if (following.size === 0) return false;
    current = following;
  }
  return current.has(0);
}

/** Adds to `reached` every instruction that can be reached from `at` without reading a character. */
function follow(
  program: readonly Instruction[],
  at: number,
  characters: readonly number[],
  position: number,
  reached: Set<number>,
): void {
  if (reached.has(at)) return;
  reached.add(at);
  const instruction = program[at];
  if (instruction?.kind === 'split') {
    follow(program, instruction.next, characters, position, reached);
    follow(program, instruction.other, characters, position, reached);
  } else if (instruction?.kind === 'assertion' && holds(instruction.assertion, characters, position)) {
    follow(program, instruction.next, characters, position, reached);
  }
}

const isWord = (codePoint: number | undefined) => codePoint !== undefined && /\w/.test(String.fromCodePoint(codePoint));

function holds(assertion: Assertion, characters: readonly number[], position: number): boolean {
  const [before, after] = [characters[position - 1], characters[position]];
  switch (assertion) {
    case 'begin text':
      return position === 0;
    case 'end text':
      return position === characters.length;
    case 'begin line':
      return position === 0 || before === 10;
    case 'end line':
      return position === characters.length || after === 10;
    case 'word boundary':
      return isWord(before) !== isWord(after);
    case 'no word boundary':
      return isWord(before) === isWord(after);
  }
}
