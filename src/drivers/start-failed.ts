import { isMinimesosError, MinimesosError } from '../errors.js';

/** By what is told that a cluster, or a part of it, did not start, whatever has failed: an error of the catalogue. */
export function startFailed(cluster: string, error: unknown): MinimesosError {
  if (isMinimesosError(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new MinimesosError('START_FAILED', { cluster, reason }, { cause: error });
}
