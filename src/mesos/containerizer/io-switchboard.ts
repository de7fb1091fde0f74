import type { OutputName } from '../process/supervisor/protocol.js';
import type { Attachable } from './containerizer.js';

/** Ctrl-D, by which terminals end the input. */
const END_OF_TRANSMISSION = 4;

/** Who is shown what a container writes. */
export interface OutputListener {
  output(name: OutputName, data: Buffer): void;
  /** No more will come. */
  closed(): void;
}

/** The input of a container, in the hands of the one who may give it. */
export interface ContainerInput {
  /** Without data, or of a terminal with the character for it, ends the input. Waits until the container reads; rejects when it does not read any more. */
  write(data: Buffer): Promise<void>;
  release(): void;
}

/**
 * Leads input to a container and its output to whoever looks on, as the server of Mesos's class of this name does. Of
 * containers that have one, the others have their output in files only.
 */
export class IOSwitchboard {
  /** Resolves when no more output will come. */
  readonly closed: Promise<void>;
  readonly #listeners = new Set<OutputListener>();
  /** What was written before the first listener came, where that one is waited for. */
  #early: [OutputName, Buffer][] | undefined;
  #close: () => void = () => {};
  #isClosed = false;
  #inputTaken = false;
  #write: ((data: Buffer) => Promise<void>) | undefined;

  readonly tty: boolean;

  constructor({ session, tty }: Attachable) {
    this.tty = tty;
    if (session) this.#early = [];
    this.closed = new Promise((resolve) => {
      this.#close = resolve;
    });
  }

  /** Whether there is nothing left to hear or say. */
  get over(): boolean {
    return this.#isClosed && !this.#early;
  }

  /** Returns a function that ends the listening. */
  listen(listener: OutputListener): () => void {
    for (const [name, data] of this.#early ?? []) listener.output(name, data);
    this.#early = undefined;
    if (this.#isClosed) listener.closed();
    else this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes the input; undefined as long as somebody else has it. */
  takeInput(): ContainerInput | undefined {
    if (this.#inputTaken) return undefined;
    this.#inputTaken = true;
    return {
      write: async (data) => {
        if (!this.#write || this.#isClosed) throw new Error('the container does not run');
        const ends = this.tty ? data.includes(END_OF_TRANSMISSION) : data.length === 0;
        const content = this.tty && ends ? data.subarray(0, data.indexOf(END_OF_TRANSMISSION)) : data;
        if (content.length > 0) await this.#write(content);
        if (ends) await this.#write(Buffer.alloc(0));
      },
      release: () => {
        this.#inputTaken = false;
      },
    };
  }

  /** Whether a command is, or was, at the container's end. */
  get connected(): boolean {
    return this.#write !== undefined;
  }

  // What the containerizer tells it.

  /** The command of the container takes input by this function. */
  connect(write: (data: Buffer) => Promise<void>): void {
    this.#write = write;
  }

  received(output: OutputName, data: Buffer): void {
    const name = this.tty ? 'stdout' : output;
    if (this.#early) this.#early.push([name, data]);
    for (const listener of this.#listeners) listener.output(name, data);
  }

  /** The command has closed its outputs, or there will never be one. */
  ended(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#close();
    for (const listener of this.#listeners) listener.closed();
    this.#listeners.clear();
  }
}
