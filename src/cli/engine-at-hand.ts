import { connectEngine, type Engine } from '../docker/engine.js';
import { engineAddresses, isMissing, isNamed } from '../docker/find-engine.js';
import { isMinimesosError } from '../errors.js';

/**
 * The engine of Docker, where there is one that may be used; undefined where there is none, which most clusters do not mind.
 * @throws MinimesosError `DOCKER_NOT_FOUND`, `DOCKER_TOO_OLD` and the like where there is one that cannot be asked, and
 * `DOCKER_NO_PERMISSION` for one that the user has named; in others, which this user may not use, nothing can be left
 */
export async function engineAtHand(): Promise<Engine | undefined> {
  const addresses = engineAddresses();
  if (addresses.every(isMissing) && !isNamed(addresses)) return undefined;
  try {
    return await connectEngine(addresses);
  } catch (error) {
    if (isMinimesosError(error, 'DOCKER_NO_PERMISSION') && !isNamed(addresses)) return undefined;
    throw error;
  }
}
