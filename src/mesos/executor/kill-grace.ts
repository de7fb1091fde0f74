import type { KillPolicy } from '../wire/messages.js';

/** How long a killed task has before SIGKILL when nobody says otherwise. */
export const DEFAULT_KILL_GRACE_MS = 3000;

/** The grace period of the first policy that names one, in milliseconds. */
export function killGraceMs(...policies: (KillPolicy | undefined)[]): number {
  const named = policies.find((policy) => policy?.grace_period !== undefined);
  return named?.grace_period === undefined ? DEFAULT_KILL_GRACE_MS : named.grace_period.nanoseconds / 1e6;
}
