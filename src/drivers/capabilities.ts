import { MinimesosError } from '../errors.js';

/** What not every driver can do with a cluster, and what that is in words. */
export const CAPABILITIES = {
  members: 'kill, stop and restart masters and agents, add agents, fail over',
  pause: 'pause and resume masters and agents that are processes of their own',
  killTask: 'kill a task of any framework',
  reset: 'reset the cluster',
  clock: 'move its time',
  faults: 'drop, delay and hold its traffic',
  acts: 'rescind offers, kill executors, pause tasks, fill sandboxes',
  traffic: 'see calls, events and messages in the timeline, and expect them',
} as const;

export type Capability = keyof typeof CAPABILITIES;

export const ALL_CAPABILITIES = Object.keys(CAPABILITIES) as readonly Capability[];

/** Why a cluster cannot do it, where the driver itself is not asked. */
const NOT_SEEN = 'its traffic does not pass through minimesos';

/**
 * Makes sure that what a cluster sees of its traffic is known here.
 * @throws MinimesosError `UNSUPPORTED_BY_DRIVER`
 */
export function requireTraffic(
  cluster: { readonly driver: string; readonly capabilities: readonly Capability[] },
  operation: string,
): void {
  if (!cluster.capabilities.includes('traffic')) throw unsupported(cluster.driver, operation, NOT_SEEN);
}

/** What an operation that a driver cannot do rejects with. */
export const unsupported = (driver: string, operation: string, reason: string): MinimesosError<'UNSUPPORTED_BY_DRIVER'> =>
  new MinimesosError('UNSUPPORTED_BY_DRIVER', { driver, operation, reason });

/**
 * Makes sure that an agent that is added is not described as one in a container, where there are none.
 * @throws MinimesosError `UNSUPPORTED_BY_DRIVER`
 */
export function requireNoContainer(driver: string, { container }: { readonly container?: object | undefined }): void {
  if (!container) return;
  throw unsupported(driver, 'addAgent() with image, environment, binds or files', 'its agents are in no containers');
}
