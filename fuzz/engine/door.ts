/** Something that takes what others send: a parser, or a server. One file of fuzz/doors each, as its default export. */
export interface Door {
  /** That of its file. */
  readonly name: string;
  /** Inputs to begin with: one of each kind that there is. What was found wrong once lies in fuzz/corpus/NAME besides. */
  readonly corpus: readonly (string | Uint8Array)[];
  /** Gives one input; what it throws is a finding, and so is what is thrown by something that it sets off. */
  run(input: Uint8Array): unknown;
  /** Before the first input, in the process that is to give them. */
  open?(): Promise<void>;
  /** After the last. */
  close?(): Promise<void>;
  /** Whether what was thrown is an answer: the errors of our catalogue, and those in Mesos's words. */
  answers?(error: unknown): boolean;
  /** A new input by chance, where there is something that knows how one looks. */
  generate?(seed: number): Uint8Array;
  /** Words that inputs may be made of, besides those that stand in the code that was reached. */
  readonly words?: readonly (string | Uint8Array)[];
  /** How long an input may become, in bytes; 4096 unless told otherwise. */
  readonly longest?: number;
  /** How long the long ones may become, in bytes, where others than we see to it that nothing longer comes; else {@link LONGEST}. */
  readonly limit?: number;
  /**
   * Makes inputs of about so many bytes, where a format counts what it has: what grows by repeating a piece of an input is refused there.
   * Each has many of something that is like no other, as far as the format allows.
   */
  readonly long?: readonly ((bytes: number) => Uint8Array)[];
}

export const DEFAULT_LONGEST = 4096;

/** The longest input that there is room for, in bytes: what ZooKeeper takes at once, and more than any list that people write. */
export const LONGEST = 1 << 20;

export const bytesOf = (input: string | Uint8Array): Uint8Array =>
  typeof input === 'string' ? Buffer.from(input) : new Uint8Array(input);
