import { constants } from 'node:os';
import { type ErrorCode, isMinimesosError } from '../errors.js';

/** What the exit codes of minimesos mean; `docs/cli.md` tells users. */
export const EXIT = {
  ok: 0,
  /** What was asked for failed. */
  failed: 1,
  /** The command line is wrong; nothing was done. */
  usage: 2,
  /** The cluster, or the host process it lives in, is not running. */
  notRunning: 3,
  /** It did not happen in time. */
  timedOut: 4,
  /** After chaos, something is wrong on the cluster. */
  inconsistent: 5,
} as const;

const OTHERS: Partial<Record<ErrorCode, number>> = {
  UNKNOWN_COMMAND: EXIT.usage,
  UNKNOWN_OPTION: EXIT.usage,
  INVALID_OPTION: EXIT.usage,
  NOT_RUNNING: EXIT.notRunning,
  UNKNOWN_CLUSTER: EXIT.notRunning,
  CLUSTER_DESTROYED: EXIT.notRunning,
  HOST_NOT_FOUND: EXIT.notRunning,
  HOST_GONE: EXIT.notRunning,
  START_TIMEOUT: EXIT.timedOut,
  WAIT_TIMEOUT: EXIT.timedOut,
  NO_ANSWER: EXIT.timedOut,
  DESTROY_TIMEOUT: EXIT.timedOut,
  ZOOKEEPER_UNREACHABLE: EXIT.timedOut,
  // Those of a shell for a command that it cannot run.
  COMMAND_NOT_STARTED: 126,
  COMMAND_NOT_FOUND: 127,
};

export const exitCodeOf = (error: unknown): number => (isMinimesosError(error) && OTHERS[error.code]) || EXIT.failed;

/** The exit code of a process that a signal ended, as shells have it. */
export const exitCodeOfSignal = (signal: NodeJS.Signals): number => 128 + constants.signals[signal];
