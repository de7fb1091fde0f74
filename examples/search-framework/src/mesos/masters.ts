/** A master, as long as it leads. */
export interface Lead {
  readonly url: URL;
  /** Aborted when it leads no longer. */
  readonly lost: AbortSignal;
}

/** Tells which master to turn to. */
export interface Masters {
  /** Waits while nobody leads; resolves with undefined when the signal is aborted. */
  next(signal: AbortSignal): Promise<Lead | undefined>;
}

/** Masters whose addresses are given: they are tried in turn, and any of them leads the way to the one that leads. */
export class ListedMasters implements Masters {
  readonly #urls: readonly URL[];
  #attempts = 0;

  constructor(urls: readonly URL[]) {
    this.#urls = urls;
  }

  async next({ aborted }: AbortSignal): Promise<Lead | undefined> {
    const url = this.#urls[this.#attempts++ % this.#urls.length];
    return aborted || !url ? undefined : { url, lost: new AbortController().signal };
  }
}
