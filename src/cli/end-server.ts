import type { ServerRecord } from '../host/server-file.js';
import { pause } from '../mesos/process/pause.js';
import { lives } from '../mesos/process/process-mark.js';
import { connectionTo } from './connection.js';

type Server = Omit<ServerRecord, 'clusters'>;

/** How long a host process may take to end before it is killed; the supervisor of its tasks needs no longer either way. */
const END_MS = 10_000;
const LOOK_MS = 10;
const ANSWER_MS = 2000;

/**
 * Ends a host process with all of its clusters, and resolves when it is gone. One that does not answer is killed: what it
 * has started goes with it all the same.
 */
export async function endServer(server: Server): Promise<void> {
  if (await answers(server)) {
    const { client } = connectionTo(server, '');
    await client.json('POST', '/v1/shutdown', { timeoutMs: END_MS }).catch(() => {});
    client.close();
    if (await isGone(server, END_MS)) return;
  }
  kill(server);
  await isGone(server, END_MS);
}

/** Waits until a host process is gone; false when it is still there after so many milliseconds. */
export async function isGone(server: Server, timeoutMs: number): Promise<boolean> {
  for (let waited = 0; lives(server); waited += LOOK_MS) {
    if (waited >= timeoutMs) return false;
    await pause(LOOK_MS);
  }
  return true;
}

/** Whether a host process answers, and soon. */
export async function answers(server: { readonly url: string }): Promise<boolean> {
  const { client } = connectionTo(server, '');
  try {
    await client.json('GET', '/v1/health', { timeoutMs: ANSWER_MS });
    return true;
  } catch {
    return false;
  } finally {
    client.close();
  }
}

function kill(server: Server): void {
  if (!lives(server)) return;
  try {
    process.kill(server.pid, 'SIGKILL');
  } catch {
    // It went at this moment.
  }
}
