/** An event that a scheduler is at work on. */
export interface Reception {
  readonly event: string;
  /** How many calls the scheduler had made before. */
  readonly calls: number;
}

/** What one scheduler has begun and not finished: events, and calls that nothing has answered yet. */
export class Receptions {
  readonly #open = new Set<Reception>();
  /** By number, in the order made. */
  readonly #unanswered = new Set<number>();
  #calls = 0;

  /** Events that it has not come back from, though no call that it may wait for is unanswered: it hangs, or waits for time to pass. */
  get hanging(): readonly Reception[] {
    const last = Math.max(0, ...this.#unanswered);
    return [...this.#open].filter(({ calls }) => last <= calls);
  }

  /** Has it receive an event. */
  receive(event: string, work: () => void | Promise<void>): void | Promise<void> {
    const reception = { event, calls: this.#calls };
    const going = work();
    if (!(going instanceof Promise)) return;
    this.#open.add(reception);
    return going.finally(() => this.#open.delete(reception));
  }

  /** It makes a call. */
  call<Answer>(answer: Promise<Answer>): Promise<Answer> {
    const number = ++this.#calls;
    this.#unanswered.add(number);
    return answer.finally(() => this.#unanswered.delete(number));
  }
}
