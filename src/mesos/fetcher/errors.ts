/**
 * URIs could not be fetched, so the container is not launched. The message is exactly what Mesos puts after
 * "Failed to launch container: "; `cause` is what went wrong, which the user reads in the sandbox's stderr.
 */
export class FetchError extends Error {
  override readonly name = 'FetchError';
}

/** What went wrong, in one line, whatever was thrown. */
export function describe(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
}

/** What is said when the fetcher could not fetch something, and how it ended then. */
export const fetchFailure = (containerId: string, end: string): string =>
  `Failed to fetch all URIs for container '${containerId}': ${end}`;
