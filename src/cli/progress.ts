import type { CliContext } from './context.js';

/** Tells on stderr, in one line, how far a command has come. */
export class Progress {
  #open = false;

  constructor(
    private readonly context: Pick<CliContext, 'stderr' | 'env'>,
    private readonly silent: boolean,
  ) {}

  /** What is being done now; shown only where it can be overwritten by what comes next. */
  doing(text: string): void {
    if (this.silent || !this.context.stderr.isTTY) return;
    this.context.stderr.write(`${this.#start()}${this.#dim(text)}`);
    this.#open = true;
  }

  /** What was done; stays. */
  done(text: string): void {
    if (this.silent) return;
    this.context.stderr.write(`${this.#start()}${this.#dim(text)}\n`);
    this.#open = false;
  }

  /** Takes back what is being done, so that something else can be written. */
  clear(): void {
    if (this.#open) this.context.stderr.write(this.#start());
    this.#open = false;
  }

  #start(): string {
    return this.#open ? '\r\u001b[K' : '';
  }

  #dim(text: string): string {
    const colours = this.context.stderr.isTTY && !this.context.env['NO_COLOR'];
    return colours ? `\u001b[2m${text}\u001b[22m` : text;
  }
}
