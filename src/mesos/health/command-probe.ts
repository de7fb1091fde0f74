/** The process of a command that is run for a check. */
export interface CheckProcess {
  /** Rejects when it could not be started. */
  readonly started: Promise<void>;
  /** Resolves with the wait status. */
  readonly ended: Promise<number>;
  signal(name: NodeJS.Signals): void;
}

/** What a command exits with. When it is aborted it is killed, with all it has started. */
export async function exitCodeOf(process: CheckProcess, signal: AbortSignal): Promise<number> {
  const kill = () => process.signal('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  try {
    await process.started;
    const status = await process.ended;
    signal.throwIfAborted();
    // As in Mesos: of a command that a signal ended this is 0.
    return (status >> 8) & 0xff;
  } finally {
    signal.removeEventListener('abort', kill);
  }
}
