import { isMinimesosError, MinimesosError } from '../errors.js';

/** The end of a cluster, step by step: whatever a step fails at, those after it are done, and all that is left is told at the end. */
export class Takedown {
  readonly #failures: unknown[] = [];

  /** @param cluster its name */
  constructor(private readonly cluster: string) {}

  /** Resolves when the step is over, however it ended. */
  async attempt(step: () => unknown): Promise<void> {
    try {
      await step();
    } catch (error) {
      this.#failures.push(error);
    }
  }

  /** @throws MinimesosError `DESTROY_TIMEOUT` when a step has failed */
  assertDone(): void {
    if (this.#failures.length === 0) return;
    const left = [...new Set(this.#failures.flatMap(leftBy))];
    throw new MinimesosError('DESTROY_TIMEOUT', { cluster: this.cluster, left }, { cause: this.#failures[0] });
  }
}

/** What a step has left, as far as its failure tells. */
function leftBy(failure: unknown): readonly string[] {
  if (isMinimesosError(failure, 'DESTROY_TIMEOUT')) return failure.details.left;
  if (isMinimesosError(failure, 'DOCKER_NOT_REMOVED')) {
    const { left, reason } = failure.details;
    return left.length > 0 ? left.map((each) => `${each}: ${reason}`) : [`what is on the engine of Docker: ${reason}`];
  }
  if (!(failure instanceof Error)) return [String(failure)];
  const { path, code, message } = failure as NodeJS.ErrnoException;
  return [path === undefined ? message : `${path} (${code})`];
}
