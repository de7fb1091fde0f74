import { isMinimesosError, MinimesosError } from '../errors.js';
import { pause } from '../mesos/process/pause.js';
import type { Engine } from './engine.js';
import { inTime } from './in-time.js';
import { leftOf, removeLabelled } from './remove.js';

/** How long it may take to remove all: less than `minimesos destroy` waits for the answer. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;

/**
 * Removes all that a cluster has on an engine, and tries that again until nothing is left.
 * @param labels what all of it has
 * @param made what is said to be left when the engine cannot be asked
 * @param after what is waited for first
 * @param patienceMs how long all of it may take
 * @throws MinimesosError `DOCKER_NOT_REMOVED` with all that is left
 */
export async function removeCluster(
  engine: Engine,
  cluster: string,
  labels: Readonly<Record<string, string>>,
  { made = [] as Iterable<string>, after = Promise.resolve() as Promise<unknown>, patienceMs = PATIENCE_MS } = {},
): Promise<void> {
  let over = false;
  const within = `within ${patienceMs / 1000} s`;
  let reason = `nothing came ${within}`;
  let left: readonly string[] = [...made].sort();
  const removed = async () => {
    await after;
    while (!over) {
      try {
        const refusals = await removeLabelled(engine, labels);
        left = await leftOf(engine, labels);
        if (left.length === 0) return;
        reason = refusals.at(-1) ?? `not all of it was removed ${within}`;
      } catch (error) {
        reason = isMinimesosError(error, 'DOCKER_GONE', 'DOCKER_FAILED') ? error.details.reason : (error as Error).message;
        if (isMinimesosError(error, 'DOCKER_GONE')) throw error;
      }
      await pause(LOOK_MS);
    }
  };
  try {
    await inTime(patienceMs, removed(), () => new Error(reason));
  } catch (cause) {
    throw new MinimesosError('DOCKER_NOT_REMOVED', { cluster, reason, left }, { cause });
  } finally {
    over = true;
  }
}
