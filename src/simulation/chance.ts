import { type Random, seededRandom } from '../mesos/process/random.js';
import { formatStep, type SimulationStep } from './schedule.js';

/**
 * The chance of a simulation. Every step begins with a chance of its own, which depends on the seed and on the step: so that
 * the others remain what they were when a step is taken out of a schedule. Ids have a chance apart, as they must never repeat.
 */
export class Chance implements Random {
  readonly #ids: Random;
  #numbers: Random;
  /** How often each step has come. */
  readonly #counts = new Map<string, number>();

  constructor(private readonly seed: number) {
    this.#ids = seededRandom(hash(`ids ${seed}`));
    this.#numbers = seededRandom(hash(`start ${seed}`));
  }

  begin(step: SimulationStep | undefined): void {
    const text = step ? formatStep(step) : 'settling';
    const count = (this.#counts.get(text) ?? 0) + 1;
    this.#counts.set(text, count);
    this.#numbers = seededRandom(hash(`${text} ${count} ${this.seed}`));
  }

  number(): number {
    return this.#numbers.number();
  }

  uuid(): string {
    return this.#ids.uuid();
  }

  bytes(count: number): Buffer {
    return this.#numbers.bytes(count);
  }
}

/** 32 bits of a text (FNV-1a). */
function hash(text: string): number {
  let bits = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) bits = Math.imul(bits ^ text.charCodeAt(index), 0x01000193);
  return bits >>> 0;
}
