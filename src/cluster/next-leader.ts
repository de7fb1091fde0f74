import type { ClusterAccess } from './access.js';

/** How often it is looked whether a master leads. */
const LOOK_MS = 50;

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
