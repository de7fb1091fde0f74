import { isMinimesosError, MinimesosError } from '../errors.js';

/** An answer of an engine that is no success, or a connection to it that failed, as the client of it has that. */
interface EngineError extends NodeJS.ErrnoException {
  readonly statusCode?: number;
  readonly reason?: string;
  readonly json?: { readonly message?: string };
}

/** The status of an answer that was no success; undefined for any other error. */
export const statusOf = (error: unknown): number | undefined => (error as EngineError | undefined)?.statusCode;

/** Whether this is an answer with one of these statuses. */
export const hasStatus = (error: unknown, ...statuses: readonly number[]): boolean => statuses.includes(statusOf(error) ?? 0);

/** What an engine says in an answer that is no success, or why it could not be asked. */
export function reasonOf(error: unknown): string {
  const { json, message } = error as EngineError;
  return (json?.message ?? message).trim();
}

/**
 * What is behind an error of an engine, in the words of minimesos.
 * @param doing what was to be done: `start container x`
 */
export function understood(error: unknown, doing = 'answer'): Error {
  if (isMinimesosError(error)) return error;
  const { statusCode, code } = error as EngineError;
  const reason = reasonOf(error);
  if (statusCode === undefined && ['ECONNREFUSED', 'ENOENT', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT'].includes(code ?? '')) {
    return new MinimesosError('DOCKER_GONE', { doing, reason }, { cause: error });
  }
  if (/no space left on device/i.test(reason)) return new MinimesosError('DOCKER_DISK_FULL', { doing, reason }, { cause: error });
  if (/could not find an available|non-overlapping IPv4|address pools have been fully/i.test(reason)) {
    return new MinimesosError('DOCKER_NETWORKS_EXHAUSTED', { reason }, { cause: error });
  }
  return new MinimesosError('DOCKER_FAILED', { doing, reason }, { cause: error });
}
