import { isMinimesosError, MinimesosError } from '../errors.js';
import { pause } from '../mesos/process/pause.js';
import type { Engine } from './engine.js';
import { inTime } from './in-time.js';
import { leftOf, type Refusal, removeLabelled } from './remove.js';

/** How long it may take to remove all: less than `minimesos destroy` waits for the answer. */
const PATIENCE_MS = 20_000;
const LOOK_MS = 100;
/** For so long an engine has said the same of a network to which nothing is connected, when it is taken to have counted wrongly. */
const MISCOUNTED_MS = 5000;

/** What it is to heed. */
export interface RemovalOptions {
  /** What is said to be left when the engine cannot be asked. */
  readonly made?: Iterable<string>;
  /** What is waited for first. */
  readonly after?: Promise<unknown>;
  /** How long all of it may take. Default: 20 s. */
  readonly patienceMs?: number;
}

/**
 * Removes all that a cluster has on an engine, and tries that again until nothing is left, or nothing but networks of which the engine
 * has counted wrongly what is connected to them, as it did before version 28.1 now and then: those stay until it is restarted.
 * @param labels what all of it has
 * @returns the errors `DOCKER_NETWORK_LEFT` of such networks
 * @throws MinimesosError `DOCKER_NOT_REMOVED` with all that is left
 */
export async function removeCluster(
  engine: Engine,
  cluster: string,
  labels: Readonly<Record<string, string>>,
  { made = [], after = Promise.resolve(), patienceMs = PATIENCE_MS }: RemovalOptions = {},
): Promise<readonly MinimesosError[]> {
  let over = false;
  const within = `within ${patienceMs / 1000} s`;
  let reason = `nothing came ${within}`;
  let left: readonly string[] = [...made].sort();
  const removed = async (): Promise<readonly MinimesosError[]> => {
    await after;
    for (let rounds = 0; !over; ) {
      try {
        const refusals = await removeLabelled(engine, labels);
        left = await leftOf(engine, labels);
        if (left.length === 0) return [];
        reason = refusals.at(-1)?.reason ?? `not all of it was removed ${within}`;
        const miscounted = refusals.flatMap(networkLeft);
        rounds = miscounted.length === left.length ? rounds + 1 : 0;
        if (rounds * LOOK_MS > MISCOUNTED_MS) return miscounted;
      } catch (error) {
        reason = isMinimesosError(error, 'DOCKER_GONE', 'DOCKER_FAILED') ? error.details.reason : (error as Error).message;
        if (isMinimesosError(error, 'DOCKER_GONE')) throw error;
      }
      await pause(LOOK_MS);
    }
    return [];
  };
  try {
    return await inTime(patienceMs, removed(), () => new Error(reason));
  } catch (cause) {
    throw new MinimesosError('DOCKER_NOT_REMOVED', { cluster, reason, left }, { cause });
  } finally {
    over = true;
  }
}

const networkLeft = ({ reason, miscounted: network }: Refusal): MinimesosError[] =>
  network === undefined ? [] : [new MinimesosError('DOCKER_NETWORK_LEFT', { network, reason })];
