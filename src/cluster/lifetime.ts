import { MinimesosError } from '../errors.js';
import { keepAlive } from '../mesos/process/keep-alive.js';

/** What is under way on a cluster ends when the cluster does, however long it would have gone on. */
export class Lifetime {
  readonly #endings = new Set<() => void>();
  #ended = false;
  /** Why it ended, when that was not asked for. */
  #cause: Error | undefined;

  constructor(private readonly cluster: string) {}

  /**
   * Does something that needs the cluster. When the cluster is destroyed meanwhile, the signal aborts and the promise
   * rejects at once, whatever becomes of the work. Until it has settled this process does not end by itself: where the other side is gone,
   * nothing but timers may be left, and who waits is to be told what became of it.
   * @param operation the work in the words of the caller, for the error: `waitFor()`
   * @throws MinimesosError `CLUSTER_DESTROYED`, or the cause of the end
   */
  during<Result>(operation: string, work: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    if (this.#ended) return Promise.reject(this.#destroyed(operation));
    const controller = new AbortController();
    const letEnd = keepAlive();
    return new Promise((resolve, reject) => {
      const end = () => {
        letEnd();
        reject(this.#destroyed(operation));
        controller.abort();
      };
      this.#endings.add(end);
      void work(controller.signal)
        .then(resolve, reject)
        .finally(() => {
          letEnd();
          this.#endings.delete(end);
        });
    });
  }

  /**
   * Does something when the cluster ends; returns a function that calls it off.
   * @throws MinimesosError `CLUSTER_DESTROYED` when it has ended already
   */
  atEnd(operation: string, action: () => void): () => void {
    if (this.#ended) throw this.#destroyed(operation);
    this.#endings.add(action);
    return () => this.#endings.delete(action);
  }

  /**
   * Ends everything under way, and refuses what comes later.
   * @param cause what is thrown in place of `CLUSTER_DESTROYED`
   */
  end(cause?: Error): void {
    this.#ended = true;
    this.#cause = cause;
    for (const end of this.#endings) end();
  }

  #destroyed(operation: string): Error {
    return this.#cause ?? new MinimesosError('CLUSTER_DESTROYED', { cluster: this.cluster, operation });
  }
}
