/** Whoever does wrong in so many ways is not listened to any more. */
const MOST = 1000;

/** What peers do wrong, told once: one that does so all the time does not fill the log. */
export class Complaints {
  readonly #told = new Set<string>();

  constructor(private readonly tell: (process: string, text: string) => void) {}

  /** @param about what tells it from others, such as the peer and what it did */
  add(about: string, process: string, text: string): void {
    if (this.#told.has(about) || this.#told.size >= MOST) return;
    this.#told.add(about);
    this.tell(process, text);
    if (this.#told.size === MOST) this.tell(process, 'There was so much wrong with messages of peers that no more is told');
  }

  /** All is well again: the next time it is told. */
  forget(about: string): void {
    this.#told.delete(about);
  }
}
