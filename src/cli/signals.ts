import type { SignalSource } from './context.js';

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The signals that ask this process to end, from now until `stop`: each goes to one listener, the one set last. */
export class EndingSignals {
  #listener: (signal: NodeJS.Signals) => void = () => {};
  #first: NodeJS.Signals | undefined;

  constructor(private readonly source: SignalSource) {
    for (const signal of ENDING) source.on(signal, this.#receive);
  }

  /** The first that came, if any did. */
  get first(): NodeJS.Signals | undefined {
    return this.#first;
  }

  /** From now on signals go to `listener`. */
  listen(listener: (signal: NodeJS.Signals) => void): void {
    this.#listener = listener;
  }

  /** Resolves with the next signal. */
  next(): Promise<NodeJS.Signals> {
    return new Promise((resolve) => this.listen(resolve));
  }

  /** Signals do what they do to any process again. */
  stop(): void {
    for (const signal of ENDING) this.source.off(signal, this.#receive);
  }

  readonly #receive = (signal: NodeJS.Signals): void => {
    this.#first ??= signal;
    this.#listener(signal);
  };
}
