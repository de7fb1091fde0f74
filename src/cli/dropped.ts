import { MinimesosError } from '../errors.js';
import type { ClusterConnection } from './connection.js';

/** What an answer that was cut off means; whoever closed our own output is not the cluster. */
export function gone({ client }: ClusterConnection, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EPIPE') return error;
  return new MinimesosError('HOST_GONE', { url: client.url, reason: 'the connection was cut' }, { cause: error });
}
