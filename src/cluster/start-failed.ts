import { isMinimesosError, MinimesosError } from '../errors.js';

/** What a cluster that did not start is told of with, whatever has failed: an error of the catalogue. */
export function startFailed(cluster: string, error: unknown): MinimesosError {
  if (isMinimesosError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new MinimesosError('START_FAILED', { cluster, reason }, { cause: error });
}
