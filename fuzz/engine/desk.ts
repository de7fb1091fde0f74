import { LONGEST } from './door.js';

const HEAD_BYTES = 12;
const NUMBER = 0;
const LENGTH = 1;
const RUNNING = 2;

/**
 * What a worker works on, where who watches it can see it: memory of both. A worker that hangs says nothing any more, and one
 * that runs out of memory is gone.
 */
export class Desk {
  readonly #head: Int32Array;
  readonly #bytes: Uint8Array;

  constructor(readonly memory = new SharedArrayBuffer(HEAD_BYTES + LONGEST)) {
    this.#head = new Int32Array(memory, 0, HEAD_BYTES / 4);
    this.#bytes = new Uint8Array(memory, HEAD_BYTES);
  }

  begin(input: Uint8Array): void {
    this.#bytes.set(input);
    Atomics.store(this.#head, LENGTH, input.length);
    Atomics.store(this.#head, RUNNING, 1);
    Atomics.add(this.#head, NUMBER, 1);
  }

  end(): void {
    Atomics.store(this.#head, RUNNING, 0);
  }

  /** The number of the input that runs; undefined while none does. */
  get running(): number | undefined {
    return Atomics.load(this.#head, RUNNING) ? Atomics.load(this.#head, NUMBER) : undefined;
  }

  get input(): Uint8Array {
    return new Uint8Array(this.#bytes.slice(0, Atomics.load(this.#head, LENGTH)));
  }
}
