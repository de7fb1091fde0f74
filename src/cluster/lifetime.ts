import { MinimesosError } from '../errors.js';

/** What is under way on a cluster ends when the cluster does, however long it would have gone on. */
export class Lifetime {
  readonly #endings = new Set<() => void>();
  #ended = false;

  constructor(private readonly cluster: string) {}

  /**
   * Does something that needs the cluster. When the cluster is destroyed meanwhile, the signal aborts and the promise
   * rejects at once, whatever becomes of the work.
   * @param operation the work in the words of the caller, for the error: `waitFor()`
   * @throws MinimesosError `CLUSTER_DESTROYED`
   */
  during<Result>(operation: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const destroyed = () => new MinimesosError('CLUSTER_DESTROYED', { cluster: this.cluster, operation });
    if (this.#ended) return Promise.reject(destroyed());
    const controller = new AbortController();
    return new Promise((resolve, reject) => {
      const end = () => {
        reject(destroyed());
        controller.abort();
      };
      this.#endings.add(end);
      void work(controller.signal)
        .then(resolve, reject)
        .finally(() => this.#endings.delete(end));
    });
  }

  /** Ends everything under way, and refuses what comes later. */
  end(): void {
    this.#ended = true;
    for (const end of this.#endings) end();
  }
}
