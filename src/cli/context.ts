import type { Readable, Writable } from 'node:stream';

/** A stream to write to, perhaps a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a command has of the world around it; tests give it another one. */
export interface CliContext {
  /** The arguments, without node and the script. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly cwd: string;
  readonly stdin: Readable;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Where the signals of this process arrive: `process`. */
  readonly signals: SignalSource;
  /** Whether a terminal sends its signals to the commands that are started here, too. */
  readonly terminal: boolean;
  /** Ends this process at once. */
  exit(code: number): void;
}

/** The part of `process` that signals come from. */
export interface SignalSource {
  on(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: NodeJS.Signals, listener: (signal: NodeJS.Signals) => void): unknown;
}
