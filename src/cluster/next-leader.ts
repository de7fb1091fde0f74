import { isBrokenConnection } from '../http-client.js';
import type { ClusterAccess } from './access.js';
import { SchedulerCallError } from './scheduler-client.js';

/** How often it is looked whether a master leads. */
const LOOK_MS = 50;

/** Whether this is how it looks when a master does not lead, or does so no more: it is gone, or sends elsewhere. */
export const isOfNoLeader = (error: unknown): boolean =>
  isBrokenConnection(error) || (error instanceof SchedulerCallError && [307, 503].includes(error.status));

/** Resolves when a master leads; rejects when the signal aborts. */
export async function untilOneLeads(
  { running, clock }: Pick<ClusterAccess, 'running' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    // Who led a moment ago may be seen to do so for another moment.
    await clock.sleep(LOOK_MS);
    signal.throwIfAborted();
    await running.refresh?.();
    if (running.leader.leading) return;
  }
}
