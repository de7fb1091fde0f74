/** A master or an agent that was started and is no part of this process: a process of this machine, or a container. */
export interface Program {
  readonly running: boolean;
  /** How it ended, in words; undefined while it runs. */
  readonly end: string | undefined;
  /** Resolves when it has ended. */
  readonly ended: Promise<void>;
  /** What it has logged last. */
  lastLines(): Promise<string[]>;
  /** Sends a signal to it alone, and not to what it has started. */
  signal(name: NodeJS.Signals): Promise<void>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Ends it with all that it has started. */
  killAll(): Promise<void>;
}
