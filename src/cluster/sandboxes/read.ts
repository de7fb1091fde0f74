import { posix } from 'node:path';
import { MinimesosError } from '../../errors.js';
import { HttpStatusError } from '../../http-client.js';
import type { ClusterAccess } from '../access.js';
import type { TaskOwner } from '../find.js';
import { browse, download, type FilePlace, type SandboxEntry } from './files.js';
import { locate } from './locate.js';

/** See {@link TaskSandbox.list}. */
export async function list(cluster: ClusterAccess, taskId: string, owner: TaskOwner, directory: string): Promise<SandboxEntry[]> {
  const { place: sandbox } = await locate(cluster, taskId, owner);
  const place = within(sandbox, directory, taskId);
  const entries = await inSandbox(taskId, directory, browse(cluster.http, place, cluster.destroyed));
  return entries.map((entry) => sandboxEntry(sandbox, entry));
}

/** See {@link TaskSandbox.read}. */
export async function read(cluster: ClusterAccess, taskId: string, owner: TaskOwner, file: string): Promise<Buffer> {
  const { place: sandbox } = await locate(cluster, taskId, owner);
  return inSandbox(taskId, file, download(cluster.http, within(sandbox, file, taskId), cluster.destroyed));
}

/** An entry as `/files/browse` has it, with its path from the sandbox. */
export const sandboxEntry = (
  sandbox: FilePlace,
  { path, size, mode, mtime }: { path: string; size: number; mode: string; mtime: number },
): SandboxEntry => ({
  name: posix.basename(path),
  path: posix.relative(sandbox.path, path),
  directory: mode.startsWith('d'),
  modifiedAt: mtime * 1000,
  size,
  mode,
});

/**
 * A place in a sandbox. What leads out of it is no part of it: other tasks' files have sandboxes of their own.
 * @throws MinimesosError `NOT_IN_SANDBOX`
 */
export function within(sandbox: FilePlace, path: string, task: string): FilePlace {
  const inside = posix.normalize(`./${path}`);
  if (inside === '..' || inside.startsWith('../')) {
    throw new MinimesosError('NOT_IN_SANDBOX', { task, path, reason: 'it leads out of the sandbox' });
  }
  return { ...sandbox, path: posix.join(sandbox.path, inside) };
}

/** What an agent says of a file that it does not give. */
export function notInSandbox(cause: HttpStatusError, task: string, path: string): MinimesosError {
  if (cause.status === 404 && posix.normalize(`./${path}`) === './') {
    return new MinimesosError('NO_SANDBOX', { task, reason: 'it was never made, or is gone' }, { cause });
  }
  const reason = cause.status === 404 ? 'it does not exist' : cause.body.trim().replace(/\.$/, '') || cause.message;
  return new MinimesosError('NOT_IN_SANDBOX', { task, path, reason }, { cause });
}

async function inSandbox<Answer>(task: string, path: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    throw error instanceof HttpStatusError ? notInSandbox(error, task, path) : error;
  }
}
