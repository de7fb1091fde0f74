import { readFileSync } from 'node:fs';

/** A file whose branches are counted, as scripts/instrument.mjs tells of it. */
interface CountedFile {
  readonly first: number;
  readonly end: number;
  readonly words: readonly string[];
}

/** How often a branch was taken, as one of eight steps: 1, 2, 3, 4-7, 8-15, 16-31, 32-127 and more are different behaviour. */
const STEP = Uint8Array.from({ length: 256 }, (_, count) => {
  if (count < 4) return [0, 1, 2, 4][count] as number;
  if (count < 32) return count < 8 ? 8 : count < 16 ? 16 : 32;
  return count < 128 ? 64 : 128;
});

/** Which branches of the code were taken, and how often, by all inputs together. */
export class Coverage {
  readonly #counters: Uint8Array;
  readonly #quads: Uint32Array;
  readonly #seen: Uint8Array;
  readonly #files: readonly CountedFile[];
  #branches = 0;

  /** @param filesPath where it is told which counters belong to which file */
  constructor(filesPath: string) {
    this.#files = JSON.parse(readFileSync(filesPath, 'utf8'));
    const size = Math.ceil((this.#files.at(-1)?.end ?? 0) / 4) * 4;
    const all = (globalThis as { __branchCounters?: Uint8Array }).__branchCounters ?? new Uint8Array(size);
    this.#counters = all.subarray(0, size);
    this.#quads = new Uint32Array(all.buffer, all.byteOffset, size / 4);
    this.#seen = new Uint8Array(size);
  }

  /** How many branches were taken by any input. */
  get branches(): number {
    return this.#branches;
  }

  /** Forgets what was counted since the last input. */
  begin(): void {
    this.#counters.fill(0);
  }

  /** Whether anything was taken that never was, or never so often. */
  end(): boolean {
    const counters = this.#counters;
    const seen = this.#seen;
    const quads = this.#quads;
    let isNew = false;
    for (let quad = 0; quad < quads.length; quad++) {
      if (quads[quad] === 0) continue;
      for (let index = quad * 4; index < quad * 4 + 4; index++) {
        const step = STEP[counters[index] as number] as number;
        const before = seen[index] as number;
        if ((step & ~before) === 0) continue;
        if (before === 0) this.#branches++;
        seen[index] = before | step;
        isNew = true;
      }
    }
    return isNew;
  }

  /** The words in the code of which anything was reached. */
  words(): string[] {
    const reached = this.#files.filter(({ first, end }) => this.#seen.subarray(first, end).some((step) => step > 0));
    return [...new Set(reached.flatMap(({ words }) => words))];
  }
}
